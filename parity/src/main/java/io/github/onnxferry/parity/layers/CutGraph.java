package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * A copy of the function in which every operation that takes a tensor that holds a value takes it from a placeholder
 * instead. So each layer computes from what is fed, and all layers are computed in one run. A tensor that holds several values
 * is taken for the first of them.
 */
final class CutGraph {
    /** The scope of the copy. */
    static final String SCOPE = "ferry_layers";

    private final OpenedGraph graph;
    private final Map<GraphTensor, Cut> cuts = new LinkedHashMap<>();
    private final Map<String, Cut> byPlaceholder = new HashMap<>();
    private final GraphPaths paths;

    /**
     * A tensor that is cut off from those who take it.
     *
     * @param by the first of the values that it holds
     * @param dtype its type in TensorFlow
     * @param placeholder name of what is taken instead, without scope
     */
    private record Cut(HeldTensor by, DType dtype, String placeholder) {}

    /** Adds the copy to a graph. */
    CutGraph(OpenedGraph graph, List<Layer> layers) {
        this.graph = graph;
        var original = graph.function().nodes();
        var names = original.stream().map(NodeDef::getName).collect(Collectors.toSet());
        for (var layer : layers) {
            for (var held : layer.tensors()) {
                if (!cuts.containsKey(held.tensor())) {
                    add(held, names);
                }
            }
        }
        var nodes = new ArrayList<NodeDef>();
        cuts.values().forEach(c -> nodes.add(placeholder(c)));
        original.forEach(n -> nodes.add(cut(n)));
        graph.add(SCOPE, nodes, graph.function().bound());
        this.paths = new GraphPaths(nodes);
    }

    private void add(HeldTensor held, Set<String> names) {
        var dtype = TfTypes.fromProto(graph.dtype(held.tensor().below(OpenedGraph.FUNCTION)));
        String name = "cut_" + cuts.size();
        while (names.contains(name)) {
            name += "_";
        }
        var cut = new Cut(held, dtype.orElse(held.dtype()), name);
        cuts.put(held.tensor(), cut);
        byPlaceholder.put(name, cut);
    }

    private static NodeDef placeholder(Cut cut) {
        var type = AttrValue.newBuilder().setType(TfTypes.toProto(cut.dtype())).build();
        return NodeDef.newBuilder()
                .setName(cut.placeholder())
                .setOp("Placeholder")
                .putAttr("dtype", type)
                .build();
    }

    private NodeDef cut(NodeDef node) {
        var inputs = new ArrayList<String>();
        for (String input : node.getInputList()) {
            var cut = input.startsWith("^") ? null : cuts.get(GraphTensor.parse(input));
            inputs.add(cut == null ? input : cut.placeholder());
        }
        return node.toBuilder().clearInput().addAllInput(inputs).build();
    }

    /** How the operations of the copy depend on one another, by names without scope. */
    GraphPaths paths() {
        return paths;
    }

    /** The first value of the tensor that holds a value. */
    HeldTensor first(HeldTensor held) {
        return cut(held).by();
    }

    /** Whether a tensor is taken for this value, and not for an earlier one. */
    boolean isFirst(HeldTensor held) {
        return first(held).value().equals(held.value());
    }

    /** The tensor that holds a value; nothing if the value does not fit. */
    Optional<Tensor> written(HeldTensor held, Tensor reference) {
        return held.write(reference, cut(held).dtype());
    }

    private Cut cut(HeldTensor held) {
        return Objects.requireNonNull(cuts.get(held.tensor()));
    }

    /**
     * What operations of the copy are fed with to compute a layer.
     *
     * @return the first value of each cut tensor that is taken
     */
    List<HeldTensor> taken(Layer layer) {
        var nodes = layer.tensors().stream()
                .filter(this::isFirst)
                .map(h -> h.tensor().node())
                .toList();
        return paths.needed(nodes).stream()
                .map(byPlaceholder::get)
                .filter(Objects::nonNull)
                .map(Cut::by)
                .toList();
    }

    /** The placeholder that is taken instead of the tensor that holds a value, in the whole graph. */
    GraphTensor placeholder(HeldTensor held) {
        return new GraphTensor(cut(held).placeholder(), 0).below(SCOPE);
    }
}
