package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tensors as which the inputs or outputs of a model cross its boundary: see {@link BoundaryForm}. */
final class BoundaryTensors {
    private BoundaryTensors() {}

    /**
     * One of them.
     *
     * @param value the input or output that it is a part of
     * @param dtype its element type in ONNX
     * @param shape its shape as far as the model states it
     */
    record Part(OnnxValue value, DType dtype, Shape shape) {}

    /** Parts by name, in the order of the values; a value of a type that cannot cross has none. */
    static Map<String, Part> of(List<OnnxValue> values) {
        Map<String, Part> parts = new LinkedHashMap<>();
        values.forEach(v -> add(v.name(), v.type(), v, parts));
        return parts;
    }

    private static void add(String key, OnnxType type, OnnxValue value, Map<String, Part> parts) {
        if (type instanceof TensorType tensor) {
            parts.put(key, new Part(value, tensor.dtype(), tensor.shape()));
        } else if (type instanceof OptionalType optional) {
            add(key, optional.element(), value, parts);
            parts.put(key + BoundaryForm.PRESENT, new Part(value, DType.BOOL, Shape.scalar()));
        } else if (type instanceof MapType map && map.value() instanceof TensorType element) {
            parts.put(key + BoundaryForm.KEYS, new Part(value, map.key(), Shape.unknown()));
            parts.put(key + BoundaryForm.VALUES, new Part(value, element.dtype(), Shape.unknown()));
        } else if (type instanceof SequenceType sequence) {
            if (sequence.element() instanceof TensorType tensor) {
                packed(key, tensor.dtype(), value, parts);
            } else if (sequence.element() instanceof MapType map && map.value() instanceof TensorType element) {
                packed(key + BoundaryForm.KEYS, map.key(), value, parts);
                packed(key + BoundaryForm.VALUES, element.dtype(), value, parts);
            }
        }
    }

    private static void packed(String key, DType dtype, OnnxValue value, Map<String, Part> parts) {
        parts.put(key + BoundaryForm.VALUES, new Part(value, dtype, Shape.unknown()));
        parts.put(key + BoundaryForm.SHAPES, new Part(value, DType.INT64, Shape.unknown()));
    }
}
