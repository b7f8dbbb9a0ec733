package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** TensorFlow's values from the inputs of the model on. A first run measures them, so that later ones can be portioned. */
final class CumulativeRuns {
    private static final String SCOPE = "ferry_shapes";

    private final OpenedGraph graph;
    private final Map<GraphTensor, Tensor> feeds;
    private final TolerantRun runs;
    private final Map<GraphTensor, Tensor> shapes = new HashMap<>();

    /**
     * Measures the tensors of all layers.
     *
     * @param feeds the inputs of the model
     */
    CumulativeRuns(OpenedGraph graph, List<Layer> layers, Map<GraphTensor, Tensor> feeds) {
        this.graph = graph;
        this.feeds = feeds;
        this.runs = new TolerantRun(new GraphPaths(graph.function().nodes()));
        measure(layers);
    }

    private void measure(List<Layer> layers) {
        var nodes = new LinkedHashMap<GraphTensor, NodeDef>();
        var bound = new HashMap<GraphTensor, GraphTensor>();
        var fetches = new ArrayList<TolerantRun.Fetch>();
        for (var layer : layers) {
            for (var held : layer.tensors()) {
                var source = held.tensor().below(OpenedGraph.FUNCTION);
                if (!nodes.containsKey(held.tensor())) {
                    String name = "shape_" + nodes.size();
                    String input = "of_" + nodes.size();
                    bound.put(new GraphTensor(input, 0), source);
                    nodes.put(held.tensor(), shape(name, input, graph.dtype(source)));
                    fetches.add(new TolerantRun.Fetch(
                            layer.name(), held.tensor().node(), new GraphTensor(name, 0).below(SCOPE)));
                }
            }
        }
        graph.add(SCOPE, List.copyOf(nodes.values()), bound);
        var measured = runs.of(fetches, tensors -> graph.run(feeds, tensors));
        nodes.forEach((tensor, node) -> {
            var shape = measured.get(new GraphTensor(node.getName(), 0).below(SCOPE));
            if (shape != null) {
                shapes.put(tensor, shape);
            }
        });
    }

    private static NodeDef shape(String name, String input, DataType type) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Shape")
                .addInput(input)
                .putAttr("T", AttrValue.newBuilder().setType(type).build())
                .putAttr(
                        "out_type",
                        AttrValue.newBuilder().setType(DataType.DT_INT64).build())
                .build();
    }

    /** How many elements a tensor has, if TensorFlow can compute it. */
    Optional<Long> elements(HeldTensor held) {
        return Optional.ofNullable(shapes.get(held.tensor()))
                .map(s -> Arrays.stream(s.longs()).reduce(1, (a, b) -> a * b));
    }

    /** The tensors of some layers that TensorFlow can compute, without scope. */
    Map<GraphTensor, Tensor> of(List<Layer> layers) {
        var fetches = new ArrayList<TolerantRun.Fetch>();
        for (var layer : layers) {
            for (var held : layer.tensors()) {
                if (shapes.containsKey(held.tensor())) {
                    fetches.add(new TolerantRun.Fetch(
                            layer.name(), held.tensor().node(), held.tensor().below(OpenedGraph.FUNCTION)));
                }
            }
        }
        var computed = runs.of(fetches, tensors -> graph.run(feeds, tensors));
        var tensors = new HashMap<GraphTensor, Tensor>();
        for (var layer : layers) {
            for (var held : layer.tensors()) {
                var tensor = computed.get(held.tensor().below(OpenedGraph.FUNCTION));
                if (tensor != null) {
                    tensors.put(held.tensor(), tensor);
                }
            }
        }
        return tensors;
    }

    /** Why tensors are missing, by the names of layers. */
    Map<String, String> failures() {
        return runs.failures();
    }
}
