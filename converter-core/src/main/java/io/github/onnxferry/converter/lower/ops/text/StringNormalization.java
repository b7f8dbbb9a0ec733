package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * StringNormalizer 10: elements without stop words, in another case.
 *
 * <p>Case follows the full mappings of Unicode, as one character may become several. Only Turkish and Azerbaijani map
 * letters of their own.
 */
final class StringNormalization {
    private static final Set<String> DOTTED_LANGUAGES = Set.of("tr", "az");

    /** How elements change. */
    private enum Case {
        NONE,
        LOWER,
        UPPER;

        Value of(Value x, boolean dotted, TfBuilder tf) {
            return switch (this) {
                case NONE -> x;
                case LOWER ->
                    Texts.lower(
                            dotted ? Texts.replaceAll(Texts.replaceAll(x, "I", "\u0131", tf), "\u0130", "i", tf) : x,
                            tf);
                case UPPER -> Texts.upper(dotted ? Texts.replaceAll(x, "i", "\u0130", tf) : x, tf);
            };
        }
    }

    private StringNormalization() {}

    static Value normalize(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        if (rank != 1 && rank != 2) {
            throw n.invalid("the input has rank " + rank + ", not [C] or [1, C]");
        }
        var change = change(n);
        boolean dotted = DOTTED_LANGUAGES.contains(
                n.optionalString("locale").orElse("").split("[-_.@]", 2)[0].toLowerCase(Locale.ROOT));
        var kept = without(n, tf.reshape(x, -1), change, dotted, tf);
        var changed = change.of(kept, dotted, tf);
        var filled = tf.concat(List.of(changed, Texts.vector(List.of(""), tf)), 0);
        var length = tf.maximum(tf.sizeOf(changed, 0), tf.int64(1));
        var result = tf.op("Slice")
                .in(filled, tf.vector(0), tf.reshape(length, 1))
                .shapes(Shape.of(tf.unknownDim()))
                .one();
        return rank == 1 ? result : tf.expandDims(result, 0);
    }

    private static Case change(NodeView n) {
        var action = n.string("case_change_action");
        return switch (action) {
            case "NONE" -> Case.NONE;
            case "LOWER" -> Case.LOWER;
            case "UPPER" -> Case.UPPER;
            default -> throw n.invalid("there is no case_change_action " + action);
        };
    }

    /** The elements that are no stop word. Case is put aside by the change that is asked for, or in lower case. */
    private static Value without(NodeView n, Value x, Case change, boolean dotted, TfBuilder tf) {
        var words = n.optionalStrings("stopwords").orElse(List.of());
        if (words.isEmpty()) {
            return x;
        }
        var folded = n.flag("is_case_sensitive") ? Case.NONE : change == Case.UPPER ? Case.UPPER : Case.LOWER;
        var stops = folded.of(Texts.vector(words, tf), dotted, tf);
        var differs = tf.notEqual(tf.expandDims(folded.of(x, dotted, tf), 1), tf.expandDims(stops, 0));
        var kept = tf.op("Where").in(tf.reduce("All", differs, false, 1)).one();
        return tf.gather(x, tf.reshape(kept, -1), 0);
    }
}
