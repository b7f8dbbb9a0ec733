package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.ArrayList;
import java.util.Optional;

/** Types of values that are known. */
final class DatumTypes {
    private DatumTypes() {}

    /** The type with the lengths of the value; nothing if it cannot be told, as of an empty sequence. */
    static Optional<OnnxType> fixed(Datum value) {
        if (value instanceof Datum.Dense dense) {
            return Optional.of(
                    new TensorType(dense.tensor().dtype(), dense.tensor().shape()));
        }
        if (value instanceof Datum.Sequence sequence) {
            return sequence.items().stream()
                    .findFirst()
                    .flatMap(DatumTypes::item)
                    .map(SequenceType::new);
        }
        if (value instanceof Datum.Maybe maybe) {
            return maybe.value().flatMap(DatumTypes::item).map(OptionalType::new);
        }
        var map = (Datum.Mapping) value;
        return map.values().stream()
                .findFirst()
                .flatMap(DatumTypes::fixed)
                .map(item -> new MapType(map.keys().dtype(), item));
    }

    /** The type with names for lengths. */
    static Optional<OnnxType> free(Datum value, String name) {
        return value instanceof Datum.Dense dense
                ? Optional.of(new TensorType(dense.tensor().dtype(), free(dense.tensor(), name)))
                : fixed(value);
    }

    private static Shape free(Tensor tensor, String name) {
        var dims = new ArrayList<Dim>();
        for (int axis = 0; axis < tensor.rank(); axis++) {
            dims.add(Dim.symbol(name + "_dim" + axis));
        }
        return Shape.of(dims);
    }

    /** Items of a sequence differ in their lengths. */
    private static Optional<OnnxType> item(Datum value) {
        return value instanceof Datum.Dense dense
                ? Optional.of(new TensorType(dense.tensor().dtype(), Shape.unknown()))
                : fixed(value);
    }

    /** Whether a stated type can be that of a value. Only tensors are looked at. */
    static boolean fits(OnnxType stated, Datum value) {
        if (!(stated instanceof TensorType type) || !(value instanceof Datum.Dense dense)) {
            return !(stated instanceof OnnxType.Unknown)
                    && stated instanceof TensorType == value instanceof Datum.Dense;
        }
        var tensor = dense.tensor();
        if (type.dtype() != tensor.dtype()) {
            return false;
        }
        if (!type.shape().hasRank()) {
            return true;
        }
        boolean fits = type.shape().rank() == tensor.rank();
        for (int axis = 0; fits && axis < tensor.rank(); axis++) {
            var dim = type.shape().dim(axis);
            fits = !dim.isKnown() || dim.is(tensor.sizes()[axis]);
        }
        return fits;
    }
}
