package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Constant strings, and the edits that operators on strings share. */
final class Texts {
    private Texts() {}

    /** A string scalar, in UTF-8. */
    static Value scalar(String text, TfBuilder tf) {
        return bytes(text.getBytes(StandardCharsets.UTF_8), tf);
    }

    /** A string scalar of any bytes. */
    static Value bytes(byte[] text, TfBuilder tf) {
        return tf.constant(Tensor.ofStrings(new long[0], List.of(text)));
    }

    /** A string vector, in UTF-8. */
    static Value vector(List<String> texts, TfBuilder tf) {
        return tf.constant(Tensor.ofStrings(
                new long[] {texts.size()},
                texts.stream().map(t -> t.getBytes(StandardCharsets.UTF_8)).toList()));
    }

    /** Each match of an RE2 pattern replaced. */
    static Value replaceAll(Value x, String pattern, String rewrite, TfBuilder tf) {
        return tf.op("RegexReplace")
                .in(x, scalar(pattern, tf), scalar(rewrite, tf))
                .one();
    }

    /** The first match of an RE2 pattern replaced. */
    static Value replaceFirst(Value x, String pattern, Value rewrite, TfBuilder tf) {
        return tf.op("RegexReplace")
                .in(x, scalar(pattern, tf), rewrite)
                .attr("replace_global", false)
                .one();
    }

    /** Lower case by the rules of Unicode. */
    static Value lower(Value x, TfBuilder tf) {
        return tf.op("StringLower").in(x).attr("encoding", "utf-8").one();
    }

    /** Upper case by the rules of Unicode. */
    static Value upper(Value x, TfBuilder tf) {
        return tf.op("StringUpper").in(x).attr("encoding", "utf-8").one();
    }
}
