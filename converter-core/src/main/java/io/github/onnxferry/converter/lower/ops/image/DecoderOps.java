package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** Pictures from files. */
public final class DecoderOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("ImageDecoder", DecoderOps::decode)
            .parity(Parity.EXACT)
            .build();

    private static final int BYTE_VALUES = 256;
    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] TIFF = {'I', 'I', '*', 0};
    private static final byte[] GRAYMAP = "P5".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] PIXMAP = "P6".getBytes(StandardCharsets.US_ASCII);

    /** Format, width, height and largest value; comments may stand between them. One byte of space ends it. */
    private static final String HEADER =
            "^(P[56](?:\\s|#[^\\n]*\\n)+([0-9]+)(?:\\s|#[^\\n]*\\n)+([0-9]+)(?:\\s|#[^\\n]*\\n)+([0-9]+)\\s)\\C*$";

    /** Longer headers are not found; a picture's data are no text. */
    private static final int LONGEST_HEADER = 4096;

    private DecoderOps() {}

    /** Decodes a string scalar into {@code [H, W, 3]}, uint8. */
    private interface Decoder {
        Value decode(Value file, TfBuilder tf);
    }

    /**
     * ImageDecoder 20. TensorFlow decodes JPEG, PNG, BMP and GIF; of a JPEG the exact cosine transform is asked for, as other
     * decoders take it. Portable graymaps and pixmaps, and TIFF
     * without compression, are taken apart here. Other files fail when they are met.
     */
    private static Value decode(NodeView n, TfBuilder tf) {
        var format = n.string("pixel_format");
        var file = joined(n.in("encoded_stream"), tf);
        var picture = branch("decode_jpeg", file, JPEG, DecoderOps::jpeg, DecoderOps::portable, tf);
        return switch (format) {
            case "RGB" -> picture;
            case "BGR" -> tf.op("ReverseV2").in(picture, tf.vector(2)).one();
            case "Grayscale" -> luma(picture, tf);
            default -> throw n.invalid("there is no pixel_format " + format);
        };
    }

    /** The bytes as one string. */
    private static Value joined(Value bytes, TfBuilder tf) {
        var table = tf.constant(Tensor.ofStrings(
                new long[] {BYTE_VALUES},
                IntStream.range(0, BYTE_VALUES)
                        .mapToObj(b -> new byte[] {(byte) b})
                        .toList()));
        var strings = tf.gather(table, tf.cast(tf.reshape(bytes, -1), DType.INT32), 0);
        return tf.op("ReduceJoin")
                .in(strings, tf.vector32(0))
                .shapes(Shape.scalar())
                .one();
    }

    /** One of two decoders, by the bytes at the beginning of the file. */
    private static Value branch(
            String name, Value file, byte[] beginning, Decoder matching, Decoder other, TfBuilder tf) {
        return either(name, begins(file, beginning, tf), file, matching, other, tf);
    }

    private static Value either(
            String name, Value condition, Value file, Decoder matching, Decoder other, TfBuilder tf) {
        var files = List.of(file);
        var shapes = List.of(Shape.scalar());
        var yes = Loops.function(name, files, shapes, (p, t) -> List.of(matching.decode(p.get(0), t)), tf);
        var no = Loops.function(name + "_not", files, shapes, (p, t) -> List.of(other.decode(p.get(0), t)), tf);
        return Loops.emitIf(condition, files, List.of(picture(tf)), yes, no, tf).get(0);
    }

    private static Value begins(Value file, byte[] beginning, TfBuilder tf) {
        var first = tf.op("Substr")
                .in(file, tf.int64(0), tf.int64(beginning.length))
                .shapes(Shape.scalar())
                .one();
        return tf.equal(first, tf.constant(Tensor.ofStrings(new long[0], List.of(beginning))));
    }

    private static Shape picture(TfBuilder tf) {
        return Shape.of(tf.unknownDim(), tf.unknownDim(), Dim.of(3));
    }

    private static Value jpeg(Value file, TfBuilder tf) {
        return tf.op("DecodeJpeg")
                .in(file)
                .attr("channels", 3)
                .attr("fancy_upscaling", true)
                .attr("dct_method", "INTEGER_ACCURATE")
                .shapes(picture(tf))
                .one();
    }

    private static Value portable(Value file, TfBuilder tf) {
        return branch("decode_pixmap", file, PIXMAP, (f, t) -> portable(f, 3, t), DecoderOps::graymap, tf);
    }

    private static Value graymap(Value file, TfBuilder tf) {
        return branch("decode_graymap", file, GRAYMAP, (f, t) -> portable(f, 1, t), DecoderOps::strips, tf);
    }

    private static Value strips(Value file, TfBuilder tf) {
        return branch("decode_tiff", file, TIFF, DecoderOps::tiff, DecoderOps::sniffed, tf);
    }

    private static Value tiff(Value file, TfBuilder tf) {
        var readable = new BaselineTiff(file, tf).isReadable();
        return either(
                "decode_strip", readable, file, (f, t) -> new BaselineTiff(f, t).picture(), DecoderOps::sniffed, tf);
    }

    /** PNG, BMP and the first picture of a GIF. */
    private static Value sniffed(Value file, TfBuilder tf) {
        return tf.op("DecodeImage")
                .in(file)
                .attr("channels", 3)
                .attr("expand_animations", false)
                .attr("dtype", DType.UINT8)
                .shapes(picture(tf))
                .one();
    }

    /** Binary PNM: values of one byte, or of two if the largest needs them, scaled to 255. */
    private static Value portable(Value file, int channels, TfBuilder tf) {
        var front = tf.op("Substr")
                .in(file, tf.int64(0), tf.int64(LONGEST_HEADER))
                .shapes(Shape.scalar())
                .one();
        var header = tf.cast(tf.op("StringLength").in(group(front, 1, tf)).one(), DType.INT64);
        var width = number(front, 2, tf);
        var height = number(front, 3, tf);
        var largest = number(front, 4, tf);
        var bytes = tf.select(tf.greater(largest, tf.int64(BYTE_VALUES - 1)), tf.int64(2), tf.int64(1));
        var sizes = tf.pack(List.of(height, width, tf.int64(channels), bytes), 0);
        var length = tf.reduce("Prod", sizes, false, 0);
        var data =
                tf.op("Substr").in(file, header, length).shapes(Shape.scalar()).one();
        var raw = tf.op("DecodeRaw")
                .in(data)
                .attr("out_type", DType.UINT8)
                .shapes(Shape.of(tf.unknownDim()))
                .one();
        var parts = tf.cast(tf.reshape(raw, sizes), DType.DOUBLE);
        var high = tf.mul(tf.sub(tf.cast(bytes, DType.DOUBLE), 1), BYTE_VALUES);
        var value =
                tf.add(tf.mul(tf.gather(parts, tf.int64(0), 3), high), tf.gather(parts, tf.sub(bytes, tf.int64(1)), 3));
        var scaled = tf.mul(tf.div(value, tf.cast(largest, DType.DOUBLE)), BYTE_VALUES - 1);
        var picture = tf.cast(tf.roundHalfEven(scaled), DType.UINT8);
        return tf.broadcastTo(picture, tf.pack(List.of(height, width, tf.int64(3)), 0));
    }

    private static Value group(Value front, int number, TfBuilder tf) {
        var pattern = tf.constant(Tensor.ofStrings(new long[0], List.of(HEADER.getBytes(StandardCharsets.US_ASCII))));
        var rewrite = tf.constant(
                Tensor.ofStrings(new long[0], List.of(("\\" + number).getBytes(StandardCharsets.US_ASCII))));
        return tf.op("RegexReplace")
                .in(front, pattern, rewrite)
                .attr("replace_global", false)
                .one();
    }

    private static Value number(Value front, int group, TfBuilder tf) {
        return tf.op("StringToNumber")
                .in(group(front, group, tf))
                .attr("out_type", DType.INT64)
                .one();
    }

    /** The luma of ITU-R BT.601, {@code 0.299 R + 0.587 G + 0.114 B}, in 16 bits of fraction. */
    private static Value luma(Value picture, TfBuilder tf) {
        var weights = tf.constant(Tensor.vector32(19595, 38470, 7471));
        var sum = tf.reduce("Sum", tf.mul(tf.cast(picture, DType.INT32), weights), true, 2);
        var rounded = tf.add(sum, tf.int32(1 << 15));
        return tf.cast(tf.op("RightShift").in(rounded, tf.int32(16)).one(), DType.UINT8);
    }
}
