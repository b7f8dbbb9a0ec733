package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tokenizer of com.microsoft: the tokens of each string along a new last axis, filled up with {@code pad_value}. */
public final class TokenizerOps {
    /** The row of the operator. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("Tokenizer", TokenizerOps::tokenize)
            .parity(Parity.EXACT)
            .gap(
                    "a pattern of tokens with alternatives, of which TensorFlow takes the first and not the longest",
                    n -> n.optionalString("tokenexp")
                            .filter(e -> !e.isEmpty() && !hasOneMatch(e))
                            .isPresent())
            .build();

    /** Begins each token; a code point that is no character, so that no text holds it. */
    private static final String BEGIN = "\ufdd0";

    /** Ends each token; another one. */
    private static final String END = "\ufdd1";

    private static final String START_OF_TEXT = "\u0002";
    private static final String END_OF_TEXT = "\u0003";

    private static final String ITEM = "(?:\\[\\^?\\]?[^\\]]*\\]|\\\\[A-Za-z.]|[^\\\\\\[\\](){}|?*+])";

    /** Patterns in which only the last item repeats: their first match at a place is their longest there. */
    private static final Pattern ONE_MATCH = Pattern.compile(ITEM + "+(?:[+*]|\\{\\d+(?:,\\d*)?\\})?");

    private TokenizerOps() {}

    private static boolean hasOneMatch(String pattern) {
        return ONE_MATCH.matcher(pattern).matches();
    }

    private static Value tokenize(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        n.rank("X");
        var flat = tf.reshape(x, -1);
        var count = flat.dim(0);
        var found = tf.op("StringSplitV2")
                .in(begun(n, flat, tf), Texts.scalar(BEGIN, tf))
                .shapes(Shape.of(tf.unknownDim(), Dim.of(2)), Shape.of(tf.unknownDim()), Shape.of(2))
                .all();
        var lengths =
                tf.op("StringLength").in(found.get(1)).attr("unit", "UTF8_CHAR").one();
        var isToken = tf.greaterEqual(lengths, tf.like(lengths, Math.max(1, n.int64("mincharnum"))));
        var places = tf.reshape(tf.op("Where").in(isToken).one(), -1);
        var tokens = tf.gather(found.get(1), places, 0);
        var rows = tf.gather(tf.reshape(tf.sliceAxis(found.get(0), 1, 0, 1), -1), places, 0);
        var ones = tf.op("OnesLike").in(rows).one();
        var counts = tf.op("UnsortedSegmentSum")
                .in(ones, rows, tf.sizeOf(flat, 0))
                .shapes(Shape.of(count))
                .one();
        var before =
                tf.op("Cumsum").in(counts, tf.int64(0)).attr("exclusive", true).one();
        var columns = tf.sub(tf.range(tf.int64(0), tf.sizeOf(rows, 0), tf.int64(1)), tf.gather(before, rows, 0));
        var widest = tf.reduce("Max", tf.concat(List.of(counts, tf.vector(0)), 0), false, 0);
        var table = n.flag("mark")
                ? marked(n, flat, tokens, rows, columns, counts, widest, tf)
                : dense(n, tf.pack(List.of(rows, columns), 1), flat, widest, tokens, tf);
        var width = n.flag("mark") ? tf.add(widest, tf.int64(2)) : widest;
        return tf.reshape(table, tf.concat(List.of(tf.shapeOf(x), tf.reshape(width, 1)), 0));
    }

    /** Each token behind the sign of its beginning, and nothing else. */
    private static Value begun(NodeView n, Value flat, TfBuilder tf) {
        var pattern = n.optionalString("tokenexp").filter(e -> !e.isEmpty());
        Optional<List<String>> separators = n.optionalStrings("separators");
        if (pattern.isEmpty() && separators.isEmpty()) {
            throw n.invalid("there is neither a pattern of tokens nor of what separates them");
        }
        boolean characters = pattern.map(e -> e.equals(".")).orElse(false)
                || separators.map(s -> s.equals(List.of(""))).orElse(false);
        if (characters) {
            return Texts.replaceAll(flat, "(?s).", BEGIN + "\\0", tf);
        }
        if (pattern.isPresent()) {
            var tokens = Texts.replaceAll(flat, pattern.get(), BEGIN + "\\0" + END, tf);
            var trimmed = Texts.replaceAll(tokens, "^[^" + BEGIN + "]*", "", tf);
            return Texts.replaceAll(trimmed, END + "[^" + BEGIN + "]*", "", tf);
        }
        var parts = flat;
        for (String separator : separators.get()) {
            parts = Texts.replaceAll(parts, separator, BEGIN, tf);
        }
        return parts;
    }

    private static Value dense(NodeView n, Value places, Value flat, Value width, Value tokens, TfBuilder tf) {
        return tf.op("SparseToDense")
                .in(
                        places,
                        tf.pack(List.of(tf.sizeOf(flat, 0), width), 0),
                        tokens,
                        Texts.scalar(n.string("pad_value"), tf))
                .attr("validate_indices", false)
                .shapes(Shape.of(flat.dim(0), tf.unknownDim()))
                .one();
    }

    /** The tokens of each string between two signs; padding is behind the second. */
    private static Value marked(
            NodeView n, Value flat, Value tokens, Value rows, Value columns, Value counts, Value widest, TfBuilder tf) {
        var all = tf.range(tf.int64(0), tf.sizeOf(flat, 0), tf.int64(1));
        var allRows = tf.concat(List.of(all, rows, all), 0);
        var allColumns = tf.concat(
                List.of(
                        tf.mul(all, tf.int64(0)),
                        tf.add(columns, tf.int64(1)),
                        tf.add(tf.cast(counts, DType.INT64), tf.int64(1))),
                0);
        var one = tf.reshape(tf.sizeOf(flat, 0), 1);
        var values = tf.concat(
                List.of(
                        tf.fill(one, Texts.scalar(START_OF_TEXT, tf)),
                        tokens,
                        tf.fill(one, Texts.scalar(END_OF_TEXT, tf))),
                0);
        return dense(n, tf.pack(List.of(allRows, allColumns), 1), flat, tf.add(widest, tf.int64(2)), values, tf);
    }
}
