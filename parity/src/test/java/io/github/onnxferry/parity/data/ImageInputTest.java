package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInputTest {
    @TempDir
    Path folder;

    @Test
    void aStatementIsPrintedBack() {
        var full = ImagePreprocessing.parse(ImagePreprocessing.EXAMPLE);
        assertThat(full).hasToString(ImagePreprocessing.EXAMPLE);
        assertThat(full.scale().value()).isEqualTo(1 / 255.0);
        assertThat(ImagePreprocessing.parse("")).hasToString("scale=1,mean=0,std=1,fit=stretch");
        assertThat(ImagePreprocessing.parse(" size=4x2, fit = PAD,mean=1.5"))
                .hasToString("size=4x2,scale=1,mean=1.5,std=1,fit=pad");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "size", "size=", "size=224", "size=0x4", "size=99999x4", "layout=nwhc", "channels=cmyk", "scale=x",
                "scale=1/0", "mean=1:a:2", "std=0", "std=1:0:1", "fit=zoom", "colour=rgb", "size=1x1,size=1x1", ",",
                "scale=NaN", "scale=1e999"
            })
    void malformedStatementsAreRefused(String text) {
        assertUsage(() -> ImagePreprocessing.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1,3,4,6; size=6x4,layout=nchw,channels=rgb",
                "-1,5,6,3; size=6x5,layout=nhwc,channels=rgb",
                "5,6,1; size=6x5,layout=hwc,channels=grey",
                "1,20,6; size=6x20,layout=chw,channels=grey",
                "4,6; size=6x4,layout=hw,channels=grey",
                "1,4,8,8; size=8x8,layout=nchw,channels=rgba"
            })
    void whatIsLeftOpenFollowsFromTheShape(String shape, String expected) {
        assertThat(settle("", DType.FLOAT, dims(shape)).toString()).startsWith(expected.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "1,3,4,3; ''",
                "1,5,4,6; ''",
                "1,3,-1,-1; ''",
                "2,3,4,6; ''",
                "1,3,4,6; size=6x5",
                "1,3,4,6; layout=nhwc",
                "1,3,4,6; channels=grey",
                "1,3,4,6; layout=chw",
                "1,3,4,6; mean=1:2",
                "1,2,3,4,6; ''"
            })
    void whatTheShapeLeavesOpenOrContradictsIsRefused(String shape, String text) {
        assertUsage(() -> settle(text, DType.FLOAT, dims(shape)));
    }

    @Test
    void modelsOfOtherInputsAreRefused() {
        var two = Graphs.graph(Graphs.value("a", DType.FLOAT, 1, 3, 2, 2), Graphs.value("b", DType.FLOAT, 1));
        assertUsage(() -> ImageInput.of(ImagePreprocessing.parse(""), two));
        assertUsage(() -> settle("", DType.STRING, dims("1,3,2,2")));
    }

    @Test
    void pixelsBecomeElements() throws IOException {
        var file = image(BufferedImage.TYPE_INT_ARGB, 2, 1, 0xff0a141e, 0x80ff00ff);
        assertThat(read(file, "scale=1/10,mean=1:2:3,std=1:2:4", DType.FLOAT, "1,3,1,2"))
                .containsExactly(new double[] {0, 24.5, 0, -1, 0, 5.625}, within(1e-6));
        assertThat(read(file, "layout=nhwc", DType.UINT8, "1,1,2,3")).containsExactly(10, 20, 30, 255, 0, 255);
        assertThat(read(file, "channels=bgr,layout=nhwc", DType.FLOAT16, "1,1,2,3"))
                .containsExactly(30, 20, 10, 255, 0, 255);
        assertThat(read(file, "layout=nhwc", DType.FLOAT, "1,1,2,4"))
                .containsExactly(10, 20, 30, 255, 255, 0, 255, 128);
        assertThat(read(file, "", DType.FLOAT, "1,2")).containsExactly(18, 105);
        assertThat(read(file, "mean=128", DType.INT8, "1,1,2")).containsExactly(-110, -23);
        assertThat(read(file, "scale=2", DType.UINT8, "1,2")).containsExactly(36, 210);
        assertThat(read(file, "scale=3", DType.UINT8, "1,2")).containsExactly(54, 255);
    }

    @Test
    void greyKeepsItsBrightness() throws IOException {
        var grey = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        grey.getRaster().setSample(0, 0, 0, 100);
        grey.getRaster().setSample(1, 0, 0, 200);
        assertThat(read(write(grey, "png"), "layout=nhwc", DType.FLOAT, "1,1,2,3"))
                .containsExactly(100, 100, 100, 200, 200, 200);
        var wide = new BufferedImage(2, 1, BufferedImage.TYPE_USHORT_GRAY);
        wide.getRaster().setSample(0, 0, 0, 100 * 257);
        wide.getRaster().setSample(1, 0, 0, 65535);
        assertThat(read(write(wide, "png"), "", DType.FLOAT, "1,2")).containsExactly(100, 255);
        var indexed = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_INDEXED);
        indexed.setRGB(0, 0, 0xffff0000);
        assertThat(read(write(indexed, "png"), "layout=nhwc", DType.FLOAT, "1,1,2,3"))
                .startsWith(255, 0, 0);
        var jpeg = write(grey, "jpeg");
        assertThat(read(jpeg, "", DType.FLOAT, "1,2")).containsExactly(new double[] {100, 200}, within(8.0));
    }

    @Test
    void resizingIsBilinearByItsDefinition() throws IOException {
        var file = image(BufferedImage.TYPE_INT_RGB, 2, 1, 0x000000, 0x646464);
        assertThat(read(file, "size=4x1", DType.FLOAT, "1,-1"))
                .containsExactly(new double[] {0, 25, 75, 100}, within(1e-4));
        var wide = image(
                BufferedImage.TYPE_INT_RGB, 4, 2, 0, 0x101010, 0x202020, 0x303030, 0, 0x101010, 0x202020, 0x303030);
        assertThat(read(wide, "size=2x2,fit=crop", DType.FLOAT, "2,2")).containsExactly(16, 32, 16, 32);
        assertThat(read(wide, "size=4x4,fit=pad,mean=1", DType.FLOAT, "4,4"))
                .containsExactly(-1, -1, -1, -1, -1, 15, 31, 47, -1, 15, 31, 47, -1, -1, -1, -1);
        assertThat(read(wide, "size=2x1,fit=stretch", DType.FLOAT, "1,2")).containsExactly(8, 40);
    }

    @Test
    void hugeDeclaredSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
        var file = image(BufferedImage.TYPE_INT_RGB, 1, 1, 0);
        var bytes = ByteBuffer.wrap(Files.readAllBytes(file));
        // The header chunk: its length at 8, its name at 12, width, height, five bytes, and the sum of all but the
        // length.
        bytes.putInt(16, 2_000_000_000).putInt(20, 2_000_000_000);
        var sum = new CRC32();
        sum.update(bytes.array(), 12, 17);
        bytes.putInt(29, (int) sum.getValue());
        Files.write(file, bytes.array());
        assertInvalid(file);
    }

    @Test
    void damagedImagesAreRefused() throws IOException {
        for (String format : new String[] {"png", "jpeg"}) {
            var file = write(new BufferedImage(9, 9, BufferedImage.TYPE_INT_RGB), format);
            var bytes = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(bytes, 20));
            assertInvalid(file);
            for (int i = 0; i < bytes.length; i++) {
                var damaged = bytes.clone();
                damaged[i] ^= (byte) 0xff;
                Files.write(file, damaged);
                try {
                    ImageFile.read(file, ImagePreprocessing.Channels.RGB);
                } catch (FerryException e) {
                    assertThat(e.problems().get(0).code())
                            .as(format + " byte " + i)
                            .isEqualTo(Code.DATA_INVALID);
                }
            }
        }
        var text = Files.writeString(folder.resolve("a.png"), "no image");
        assertInvalid(text);
        assertInvalid(write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "bmp"));
    }

    private static void assertInvalid(Path file) {
        assertThatThrownBy(() -> ImageFile.read(file, ImagePreprocessing.Channels.RGB))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.DATA_INVALID));
    }

    private static void assertUsage(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.USAGE));
    }

    private static double[] read(Path file, String text, DType dtype, String shape) {
        var tensor = Graphs.tensor(settle(text, dtype, dims(shape)).read(file), "x");
        assertThat(tensor.dtype()).isEqualTo(dtype);
        return doubles(tensor);
    }

    private static double[] doubles(Tensor tensor) {
        return tensor.materialised().doubles();
    }

    private static ImageInput settle(String text, DType dtype, Dim... dims) {
        OnnxGraph graph = Graphs.graph(Graphs.value("x", dtype, dims));
        return ImageInput.of(ImagePreprocessing.parse(text), graph);
    }

    private static Dim[] dims(String shape) {
        return Arrays.stream(shape.split(","))
                .map(s -> s.equals("-1") ? Dim.symbol("free") : Dim.of(Long.parseLong(s)))
                .toArray(Dim[]::new);
    }

    private Path image(int type, int width, int height, int... argb) throws IOException {
        var image = new BufferedImage(width, height, type);
        image.setRGB(0, 0, width, height, argb, 0, width);
        return write(image, "png");
    }

    private Path write(BufferedImage image, String format) throws IOException {
        var file = folder.resolve("image." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }
}
