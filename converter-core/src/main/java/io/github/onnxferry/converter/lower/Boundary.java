package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.lower.Sequence.Component;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel.Port;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How ONNX values cross the border of a model, where TensorFlow knows only tensors. A tensor keeps its name. A sequence
 * {@code x} crosses as {@code x/values} (all elements, flat) and {@code x/shapes} (int64 {@code [items, rank]}, shorter
 * shapes filled with -1), an optional as its value and {@code x/present}, a map as {@code x/keys} and {@code x/values}, and
 * a sequence of maps as a sequence {@code x/keys} and a sequence {@code x/values}.
 */
final class Boundary {
    private static final String SOLUTION = "change the type in the source model";

    private final TfBuilder tf;
    private final List<Port> inputs = new ArrayList<>();
    private final List<Port> outputs = new ArrayList<>();
    private final List<TfFunction.Result> results = new ArrayList<>();
    private final Names resultNames = new Names();
    private final Set<String> inputKeys = new HashSet<>();
    private final Set<String> outputKeys = new HashSet<>();

    Boundary(TfBuilder tf) {
        this.tf = tf;
    }

    /** The contract of the inputs so far. */
    List<Port> inputs() {
        return inputs;
    }

    /** The contract of the outputs so far. */
    List<Port> outputs() {
        return outputs;
    }

    /** The results of the main function so far. */
    List<TfFunction.Result> results() {
        return results;
    }

    /**
     * Adds the parameters of an input.
     *
     * @throws FerryException UNSUPPORTED_TYPE if its type has no form as tensors
     */
    Operand input(OnnxValue input) {
        return parameter(input.name(), input.type(), "input '" + input.name() + "'");
    }

    private Operand parameter(String key, OnnxType type, String where) {
        if (type instanceof TensorType tensor) {
            return Operand.of(parameter(key, tensor.dtype(), tensor.shape(), where));
        }
        if (type instanceof OptionalType optional) {
            var value = parameter(key, loosened(optional.element()), where);
            return new Operand.Maybe(value, parameter(key + "/present", DType.BOOL, Shape.scalar(), where));
        }
        if (type instanceof MapType map && map.value() instanceof TensorType value) {
            var count = tf.unknownDim();
            var lengths = new ArrayList<>(List.of(count));
            value.shape().known().ifPresent(lengths::addAll);
            return new Operand.Mapping(
                    parameter(key + "/keys", map.key(), Shape.of(count), where),
                    parameter(key + "/values", value.dtype(), Shape.of(lengths), where));
        }
        if (type instanceof SequenceType sequence) {
            if (sequence.element() instanceof TensorType tensor) {
                return new Sequence.Packed(List.of(column(key, tensor.dtype(), tensor.shape(), where)));
            }
            if (sequence.element() instanceof MapType map && map.value() instanceof TensorType value) {
                var keys = column(key + "/keys", map.key(), Shape.of(tf.unknownDim()), where);
                var values = value.shape().hasRank() && value.shape().rank() > 0
                        ? Shape.unknown()
                        : Shape.of(tf.unknownDim());
                return new Sequence.Packed(List.of(keys, column(key + "/values", value.dtype(), values, where)));
            }
        }
        throw unsupported(where, type);
    }

    /** What is absent is fed as an empty tensor, so only the rank of an optional tensor can be relied on. */
    private OnnxType loosened(OnnxType type) {
        if (type instanceof TensorType tensor && tensor.shape().hasRank()) {
            var dims = new ArrayList<Dim>();
            for (int i = 0; i < tensor.shape().rank(); i++) {
                dims.add(tf.unknownDim());
            }
            return new TensorType(tensor.dtype(), Shape.of(dims));
        }
        return type;
    }

    private Column column(String key, DType dtype, Shape item, String where) {
        var rank = item.hasRank() ? Dim.of(item.rank()) : tf.unknownDim();
        return new Column(
                Component.stated(dtype, item),
                parameter(key + "/values", dtype, Shape.of(tf.unknownDim()), where),
                parameter(key + "/shapes", DType.INT64, Shape.of(tf.unknownDim(), rank), where));
    }

    private Value parameter(String key, DType dtype, Shape shape, String where) {
        once(inputKeys, key, where);
        inputs.add(new Port(key, dtype, shape));
        return tf.parameter(key, dtype, shape);
    }

    /**
     * Adds the results of an output.
     *
     * @throws FerryException TYPE_MISMATCH if the value is not of the stated type
     */
    void output(OnnxValue output, Operand operand) {
        result(output.name(), operand, output.type(), "output '" + output.name() + "'");
    }

