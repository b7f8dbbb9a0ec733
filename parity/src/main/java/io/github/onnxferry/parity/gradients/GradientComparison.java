package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.run.BoundaryForm;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Compares the gradients of a SavedModel, by TensorFlow's reverse mode, with central finite differences of the ONNX model,
 * by ONNX Runtime with its optimiser off. What is differentiated is a seeded projection of all real outputs; with respect to
 * real inputs and trainable variables.
 *
 * <p>A difference is judged by its own uncertainty, from two step sizes and the rounding noise of the projection; a coordinate
 * at which no step gives a meaningful one counts as unstable. Nothing is left out without a remark.
 */
public final class GradientComparison {
    /** The share of fourth differences that are not above pure noise, whatever kinks the model has. */
    private static final double QUIET = 0.25;

    /** The quantile {@value #QUIET} of the size of a standard normal variable. */
    private static final double QUIET_NORMAL = 0.3186;

    private GradientComparison() {}

    /**
     * Compares gradients at one set of inputs.
     *
     * @param savedModel the converted model, with weights as variables; of one with constants only inputs are compared
     * @throws FerryException NATIVE_MISSING; RUNTIME_LOAD, RUNTIME_RUN or CONTRACT if one side cannot be run
     */
    public static GradientReport compare(OnnxModel model, Path savedModel, DataSet inputs, GradientOptions options) {
        var remarks = new ArrayList<String>();
        try (var graph = OpenedGraph.open(savedModel, options.threads())) {
            var targets = Targets.find(model, savedModel, inputs, graph, options, remarks);
            if (targets.isEmpty()) {
                remarks.add("there is no real input and no variable to differentiate with respect to");
                return new GradientReport(List.of(), remarks);
            }
            return compare(model, graph, targets, inputs, options, remarks);
        }
    }

    private static GradientReport compare(
            OnnxModel model,
            OpenedGraph graph,
            List<Target> targets,
            DataSet inputs,
            GradientOptions options,
            List<String> remarks) {
        var names = Targets.names(targets);
        var feeds = new LinkedHashMap<>(inputs.inputs());
        targets.forEach(t -> feeds.put(t.name(), Datum.of(t.value())));
        var opened = OpenedModel.open(model, names);
        try (var reference = OnnxRuntimeRunner.open(
                opened, "the ONNX model", OnnxRuntimeRunner.Settings.reference(options.threads()))) {
            var outputs = reference.run(feeds);
            var projection = Projection.draw(outputs, options.seed());
            var middle = projection.of(outputs);
            if (projection.weights().isEmpty() || middle.isEmpty()) {
                remarks.add("no output is a tensor of reals: there is nothing to differentiate");
                return new GradientReport(List.of(), remarks);
            }
            var gradients = new TensorFlowGradients(graph, model, projection, packed(model, inputs), targets, remarks)
                    .of(targets);
            var checks = new ArrayList<DerivativeCheck>();
            gradients.forEach((target, gradient) -> {
                var random = new Random(31 * options.seed() + target.name().hashCode());
                var check = new DerivativeCheck(target, gradient, options.coordinates(), random);
                check.measure(value -> projected(reference, projection, feeds, target, value), middle.getAsDouble());
                checks.add(check);
            });
            double noise = noise(checks.stream().flatMap(c -> c.fourths().stream()));
            var rows = checks.stream().map(c -> c.row(noise)).toList();
            rows.stream()
                    .filter(r -> r.sampled() == 0)
                    .forEach(r -> remarks.add("'" + r.name() + "' has no coordinate at which a difference is stable"));
            return new GradientReport(rows, remarks);
        }
    }

    private static OptionalDouble projected(
            OnnxRuntimeRunner reference, Projection projection, Map<String, Datum> feeds, Target target, Tensor value) {
        var moved = new LinkedHashMap<>(feeds);
        moved.put(target.name(), Datum.of(value));
        try {
            return projection.of(reference.run(moved, projection.weights().keySet()));
        } catch (FerryException e) {
            // The model has no value here, as where a weight decides on lengths; the coordinate counts as unstable.
            if (e.problems().get(0).code() == Code.RUNTIME_RUN) {
                return OptionalDouble.empty();
            }
            throw e;
        }
    }

    private static Map<String, Tensor> packed(OnnxModel model, DataSet inputs) {
        var boundary = new BoundaryForm(ModelContract.of(model.graph()));
        var packed = new LinkedHashMap<String, Tensor>();
        for (var input : model.graph().requiredInputs()) {
            var value = inputs.inputs().get(input.name());
            if (value == null) {
                throw new FerryException(
                        Code.DATA_INVALID, inputs.name(), "lacks the input '" + input.name() + "'", "add it");
            }
            packed.putAll(boundary.pack(input.name(), value));
        }
        return packed;
    }

    /** The standard deviation of the rounding noise of the projection, from fourth differences. */
    private static double noise(Stream<Double> fourths) {
        var sorted = fourths.sorted().toList();
        return sorted.isEmpty()
                ? 0
                : sorted.get((int) (sorted.size() * QUIET)) / QUIET_NORMAL / CentralDifference.FOURTH_NOISE;
    }
}
