package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.TensorComparison;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import io.github.onnxferry.parity.run.BoundaryForm;
import io.github.onnxferry.parity.run.GraphTensor;
import io.github.onnxferry.parity.run.ModelContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the values inside of a model, on one set of inputs: TensorFlow's from the model's inputs on, and TensorFlow's
 * where each layer is computed from the reference's values. The latter tells which layer is wrong, the former what comes of
 * it. The reference is ONNX Runtime with its optimiser off.
 *
 * <p>Values are worked through in portions, so that no more of them are in memory than the budget allows, or one layer needs.
 */
public final class LayerComparison {
    private final Layers layers;
    private final Options options;
    private final CumulativeRuns cumulative;
    private final IsolatedRuns isolated;
    private final Map<String, LayerResult> rows = new HashMap<>();

    /**
     * How to compare.
     *
     * @param tolerance what values are judged with
     * @param budgetBytes how many bytes of values are kept at a time
     * @param threads threads that one operation may use
     * @param keys the key of an input in the signature of the SavedModel, by its name in the ONNX model, where they differ
     */
    public record Options(LayerTolerance tolerance, long budgetBytes, int threads, Map<String, String> keys) {
        /** 256 MiB, judged by dtype. */
        public static Options defaults(int threads) {
            return new Options(LayerTolerance.byDType(), 256L << 20, threads, Map.of());
        }

        public Options {
            keys = Map.copyOf(keys);
        }
    }

    private LayerComparison(Layers layers, OpenedGraph graph, Map<GraphTensor, Tensor> inputs, Options options) {
        this.layers = layers;
        this.options = options;
        var feeds = new LinkedHashMap<GraphTensor, Tensor>();
        inputs.forEach((tensor, value) -> feeds.put(tensor.below(OpenedGraph.FUNCTION), value));
        this.cumulative = new CumulativeRuns(graph, layers.held(), feeds);
        this.isolated = new IsolatedRuns(graph, new CutGraph(graph, layers.held()), inputs);
    }

    /**
     * Compares a SavedModel with the model that it was made from.
     *
     * @param model the ONNX model as its file says it
     * @param where what messages call the ONNX model
     * @param record the inputs
     * @throws FerryException CONTRACT if the SavedModel has other inputs or holds no value of the model; RUNTIME_LOAD or
     *     RUNTIME_RUN if a runtime refuses the model; TOO_LARGE if it does not fit
     */
    public static LayerReport compare(OnnxModel model, String where, Path savedModel, DataSet record, Options options) {
        try (var graph = OpenedGraph.open(savedModel, options.threads())) {
            var inputs = inputs(model, graph, record, options.keys(), savedModel);
            var comparison = new LayerComparison(Layers.of(model.graph(), graph, savedModel), graph, inputs, options);
            return comparison.report(
                    record.name(), new ReferenceValues(model, where, record.inputs(), options.threads()));
        }
    }

    private static Map<GraphTensor, Tensor> inputs(
            OnnxModel model, OpenedGraph graph, DataSet record, Map<String, String> keys, Path savedModel) {
        var boundary = new BoundaryForm(ModelContract.of(model.graph()));
        var packed = new LinkedHashMap<String, Tensor>();
        record.inputs()
                .forEach((name, value) -> boundary.pack(name, value)
                        .forEach((key, tensor) -> packed.put(keys.getOrDefault(key, key), tensor)));
        var inputs = new LinkedHashMap<GraphTensor, Tensor>();
        graph.function().inputs().forEach((key, tensor) -> {
            var value = packed.remove(key);
            if (value == null) {
                throw new FerryException(
                        Code.CONTRACT,
                        savedModel.toString(),
                        "the signature asks for '" + key + "', which the ONNX model lacks",
                        "");
            }
            inputs.put(tensor, value);
        });
        if (!packed.isEmpty()) {
            throw new FerryException(
                    Code.CONTRACT, savedModel.toString(), "the signature lacks the inputs " + packed.keySet(), "");
        }
        return inputs;
    }

