package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Categories and labels: numbers for strings, strings for numbers, one-hot codes. */
public final class LabelOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .op("CategoryMapper", LabelOps::categoryMapper)
            .parity(Parity.EXACT)
            .op("LabelEncoder", LabelOps::labelEncoder)
            .parity(Parity.EXACT)
            .op("OneHotEncoder", LabelOps::oneHotEncoder)
            .parity(Parity.EXACT)
            .build();

    private LabelOps() {}

    /** CategoryMapper 1: the type of the input says which way the pairs are read. */
    private static Value categoryMapper(NodeView n, TfBuilder tf) {
        var strings = Lists.strings(n, "cats_strings").orElseGet(() -> none(DType.STRING));
        var numbers = Lists.int64s(n, "cats_int64s").orElseGet(() -> none(DType.INT64));
        if (strings.elements() != numbers.elements()) {
            throw n.invalid("cats_strings and cats_int64s are not of one length");
        }
        return n.in("X").dtype() == DType.STRING
                ? mapped(n.in("X"), strings, numbers, Tensor.scalar(DType.INT64, n.int64("default_int64")), tf)
                : mapped(n.in("X"), numbers, strings, text(n.string("default_string")), tf);
    }

    /**
     * LabelEncoder 4: the value of the last key that equals an element, NaN equals NaN; else the default. Where keys are
     * repeated ONNX Runtime takes the first, against the operator's definition.
     */
    private static Value labelEncoder(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var keys = one(n, "keys");
        var values = one(n, "values");
        if (keys.elements() != values.elements()) {
            throw n.invalid(keys.elements() + " keys have " + values.elements() + " values");
        }
        if (keys.dtype() != x.dtype()) {
            throw n.invalid("the keys are " + keys.dtype() + ", the input is " + x.dtype());
        }
        return mapped(x, keys, values, defaultValue(n, values.dtype()), tf);
    }

    /** The list that a node has under one of the four names for it. */
    private static Tensor one(NodeView n, String what) {
        return Lists.tensor(n, what + "_tensor")
                .or(() -> Lists.strings(n, what + "_strings"))
                .or(() -> Lists.int64s(n, what + "_int64s"))
                .or(() -> Lists.floats(n, what + "_floats"))
                .orElseThrow(() -> n.invalid("there are no " + what));
    }

    private static Tensor defaultValue(NodeView n, DType dtype) {
        var stated = Lists.tensor(n, "default_tensor");
        if (stated.isPresent()) {
            if (stated.get().dtype() != dtype) {
                throw n.invalid("the default is " + stated.get().dtype() + ", the values are " + dtype);
            }
            return stated.get().pick(new long[0], 0);
        }
        return switch (dtype) {
            case STRING -> text(n.string("default_string"));
            case INT64 -> Tensor.scalar(dtype, n.int64("default_int64"));
            case FLOAT -> Tensor.scalar(dtype, n.float32("default_float"));
            default -> Tensor.scalar(dtype, dtype.isInteger() ? -1 : -0.0);
        };
    }

    private static Tensor text(String value) {
        return Tensor.ofStrings(new long[0], List.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    private static Tensor none(DType dtype) {
        return dtype == DType.STRING
                ? Tensor.ofStrings(new long[] {0}, List.of())
                : Tensor.ofLongs(dtype, new long[] {0});
    }

    /** The values at the positions of the keys; the default for what is no key. */
    private static Value mapped(Value x, Tensor keys, Tensor values, Tensor otherwise, TfBuilder tf) {
        var table = tf.concat(List.of(tf.constant(values), tf.constant(otherwise.reshape(1))), 0);
        var found = new KeyIndex(keys).positions(tf.reshape(x, -1), tf);
        return tf.reshape(tf.gather(table, found, 0), tf.shapeOf(x));
    }

    /**
     * OneHotEncoder 1: a new last axis with 1 at the position of the category. A number is truncated to an integer. An
     * unknown category is all zeros, or fails when the model runs.
     */
    private static Value oneHotEncoder(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        boolean text = x.dtype() == DType.STRING;
        var categories = (text ? Lists.strings(n, "cats_strings") : Lists.int64s(n, "cats_int64s"))
                .orElseThrow(() -> n.invalid("there are no categories for " + x.dtype()));
        var flat = tf.reshape(text ? x : tf.cast(x, DType.INT64), -1);
        var found = new KeyIndex(categories).positions(flat, tf);
        var known = n.flag("zeros") ? found : failing(found, categories.elements(), tf);
        var codes = tf.op("OneHot")
                .in(known, tf.int32(categories.elements()), tf.scalar(DType.FLOAT, 1), tf.scalar(DType.FLOAT, 0))
                .one();
        return tf.reshape(codes, tf.concat(List.of(tf.shapeOf(x), tf.vector(categories.elements())), 0));
    }

    /** The positions as they are; TensorFlow refuses to gather one that is out of range. */
    private static Value failing(Value positions, long count, TfBuilder tf) {
        var all = tf.range(tf.int64(0), tf.int64(count), tf.int64(1));
        return tf.gather(all, positions, 0);
    }
}
