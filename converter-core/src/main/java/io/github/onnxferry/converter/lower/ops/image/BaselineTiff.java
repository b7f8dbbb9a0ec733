package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * The fields of a little-endian TIFF (revision 6.0), and its pixels if they lie in one strip as they are: 8 bits a sample,
 * red, green and blue, or grey.
 */
final class BaselineTiff {
    private static final int WIDTH = 256;
    private static final int HEIGHT = 257;
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int SAMPLES = 277;
    private static final int PLANES = 284;

    private static final int ENTRY_BYTES = 12;
    private static final int LONG = 4;
    private static final int GREY = 1;
    private static final int RGB = 2;

    private final Value file;
    private final TfBuilder tf;
    private final Value bytes;
    private final Value tags;
    private final Value counts;
    private final Value values;

    BaselineTiff(Value file, TfBuilder tf) {
        this.file = file;
        this.tf = tf;
        this.bytes = raw(file);
        var directory = number(tf.int64(4), 4);
        var entries = tf.add(tf.mul(AxisVectors.upTo(tf, number(directory, 2)), ENTRY_BYTES), tf.add(directory, 2));
        this.tags = number(entries, 2);
        this.counts = number(tf.add(entries, 4), 4);
        var isLong = tf.equal(number(tf.add(entries, 2), 2), tf.int64(LONG));
        var severalShorts = tf.greater(counts, tf.int64(2));
        var at = tf.add(entries, 8);
        this.values = tf.select(tf.or(isLong, severalShorts), number(at, 4), number(at, 2));
    }

    private Value raw(Value text) {
        return tf.op("DecodeRaw")
                .in(text)
                .attr("out_type", DType.UINT8)
                .shapes(Shape.of(tf.unknownDim()))
                .one();
    }

    /** The numbers of some bytes, lowest first, at places in the file. */
    private Value number(Value places, int width) {
        var sum = tf.cast(tf.gather(bytes, places, 0), DType.INT64);
        for (int i = 1; i < width; i++) {
            var next = tf.cast(tf.gather(bytes, tf.add(places, i), 0), DType.INT64);
            sum = tf.add(sum, tf.mul(next, 1L << 8 * i));
        }
        return sum;
    }

    /** What one of some columns says of a tag; 0 if the file does not have it. */
    private Value of(int tag, Value column) {
        var found = tf.select(tf.equal(tags, tf.int64(tag)), column, tf.int64(0));
        return tf.reduce("Sum", found, false, 0);
    }

    private Value is(int tag, long value) {
        return tf.equal(of(tag, values), tf.int64(value));
    }

    private Value isNoneOr(int tag, long value) {
        return tf.or(is(tag, 0), is(tag, value));
    }

    /** Whether the pixels can be read. */
    Value isReadable() {
        var bitsOfEach = number(tf.minimum(of(BITS, values), tf.sub(tf.sizeOf(bytes, 0), 2)), 2);
        var colour = tf.and(
                tf.and(is(PHOTOMETRIC, RGB), is(SAMPLES, 3)),
                tf.and(tf.equal(of(BITS, counts), tf.int64(3)), tf.equal(bitsOfEach, tf.int64(8))));
        var grey = tf.and(tf.and(is(PHOTOMETRIC, GREY), isNoneOr(SAMPLES, 1)), is(BITS, 8));
        var plain = tf.and(isNoneOr(COMPRESSION, 1), isNoneOr(PLANES, 1));
        var oneStrip = tf.equal(of(STRIP_OFFSETS, counts), tf.int64(1));
        return tf.and(tf.and(plain, oneStrip), tf.or(colour, grey));
    }

    /** The pixels, {@code [H, W, 3]}. */
    Value picture() {
        var height = of(HEIGHT, values);
        var width = of(WIDTH, values);
        var sizes = tf.pack(List.of(height, width, tf.maximum(of(SAMPLES, values), tf.int64(1))), 0);
        var strip = tf.op("Substr")
                .in(file, of(STRIP_OFFSETS, values), tf.reduce("Prod", sizes, false, 0))
                .shapes(Shape.scalar())
                .one();
        var pixels = tf.broadcastTo(tf.reshape(raw(strip), sizes), tf.pack(List.of(height, width, tf.int64(3)), 0));
        return tf.ensureShape(pixels, Shape.of(tf.unknownDim(), tf.unknownDim(), Dim.of(3)));
    }
}
