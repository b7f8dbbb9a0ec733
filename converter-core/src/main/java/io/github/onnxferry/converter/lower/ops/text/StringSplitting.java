package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * StringSplit 20: the parts of each string along a new last axis, filled up with empty strings, and how many there are.
 */
final class StringSplitting {
    /** Whitespace of Unicode, and the separators of ASCII. */
    private static final String SPACES = "[\\s\\x0b\\x{1c}-\\x{1f}\\x{85}\\pZ]+";

    private static final String OUTER_SPACES = "^" + SPACES + "|" + SPACES + "$";
    /** A byte that no text in UTF-8 has. */
    private static final byte[] MARK = {(byte) 0xff};

    private StringSplitting() {}

    static List<Value> split(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        n.rank("X");
        var flat = tf.reshape(x, -1);
        var delimiter = n.optionalString("delimiter").orElse("");
        long most = n.optionalInt64("maxsplit").filter(m -> m >= 0).orElse(-1L);
        if (delimiter.isEmpty()) {
            var trimmed = Texts.replaceAll(flat, OUTER_SPACES, "", tf);
            var mark = Texts.bytes(MARK, tf);
            var marked = most < 0
                    ? tf.op("RegexReplace")
                            .in(trimmed, Texts.scalar(SPACES, tf), mark)
                            .one()
                    : markFirst(trimmed, most, tf);
            return parts(x, marked, mark, -1, trimmed, tf);
        }
        return parts(x, flat, Texts.scalar(delimiter, tf), most, flat, tf);
    }

    /** Marks the first {@code most} runs of whitespace; there are no more than bytes in the longest string. */
    private static Value markFirst(Value strings, long most, TfBuilder tf) {
        var lengths = tf.cast(tf.op("StringLength").in(strings).one(), DType.INT64);
        var longest = tf.reduce("Max", tf.concat(List.of(lengths, tf.vector(0)), 0), false, 0);
        var rounds = tf.minimum(longest, tf.int64(most));
        var state = List.of(tf.int64(0), rounds, strings);
        return Loops.run(
                        "string_split",
                        state,
                        state.stream().map(Value::shape).toList(),
                        (s, t) -> t.less(s.get(0), s.get(1)),
                        (s, t) -> List.of(
                                t.add(s.get(0), t.int64(1)),
                                s.get(1),
                                Texts.replaceFirst(s.get(2), SPACES, Texts.bytes(MARK, t), t)),
                        tf)
                .get(2);
    }

    /**
     * The parts between delimiters. A string without a byte has no part.
     *
     * @param source the strings as they were before they were marked
     */
    private static List<Value> parts(Value x, Value flat, Value delimiter, long most, Value source, TfBuilder tf) {
        var count = flat.dim(0);
        var found = tf.op("StringSplitV2")
                .in(flat, delimiter)
                .attr("maxsplit", most)
                .shapes(Shape.of(tf.unknownDim(), Dim.of(2)), Shape.of(tf.unknownDim()), Shape.of(2))
                .all();
        var ones = tf.op("OnesLike")
                .in(tf.cast(tf.op("StringLength").in(found.get(1)).one(), DType.INT64))
                .one();
        var rows = tf.reshape(tf.sliceAxis(found.get(0), 1, 0, 1), -1);
        var all = tf.op("UnsortedSegmentSum")
                .in(ones, rows, tf.sizeOf(flat, 0))
                .shapes(Shape.of(count))
                .one();
        var counts = tf.select(tf.equal(source, Texts.scalar("", tf)), tf.int64(0), all);
        var widest = tf.reduce("Max", tf.concat(List.of(counts, tf.vector(0)), 0), false, 0);
        var dense = tf.op("SparseToDense")
                .in(found.get(0), found.get(2), found.get(1), Texts.scalar("", tf))
                .one();
        var rectangle = tf.op("Slice")
                .in(dense, tf.vector(0, 0), tf.pack(List.of(tf.int64(-1), widest), 0))
                .shapes(Shape.of(count, tf.unknownDim()))
                .one();
        var sizes = tf.concat(List.of(tf.shapeOf(x), tf.reshape(widest, 1)), 0);
        return List.of(tf.reshape(rectangle, sizes), tf.reshape(counts, tf.shapeOf(x)));
    }
}
