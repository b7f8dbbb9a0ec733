package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Computes tensors of layers, and those of the others where TensorFlow fails on one. Which layer fails is found by halving;
 * layers that need a failing one are not tried.
 */
final class TolerantRun {
    private final GraphPaths paths;
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, String> blocked = new HashMap<>();

    /**
     * One tensor that is wanted.
     *
     * @param layer name of the layer that it belongs to
     * @param operation the operation that gives it, as the paths call it
     * @param tensor where it is in the whole graph
     */
    record Fetch(String layer, String operation, GraphTensor tensor) {}

    /** Runs of a graph whose operations depend on one another as the paths say. */
    TolerantRun(GraphPaths paths) {
        this.paths = paths;
    }

    /** Computes some tensors, or fails as a whole. */
    interface Run {
        /** The tensors that are fetched. */
        Map<GraphTensor, Tensor> of(List<GraphTensor> fetches);
    }

    /** The tensors that TensorFlow can compute. */
    Map<GraphTensor, Tensor> of(List<Fetch> wanted, Run run) {
        var results = new LinkedHashMap<GraphTensor, Tensor>();
        attempt(wanted, run, results);
        return results;
    }

    private void attempt(List<Fetch> wanted, Run run, Map<GraphTensor, Tensor> results) {
        var open = wanted.stream().filter(this::isOpen).toList();
        if (open.isEmpty()) {
            return;
        }
        try {
            results.putAll(run.of(open.stream().map(Fetch::tensor).toList()));
        } catch (FerryException e) {
            if (e.problems().get(0).code() != Code.RUNTIME_RUN) {
                throw e;
            }
            if (open.size() == 1) {
                failed(open.get(0), e);
            } else {
                attempt(open.subList(0, open.size() / 2), run, results);
                attempt(open.subList(open.size() / 2, open.size()), run, results);
            }
        }
    }

    private boolean isOpen(Fetch fetch) {
        var cause = blocked.get(fetch.operation());
        if (cause != null) {
            failures.putIfAbsent(fetch.layer(), cause);
        }
        return cause == null;
    }

    private void failed(Fetch fetch, FerryException reason) {
        failures.put(fetch.layer(), firstLine(reason.problems().get(0).what()));
        paths.dependent(List.of(fetch.operation()))
                .forEach(n -> blocked.putIfAbsent(n, "it needs '" + fetch.layer() + "', which fails"));
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\n');
        return end < 0 ? text : text.substring(0, end);
    }

    /** Why tensors of some layers are missing, by the names of the layers. */
    Map<String, String> failures() {
        return failures;
    }
}