    private void result(String key, Operand operand, OnnxType type, String where) {
        if (operand instanceof Operand.Dense dense) {
            var stated = stated(type, TensorType.class, operand, where);
            stated.ifPresent(t -> sameDtype(t.dtype(), dense.value().dtype(), where));
            var shape = stated.map(TensorType::shape)
                    .filter(Shape::hasRank)
                    .orElse(dense.value().shape());
            result(key, dense.value(), shape, where);
        } else if (operand instanceof Operand.Maybe maybe) {
            var element = stated(type, OptionalType.class, operand, where)
                    .map(t -> loosened(t.element()))
                    .orElse(new OnnxType.Unknown());
            result(key, maybe.value(), element, where);
            result(key + "/present", maybe.present(), Shape.scalar(), where);
        } else if (operand instanceof Operand.Mapping map) {
            var stated = stated(type, MapType.class, operand, where);
            stated.ifPresent(t -> sameDtype(t.key(), map.keys().dtype(), where));
            result(key + "/keys", map.keys(), map.keys().shape(), where);
            result(key + "/values", map.values(), map.values().shape(), where);
        } else if (operand instanceof Sequence sequence) {
            sequence(key, sequence, stated(type, SequenceType.class, operand, where), where);
        }
    }

    private void sequence(String key, Sequence sequence, Optional<SequenceType> stated, String where) {
        var packed = sequence.packed(tf);
        var element = stated.map(SequenceType::element).orElse(new OnnxType.Unknown());
        if (packed.columns().size() == 1) {
            if (element instanceof TensorType tensor) {
                sameDtype(tensor.dtype(), packed.columns().get(0).component().dtype(), where);
            }
            column(key, packed.columns().get(0), element, where);
        } else {
            column(key + "/keys", packed.columns().get(0), new OnnxType.Unknown(), where);
            column(key + "/values", packed.columns().get(1), new OnnxType.Unknown(), where);
        }
    }

    private void column(String key, Column column, OnnxType element, String where) {
        var known = column;
        if (element instanceof TensorType tensor && tensor.shape().hasRank()) {
            known = column.as(Component.stated(tensor.dtype(), tensor.shape()), tf);
        }
        result(key + "/values", known.flat(), known.flat().shape(), where);
        result(key + "/shapes", known.shapes(), known.shapes().shape(), where);
    }

    private void result(String key, Value value, Shape shape, String where) {
        once(outputKeys, key, where);
        outputs.add(new Port(key, value.dtype(), shape));
        results.add(new TfFunction.Result(resultNames.unique(Names.argument(key)), value));
    }

    private static <T extends OnnxType> Optional<T> stated(
            OnnxType type, Class<T> expected, Operand operand, String where) {
        if (type instanceof OnnxType.Unknown) {
            return Optional.empty();
        }
        if (!expected.isInstance(type)) {
            throw mismatch(where, "the model states " + describe(type) + " and computes a " + operand.kind());
        }
        return Optional.of(expected.cast(type));
    }

    private static void sameDtype(DType stated, DType computed, String where) {
        if (stated != computed) {
            throw mismatch(where, "the model states " + stated + " and computes " + computed);
        }
    }

    private static FerryException mismatch(String where, String what) {
        return new FerryException(Code.TYPE_MISMATCH, where, what, "correct the model");
    }

    private static void once(Set<String> keys, String key, String where) {
        if (!keys.add(key)) {
            throw new FerryException(
                    Code.UNSUPPORTED_TYPE,
                    where,
                    "it would cross as '" + key + "', which is the name of another value",
                    "rename one of them in the source model");
        }
    }

    private static FerryException unsupported(String where, OnnxType type) {
        return new FerryException(
                Code.UNSUPPORTED_TYPE, where, "its type, " + describe(type) + ", has no form as tensors", SOLUTION);
    }

    private static String describe(OnnxType type) {
        if (type instanceof TensorType tensor) {
            return "a tensor of " + tensor.dtype();
        }
        if (type instanceof SequenceType sequence) {
            return "a sequence of " + describe(sequence.element());
        }
        if (type instanceof OptionalType optional) {
            return "an optional of " + describe(optional.element());
        }
        if (type instanceof MapType map) {
            return "a map from " + map.key() + " to " + describe(map.value());
        }
        return "an " + type.getClass().getSimpleName();
    }
}
