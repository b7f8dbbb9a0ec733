package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.UINT8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** ImageDecoder against the pixels that were encoded; ONNX Runtime has no kernel for it. */
class DecoderOpsTest {
    private static final int WIDTH = 5;
    private static final int HEIGHT = 3;

    /** Pixels {@code 0xRRGGBB}, row by row. */
    private static int[] pixels(boolean grey) {
        return new Random(4)
                .ints((long) WIDTH * HEIGHT, 0, 1 << 24)
                .map(p -> grey ? (p & 0xff) * 0x010101 : p)
                .toArray();
    }

    private static Tensor expected(int[] pixels, String format) {
        int channels = format.equals("Grayscale") ? 1 : 3;
        var values = new long[pixels.length * channels];
        for (int i = 0; i < pixels.length; i++) {
            int red = pixels[i] >> 16;
            int green = pixels[i] >> 8 & 0xff;
            int blue = pixels[i] & 0xff;
            switch (format) {
                case "Grayscale" -> values[i] = red * 19595 + green * 38470 + blue * 7471 + 0x8000 >> 16;
                case "BGR" -> fill(values, i, blue, green, red);
                default -> fill(values, i, red, green, blue);
            }
        }
        return Tensor.ofLongs(UINT8, new long[] {HEIGHT, WIDTH, channels}, values);
    }

    private static void fill(long[] values, int pixel, int... parts) {
        for (int c = 0; c < parts.length; c++) {
            values[pixel * parts.length + c] = parts[c];
        }
    }

    private static TestModel model(byte[] file, String format) {
        var bytes = new long[file.length];
        for (int i = 0; i < file.length; i++) {
            bytes[i] = file[i] & 0xff;
        }
        return TestModel.opset(20)
                .input("file", Tensor.ofLongs(UINT8, new long[] {file.length}, bytes))
                .node("ImageDecoder", "file", "y", Map.of("pixel_format", StringValue.of(format)))
                .output("y", UINT8);
    }

    private static byte[] encoded(int[] pixels, String format, int type) throws IOException {
        var picture = new BufferedImage(WIDTH, HEIGHT, type);
        for (int i = 0; i < pixels.length; i++) {
            picture.setRGB(i % WIDTH, i / WIDTH, pixels[i] | 0xff000000);
        }
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, format, out);
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"png,RGB", "png,BGR", "png,Grayscale", "bmp,RGB", "bmp,BGR", "bmp,Grayscale"})
    void files(String kind, String format) throws IOException {
        var pixels = pixels(false);
        var file = encoded(pixels, kind, BufferedImage.TYPE_INT_RGB);
        Differential.check(model(file, format), Map.of("y", expected(pixels, format)), 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"RGB", "BGR", "Grayscale"})
    void filesWithAlpha(String format) throws IOException {
        var pixels = pixels(false);
        var file = encoded(pixels, "png", BufferedImage.TYPE_INT_ARGB);
        Differential.check(model(file, format), Map.of("y", expected(pixels, format)), 0, 0);
    }

    /** Portable maps with a comment in the header, one byte a value or two. */
    @ParameterizedTest
    @CsvSource({
        "P6,255,RGB",
        "P6,255,BGR",
        "P6,255,Grayscale",
        "P6,65535,RGB",
        "P5,255,RGB",
        "P5,255,Grayscale",
        "P5,65535,BGR"
    })
    void portableMaps(String magic, int largest, String format) throws IOException {
        boolean grey = magic.equals("P5");
        var pixels = pixels(grey);
        var out = new ByteArrayOutputStream();
        out.write((magic + "\n# made\n" + WIDTH + " " + HEIGHT + "\n" + largest + "\n")
                .getBytes(StandardCharsets.US_ASCII));
        for (int pixel : pixels) {
            for (int shift = grey ? 0 : 16; shift >= 0; shift -= 8) {
                int value = pixel >> shift & 0xff;
                if (largest > 255) {
                    out.write(value);
                }
                out.write(value);
            }
        }
        Differential.check(model(out.toByteArray(), format), Map.of("y", expected(pixels, format)), 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 100, 254})
    void portableMapsOfFewValues(int largest) throws IOException {
        var out = new ByteArrayOutputStream();
        out.write(("P5 5 3 " + largest + "\n").getBytes(StandardCharsets.US_ASCII));
        var grey = new int[WIDTH * HEIGHT];
        for (int i = 0; i < grey.length; i++) {
            int value = i * largest / grey.length;
            out.write(value);
            grey[i] = (int) Math.rint(value / (double) largest * 255) * 0x010101;
        }
        Differential.check(model(out.toByteArray(), "RGB"), Map.of("y", expected(grey, "RGB")), 0, 0);
    }

    /** A TIFF of one strip, as it is written without compression. */
    @ParameterizedTest
    @CsvSource({"RGB,true", "RGB,false", "BGR,false", "Grayscale,false", "Grayscale,true"})
    void strips(String format, boolean grey) throws IOException {
        var pixels = pixels(grey);
        int samples = grey ? 1 : 3;
        int entries = 8;
        int end = 8 + 2 + 12 * entries + 4;
        var file = ByteBuffer.allocate(end + 6 + pixels.length * samples).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(0x002a4949).putInt(8).putShort((short) entries);
        entry(file, 256, 1, WIDTH);
        entry(file, 257, 1, HEIGHT);
        entry(file, 258, samples, grey ? 8 : end);
        entry(file, 259, 1, 1);
        entry(file, 262, 1, grey ? 1 : 2);
        file.putShort((short) 273).putShort((short) 4).putInt(1).putInt(end + 6);
        entry(file, 277, 1, samples);
        entry(file, 278, 1, HEIGHT);
        file.putInt(0).putShort((short) 8).putShort((short) 8).putShort((short) 8);
        for (int pixel : pixels) {
            for (int shift = grey ? 0 : 16; shift >= 0; shift -= 8) {
                file.put((byte) (pixel >> shift));
            }
        }
        Differential.check(model(file.array(), format), Map.of("y", expected(pixels, format)), 0, 0);
    }

    /** A field of short numbers: its value if it is one, else where the values are. */
    private static void entry(ByteBuffer file, int tag, int count, int value) {
        file.putShort((short) tag).putShort((short) 3).putInt(count).putInt(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF....WEBPVP8 ", "MM.*", "no picture"})
    void otherFilesFail(String content) {
        assertThatThrownBy(() ->
                        Differential.check(model(content.getBytes(StandardCharsets.US_ASCII), "RGB"), Map.of(), 0, 0))
                .isInstanceOf(FerryException.class)
                .hasMessageContaining("Unknown image file format");
    }
}
