package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** Typed reading of a node's attributes. Each method throws ATTRIBUTE_TYPE if the attribute is of another kind. */
final class Attributes {
    private Attributes() {}

    static Optional<Long> integer(OnnxNode node, String name) {
        return typed(node, name, IntValue.class).map(IntValue::value);
    }

    static Optional<Float> real(OnnxNode node, String name) {
        return typed(node, name, FloatValue.class).map(FloatValue::value);
    }

    static Optional<String> text(OnnxNode node, String name) {
        return typed(node, name, StringValue.class).map(value -> value.value().toString());
    }

    static Optional<List<Long>> integers(OnnxNode node, String name) {
        return typed(node, name, IntsValue.class).map(IntsValue::values);
    }

    static Optional<List<Float>> reals(OnnxNode node, String name) {
        return typed(node, name, FloatsValue.class).map(FloatsValue::values);
    }

    static Optional<List<OnnxAttribute.Text>> texts(OnnxNode node, String name) {
        return typed(node, name, StringsValue.class).map(StringsValue::values);
    }

    /** The value of an attribute that the standard requires; throws ATTRIBUTE_MISSING without it. */
    static <T> T required(OnnxNode node, String name, Optional<T> value) {
        return value.orElseThrow(() -> new FerryException(
                Code.ATTRIBUTE_MISSING, node.where(), "attribute '" + name + "' is missing", "the model is invalid"));
    }

    /** An int64 vector of integers. */
    static Tensor vector(List<Long> values) {
        return Tensor.vector(values.stream().mapToLong(Long::longValue).toArray());
    }

    private static <T extends OnnxAttribute> Optional<T> typed(OnnxNode node, String name, Class<T> kind) {
        return node.attribute(name).map(value -> {
            if (!kind.isInstance(value)) {
                throw new FerryException(
                        Code.ATTRIBUTE_TYPE,
                        node.where(),
                        "attribute '" + name + "' is a " + value.getClass().getSimpleName()
                                + " where the operator takes a " + kind.getSimpleName(),
                        "the model is invalid");
            }
            return kind.cast(value);
        });
    }
}
