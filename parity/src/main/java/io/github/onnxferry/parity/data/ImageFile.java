package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.data.ImagePreprocessing.Channels;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.FileImageInputStream;

/**
 * PNG and JPEG files as pixels. Grey becomes equal colours; alpha is dropped where it is not asked for, and is 255 where an
 * image has none; 16-bit samples are rounded to 8 bits. Colour profiles and the orientation that a camera notes are not
 * applied.
 */
final class ImageFile {
    private static final Set<String> FORMATS = Set.of("png", "jpeg");

    /** A larger image is taken for an attack on memory. */
    private static final long MAX_PIXELS = 1L << 26;

    private ImageFile() {}

    /**
     * Pixels from 0 to 255, row by row, the channels of a pixel next to each other.
     *
     * @param samples {@code [height, width, channels]}
     */
    record Pixels(int width, int height, int channels, short[] samples) {}

    /**
     * Decodes an image. Its declared size is checked before memory is taken.
     *
     * @throws FerryException DATA_INVALID if the file is not a whole PNG or JPEG, or is too large
     */
    static Pixels read(Path file, Channels channels) {
        try (var in = new FileImageInputStream(file.toFile())) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw invalid(file, "is neither a PNG nor a JPEG image");
            }
            var reader = readers.next();
            try {
                if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                    throw invalid(file, "is neither a PNG nor a JPEG image");
                }
                reader.setInput(in, true, true);
                return pixels(decode(file, reader), channels);
            } finally {
                reader.dispose();
            }
        } catch (IOException e) {
            throw new FerryException(Code.DATA_INVALID, file.toString(), "cannot be read: " + e.getMessage(), "", e);
        }
    }

    private static BufferedImage decode(Path file, ImageReader reader) throws IOException {
        try {
            long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
            if (pixels < 1 || pixels > MAX_PIXELS) {
                throw invalid(
                        file,
                        "declares " + reader.getWidth(0) + "x" + reader.getHeight(0) + " pixels, more than "
                                + MAX_PIXELS);
            }
            Memory.allow(file.toString(), 8 * pixels);
            return reader.read(0);
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            // The decoders of the JDK let these out on damaged files.
            throw new FerryException(Code.DATA_INVALID, file.toString(), "is a damaged image", "", e);
        }
    }

    private static Pixels pixels(BufferedImage image, Channels channels) {
        int width = image.getWidth();
        var samples = new short[Math.multiplyExact(width * image.getHeight(), channels.count())];
        var row = new Row(image);
        int at = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            row.load(y);
            for (int x = 0; x < width; x++) {
                at = row.put(x, channels, samples, at);
            }
        }
        return new Pixels(width, image.getHeight(), channels.count(), samples);
    }

    /** A row of an image as red, green, blue and alpha from 0 to 255, whatever its form. */
    private static final class Row {
        private final BufferedImage image;
        private final Raster raster;
        private final int bands;
        private final boolean wide;
        private final int[] samples;

        Row(BufferedImage image) {
            this.image = image;
            this.raster = image.getRaster();
            this.bands = raster.getNumBands();
            this.wide = raster.getTransferType() == DataBuffer.TYPE_USHORT;
            this.samples = new int[image.getWidth() * bands];
        }

        void load(int y) {
            raster.getPixels(0, y, image.getWidth(), 1, samples);
            for (int i = 0; i < samples.length && wide; i++) {
                samples[i] = (samples[i] * 255 + 32767) / 65535;
            }
        }

        int put(int x, Channels channels, short[] target, int start) {
            int argb = argb(x);
            int red = argb >> 16 & 0xff;
            int green = argb >> 8 & 0xff;
            int blue = argb & 0xff;
            int at = start;
            switch (channels) {
                case GREY -> target[at++] = (short) ((19595 * red + 38470 * green + 7471 * blue + 32768) >> 16);
                case RGB, RGBA -> {
                    target[at++] = (short) red;
                    target[at++] = (short) green;
                    target[at++] = (short) blue;
                    if (channels == Channels.RGBA) {
                        target[at++] = (short) (argb >>> 24);
                    }
                }
                case BGR -> {
                    target[at++] = (short) blue;
                    target[at++] = (short) green;
                    target[at++] = (short) red;
                }
            }
            return at;
        }

        /** Samples are read as they are stored: the JDK's own conversion of grey changes their brightness. */
        private int argb(int x) {
            int first = samples[x * bands];
            if (image.getColorModel() instanceof IndexColorModel palette) {
                return palette.getRGB(first);
            }
            boolean grey = bands < 3;
            int green = grey ? first : samples[x * bands + 1];
            int blue = grey ? first : samples[x * bands + 2];
            int alpha = bands == 2 || bands == 4 ? samples[x * bands + bands - 1] : 255;
            return alpha << 24 | first << 16 | green << 8 | blue;
        }
    }

    private static FerryException invalid(Path file, String what) {
        return new FerryException(Code.DATA_INVALID, file.toString(), what, "convert the image");
    }
}
