package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whether data are what a model takes: names, dtypes, and lengths as far as the model states them. */
final class InputContract {
    private InputContract() {}

    /**
     * Checks the inputs and the known outputs of a record.
     *
     * @param where what messages call the record
     * @throws FerryException DATA_INVALID with everything that does not fit
     */
    static void check(String where, DataSet data, OnnxGraph graph) {
        List<Problem> problems = new ArrayList<>();
        for (var input : graph.requiredInputs()) {
            if (!data.inputs().containsKey(input.name())) {
                problems.add(new Problem(
                        Code.DATA_INVALID, where, "has no value for the input '" + input.name() + "'", "add it"));
            }
        }
        for (var input : graph.inputs()) {
            Optional.ofNullable(data.inputs().get(input.name()))
                    .flatMap(value -> complaint(input, value))
                    .ifPresent(what -> problems.add(problem(where, "input", input, what)));
        }
        for (var output : graph.outputs()) {
            Optional.ofNullable(data.outputs().get(output.name()))
                    .flatMap(value -> dtypeComplaint(output, value))
                    .ifPresent(what -> problems.add(problem(where, "output", output, what)));
        }
        if (!problems.isEmpty()) {
            throw new FerryException(problems);
        }
    }

    private static Problem problem(String where, String role, OnnxValue value, String what) {
        return new Problem(
                Code.DATA_INVALID, where, "the " + role + " '" + value.name() + "' " + what, "convert the data");
    }

    private static Optional<String> complaint(OnnxValue input, Datum value) {
        if (!isOfKind(input.type(), value)) {
            return Optional.of("is another kind of value in the model than in the data");
        }
        return input.type() instanceof OnnxType.TensorType type && value instanceof Datum.Dense dense
                ? dtype(type, dense.tensor().dtype())
                        .or(() -> sizes(type, dense.tensor().sizes()))
                : Optional.empty();
    }

    private static boolean isOfKind(OnnxType type, Datum value) {
        if (type instanceof OnnxType.TensorType) {
            return value instanceof Datum.Dense;
        }
        if (type instanceof OnnxType.SequenceType) {
            return value instanceof Datum.Sequence;
        }
        if (type instanceof OnnxType.OptionalType) {
            return value instanceof Datum.Maybe;
        }
        return !(type instanceof OnnxType.MapType) || value instanceof Datum.Mapping;
    }

    private static Optional<String> dtypeComplaint(OnnxValue named, Datum value) {
        return named.type() instanceof OnnxType.TensorType type && value instanceof Datum.Dense dense
                ? dtype(type, dense.tensor().dtype())
                : Optional.empty();
    }

    /** What is wrong with a dtype. */
    static Optional<String> dtype(OnnxType.TensorType type, DType actual) {
        return type.dtype() == actual
                ? Optional.empty()
                : Optional.of("is " + type.dtype() + " in the model, and " + actual + " in the data");
    }

    /** What is wrong with lengths. */
    static Optional<String> sizes(OnnxType.TensorType type, long[] sizes) {
        return fits(type.shape(), sizes)
                ? Optional.empty()
                : Optional.of("has the shape " + type.shape() + " in the model, and " + Arrays.toString(sizes)
                        + " in the data");
    }

    private static boolean fits(Shape shape, long[] sizes) {
        if (!shape.hasRank()) {
            return true;
        }
        if (shape.rank() != sizes.length) {
            return false;
        }
        for (int axis = 0; axis < sizes.length; axis++) {
            if (shape.dim(axis).isKnown() && !shape.dim(axis).is(sizes[axis])) {
                return false;
            }
        }
        return true;
    }
}
