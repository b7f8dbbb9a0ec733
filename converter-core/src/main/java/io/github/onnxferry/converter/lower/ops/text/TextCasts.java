package io.github.onnxferry.converter.lower.ops.text;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Numbers written as text and read from it, as ONNX Runtime does where the definition of Cast leaves it open. */
public final class TextCasts {
    /** Significant digits of a float or double. */
    private static final int DIGITS = 8;

    private TextCasts() {}

    /**
     * Cast to string. Floats have at most 8 digits without zeros at the end, an exponent if it is below -4 or above 7;
     * the rest of them are {@code NaN}, {@code INF} and {@code -INF}. A bool is {@code 1} or {@code 0}.
     */
    public static Value write(Value x, TfBuilder tf) {
        if (x.dtype() == DType.BOOL) {
            return tf.op("AsString").in(tf.cast(x, DType.INT32)).one();
        }
        if (!x.dtype().isFloat()) {
            return tf.op("AsString").in(tf.as(x, x.dtype().carrier())).one();
        }
        var number = tf.as(x, x.dtype().carrier());
        var text = tf.op("AsString")
                .in(number)
                .attr("precision", DIGITS)
                .attr("shortest", true)
                .one();
        var infinity =
                tf.select(tf.greater(number, tf.like(number, 0)), Texts.scalar("INF", tf), Texts.scalar("-INF", tf));
        var finite = tf.select(tf.op("IsInf").in(number).one(), infinity, text);
        return tf.select(tf.isNan(number), Texts.scalar("NaN", tf), finite);
    }

    /**
     * Cast from string to a dtype that TensorFlow computes with. Plain and scientific numbers, {@code NaN} and
     * {@code INF} in any case. Of text for an integer, what follows the first integer is left out; for a bool that
     * integer is compared with 0.
     */
    public static Value read(Value x, DType to, TfBuilder tf) {
        if (to.isFloat()) {
            var precise = to == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
            return tf.cast(parse(x, precise, tf), to);
        }
        var digits = Texts.replaceFirst(x, "(?s)^\\s*\\+?(-?[0-9]+).*$", Texts.scalar("\\1", tf), tf);
        var whole = parse(digits, to == DType.UINT64 ? DType.UINT64 : DType.INT64, tf);
        return to == DType.BOOL ? tf.notEqual(whole, tf.int64(0)) : tf.cast(whole, to);
    }

    private static Value parse(Value x, DType to, TfBuilder tf) {
        return tf.op("StringToNumber").in(x).attr("out_type", to).one();
    }
}
