package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** TensorFlow's values of layers that are computed from the reference's values. */
final class IsolatedRuns {
    private final OpenedGraph graph;
    private final CutGraph cut;
    private final Map<GraphTensor, Tensor> modelInputs;
    private final TolerantRun runs;

    /**
     * Runs of a cut graph.
     *
     * @param modelInputs the inputs of the model, as tensors of the function without scope
     */
    IsolatedRuns(OpenedGraph graph, CutGraph cut, Map<GraphTensor, Tensor> modelInputs) {
        this.graph = graph;
        this.cut = cut;
        this.modelInputs = modelInputs;
        this.runs = new TolerantRun(cut.paths());
    }

    /** The values that have to be known for a layer: those it is computed from, or is a view of. */
    Set<String> needed(Layer layer) {
        var names = new TreeSet<String>();
        cut.taken(layer).forEach(h -> names.add(h.value()));
        layer.tensors().forEach(h -> names.add(cut.first(h).value()));
        return names;
    }

    /**
     * The tensors of some layers.
     *
     * @param references the needed values
     * @return those that TensorFlow can compute, by value and tensor
     */
    Map<HeldTensor, Tensor> of(List<Layer> layers, Map<String, Tensor> references) {
        var feeds = new LinkedHashMap<GraphTensor, Tensor>();
        modelInputs.forEach((tensor, value) -> feeds.put(tensor.below(CutGraph.SCOPE), value));
        var wanted = new ArrayList<HeldTensor>();
        var fetches = new ArrayList<TolerantRun.Fetch>();
        var results = new HashMap<HeldTensor, Tensor>();
        for (var layer : layers) {
            var missing = feed(layer, references, feeds);
            missing.forEach(
                    m -> runs.failures().putIfAbsent(layer.name(), "its input '" + m + "' has no reference that fits"));
            for (var held : layer.tensors()) {
                if (!cut.isFirst(held)) {
                    var first = cut.first(held);
                    var reference = references.get(first.value());
                    if (reference != null) {
                        cut.written(first, reference).ifPresent(t -> results.put(held, t));
                    }
                } else if (missing.isEmpty()) {
                    wanted.add(held);
                    fetches.add(new TolerantRun.Fetch(
                            layer.name(), held.tensor().node(), held.tensor().below(CutGraph.SCOPE)));
                }
            }
        }
        var computed = runs.of(fetches, tensors -> graph.run(feeds, tensors));
        wanted.forEach(held -> {
            var tensor = computed.get(held.tensor().below(CutGraph.SCOPE));
            if (tensor != null) {
                results.put(held, tensor);
            }
        });
        return results;
    }

    /** Adds what a layer is computed from; the answer is what of it there is none of. */
    private List<String> feed(Layer layer, Map<String, Tensor> references, Map<GraphTensor, Tensor> feeds) {
        var missing = new ArrayList<String>();
        for (var taken : cut.taken(layer)) {
            var reference = references.get(taken.value());
            var tensor = reference == null ? Optional.<Tensor>empty() : cut.written(taken, reference);
            tensor.ifPresentOrElse(t -> feeds.put(cut.placeholder(taken), t), () -> missing.add(taken.value()));
        }
        return missing;
    }

    /** What other layer a layer has its tensors from without computing them; empty if it computes one itself. */
    String note(Layer layer) {
        return layer.tensors().stream().anyMatch(cut::isFirst)
                ? ""
                : "the same tensor as '" + cut.first(layer.tensors().get(0)).value() + "'";
    }

    /** Why tensors are missing, by the names of layers. */
    Map<String, String> failures() {
        return runs.failures();
    }
}
