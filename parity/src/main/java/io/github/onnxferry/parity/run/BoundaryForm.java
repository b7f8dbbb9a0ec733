package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How ONNX's values cross the boundary of a SavedModel, whose signatures know only tensors.
 *
 * <p>A tensor crosses under its own name, in the carrier of its dtype. An optional {@code x} crosses as its value and
 * {@code x/present}; a map as {@code x/keys} and {@code x/values}; a sequence as {@code x/values} and {@code x/shapes}
 * ({@link PackedSequences}); a sequence of maps as a sequence {@code x/keys} and a sequence {@code x/values}.
 */
public final class BoundaryForm {
    static final String PRESENT = "/present";
    static final String KEYS = "/keys";
    static final String VALUES = "/values";
    static final String SHAPES = "/shapes";
    private static final int E8M0_BIAS = 127;
    private static final int E8M0_NAN = 0xff;

    private final ModelContract contract;

    /** How the inputs and outputs of a model cross. */
    public BoundaryForm(ModelContract contract) {
        this.contract = contract;
    }

    /**
     * The tensors to feed for one input.
     *
     * @throws FerryException UNSUPPORTED_TYPE if the value has no form as tensors, or is not of the type of the input
     */
    public Map<String, Tensor> pack(String name, Datum value) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        pack(name, value, contract.inputType(name).orElse(new OnnxType.Unknown()), feeds);
        return feeds;
    }

    private static void pack(String key, Datum value, OnnxType type, Map<String, Tensor> feeds) {
        if (type instanceof OptionalType optional) {
            var held = value instanceof Datum.Maybe maybe ? maybe.value() : Optional.of(value);
            pack(key, held.orElseGet(() -> PackedSequences.nothing(optional.element())), optional.element(), feeds);
            feeds.put(key + PRESENT, Tensor.ofLongs(DType.BOOL, new long[0], held.isPresent() ? 1 : 0));
        } else if (value instanceof Datum.Dense dense) {
            feeds.put(key, dense.tensor());
        } else if (value instanceof Datum.Mapping map && type instanceof MapType mapType) {
            feeds.put(key + KEYS, map.keys());
            feeds.put(key + VALUES, PackedSequences.stacked(mapType, map));
        } else if (value instanceof Datum.Sequence sequence && type instanceof SequenceType sequenceType) {
            if (sequenceType.element() instanceof TensorType tensor) {
                PackedSequences.pack(key, tensor, PackedSequences.tensors(sequence), feeds);
                return;
            }
            if (sequenceType.element() instanceof MapType map) {
                PackedSequences.packMaps(key, map, sequence, feeds);
                return;
            }
            throw unsupported(key);
        } else {
            throw unsupported(key);
        }
    }

    private static FerryException unsupported(String key) {
        return new FerryException(
                Code.UNSUPPORTED_TYPE,
                "input '" + key + "'",
                "is of a type that cannot be fed to a SavedModel, or not of the type that the model states",
                "");
    }

    /** The values that a SavedModel's answers stand for. */
    Map<String, Datum> unpack(Map<String, Tensor> fetched) {
        Map<String, Tensor> open = new LinkedHashMap<>(fetched);
        Map<String, Datum> values = new LinkedHashMap<>();
        for (var output : contract.outputs()) {
            unpack(output.name(), output.type(), open).ifPresent(v -> values.put(output.name(), v));
        }
        open.forEach((key, tensor) -> values.put(key, Datum.of(tensor)));
        return values;
    }

    /** A value, of which the tensors are taken away; nothing if one of them is missing. */
    private static Optional<Datum> unpack(String key, OnnxType type, Map<String, Tensor> open) {
        if (type instanceof OptionalType optional && open.containsKey(key + PRESENT)) {
            boolean present = take(open, key + PRESENT).getLong(0) != 0;
            var held = unpack(key, optional.element(), open);
            return Optional.of(new Datum.Maybe(present ? held : Optional.empty()));
        }
        if (type instanceof MapType map && open.containsKey(key + KEYS) && open.containsKey(key + VALUES)) {
            return Optional.of(PackedSequences.map(map, take(open, key + KEYS), take(open, key + VALUES)));
        }
        if (type instanceof SequenceType sequence && sequence.element() instanceof TensorType tensor) {
            return items(key, tensor.dtype(), open)
                    .map(items ->
                            new Datum.Sequence(items.stream().map(Datum::of).toList()));
        }
        if (type instanceof SequenceType sequence
                && sequence.element() instanceof MapType map
                && map.value() instanceof TensorType value) {
            var keys = items(key + KEYS, map.key(), open);
            var values = items(key + VALUES, value.dtype(), open);
            return keys.isPresent() && values.isPresent()
                    ? Optional.of(PackedSequences.maps(map, keys.get(), values.get()))
                    : Optional.empty();
        }
        if (!open.containsKey(key)) {
            return Optional.empty();
        }
        var tensor = take(open, key);
        return Optional.of(
                Datum.of(type instanceof TensorType stated ? fromCarrier(key, tensor, stated.dtype()) : tensor));
    }

    private static Optional<List<Tensor>> items(String key, DType dtype, Map<String, Tensor> open) {
        if (!open.containsKey(key + VALUES) || !open.containsKey(key + SHAPES)) {
            return Optional.empty();
        }
        return Optional.of(PackedSequences.unpack(take(open, key + VALUES), take(open, key + SHAPES)).stream()
                .map(t -> fromCarrier(key, t, dtype))
                .toList());
    }

    private static Tensor take(Map<String, Tensor> open, String key) {
        return java.util.Objects.requireNonNull(open.remove(key));
    }

    /** A tensor in the ONNX dtype that it carries; one that does not travel so is left for the comparison to name. */
    private static Tensor fromCarrier(String key, Tensor tensor, DType dtype) {
        if (tensor.dtype() == dtype || tensor.dtype() != dtype.carrier()) {
            return tensor;
        }
        return dtype == DType.FLOAT8E8M0 ? exponents(key, tensor) : tensor.as(dtype);
    }

    /** Powers of two, or NaN, as their biased exponents. */
    private static Tensor exponents(String key, Tensor tensor) {
        var bytes = new byte[Math.toIntExact(tensor.elements())];
        for (int i = 0; i < bytes.length; i++) {
            float value = (float) tensor.getDouble(i);
            int exponent = value < Float.MIN_NORMAL ? -E8M0_BIAS : Math.getExponent(value);
            if (Float.isNaN(value)) {
                bytes[i] = (byte) E8M0_NAN;
            } else if (value == Math.scalb(1.0f, exponent)) {
                bytes[i] = (byte) (exponent + E8M0_BIAS);
            } else {
                throw new FerryException(
                        Code.CONTRACT, "output '" + key + "'", "holds " + value + ", which is no FLOAT8E8M0", "");
            }
        }
        return Tensor.of(DType.FLOAT8E8M0, tensor.sizes(), Bytes.of(bytes));
    }
}