    private LayerReport report(String record, ReferenceValues reference) {
        for (var portion : new Portions(cumulative, isolated, options.budgetBytes()).of(layers.held())) {
            var references = reference.of(portion.references());
            var whole = cumulative.of(portion.layers());
            var alone = isolated.of(portion.layers(), references);
            for (var layer : portion.layers()) {
                Optional.ofNullable(references.get(layer.name()))
                        .flatMap(r -> row(layer, r, whole, alone))
                        .ifPresent(row -> rows.put(layer.name(), row));
            }
        }
        layers.lost().forEach(layer -> rows.put(layer.name(), lost(layer)));
        var inOrder = new ArrayList<LayerResult>();
        var left = new ArrayList<String>();
        layers.values()
                .keySet()
                .forEach(name ->
                        Optional.ofNullable(rows.get(name)).ifPresentOrElse(inOrder::add, () -> left.add(name)));
        return new LayerReport(record, inOrder, left);
    }

    private Optional<LayerResult> row(
            Layer layer, Tensor reference, Map<GraphTensor, Tensor> whole, Map<HeldTensor, Tensor> alone) {
        var together = Judged.GOOD;
        var itself = Judged.GOOD;
        for (var held : layer.tensors()) {
            var computed = Optional.ofNullable(whole.get(held.tensor())).map(held::read);
            if (layers.byName() && computed.filter(t -> !isLike(t, reference)).isPresent()) {
                return Optional.empty();
            }
            together = together.orWorse(judge(layer, reference, computed, false));
            itself = itself.orWorse(
                    judge(layer, reference, Optional.ofNullable(alone.get(held)).map(held::read), true));
        }
        var notes = new ArrayList<String>();
        notes.add(isolated.note(layer));
        notes.add(itself.note());
        notes.add(together.note());
        return Optional.of(new LayerResult(
                layer.name(),
                layer.value().node().where(),
                layer.value().node().opType(),
                tensors(layer),
                dtype(layer),
                Arrays.stream(reference.sizes()).boxed().toList(),
                itself.error(),
                together.error(),
                itself.apart(),
                together.apart(),
                String.join(
                        "; ",
                        notes.stream().filter(n -> !n.isEmpty()).distinct().toList()),
                layer.value().node().inputs()));
    }

    private static boolean isLike(Tensor tensor, Tensor reference) {
        return tensor.dtype() == reference.dtype() && Arrays.equals(tensor.sizes(), reference.sizes());
    }

    private Judged judge(Layer layer, Tensor reference, Optional<Tensor> computed, boolean alone) {
        if (computed.isEmpty()) {
            var reasons = alone ? isolated.failures() : cumulative.failures();
            return new Judged(
                    Double.POSITIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    "TensorFlow does not compute it" + (alone ? " from the reference's values" : "") + ": "
                            + reasons.getOrDefault(layer.name(), "its tensor is missing"));
        }
        return Judged.of(TensorComparison.of(
                layer.name(), reference, computed.get(), options.tolerance().of(layer.value(), alone)));
    }

    private static LayerResult lost(Layer layer) {
        return new LayerResult(
                layer.name(),
                layer.value().node().where(),
                layer.value().node().opType(),
                tensors(layer),
                dtype(layer),
                List.of(),
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                "the graph lacks a tensor that its record names",
                layer.value().node().inputs());
    }

    private static String tensors(Layer layer) {
        var tensors = new ArrayList<String>();
        var seen = new HashSet<String>();
        layer.tensors().stream()
                .map(h -> h.tensor().toString())
                .filter(seen::add)
                .forEach(tensors::add);
        return String.join(", ", tensors);
    }

    private static String dtype(Layer layer) {
        return layer.value().dtype().name().toLowerCase(Locale.ROOT);
    }
}
