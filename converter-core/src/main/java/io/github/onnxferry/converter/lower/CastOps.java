package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Conversion between element types. */
final class CastOps {
    static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("Cast", (n, tf) -> cast(n.in("input"), n.dtype("to"), tf))
            .parity(Parity.EXACT)
            .gap("a cast between strings and numbers", n -> isText(n.in("input").dtype(), n.dtype("to")))
            .gap(
                    "a cast to a type of less than 16 bits that TensorFlow lacks",
                    n -> isNarrow(n.in("input").dtype(), n.dtype("to")))
            .op("CastLike", (n, tf) -> cast(n.in("input"), n.in("target_type").dtype(), tf))
            .parity(Parity.EXACT)
            .gap(
                    "a cast between strings and numbers",
                    n -> isText(n.in("input").dtype(), n.in("target_type").dtype()))
            .gap(
                    "a cast to a type of less than 16 bits that TensorFlow lacks",
                    n -> isNarrow(n.in("input").dtype(), n.in("target_type").dtype()))
            .build();

    private CastOps() {}

    private static boolean isText(DType from, DType to) {
        return from != to && (from == DType.STRING || to == DType.STRING);
    }

    private static boolean isNarrow(DType from, DType to) {
        return from != to && to.carrier() != to;
    }

    /** Non-zero is true; floats are truncated toward zero. */
    static Value cast(Value x, DType to, TfBuilder tf) {
        if (to == DType.BOOL && x.dtype() != DType.BOOL) {
            return tf.notEqual(x, tf.like(x, 0));
        }
        return tf.cast(x, to);
    }
}
