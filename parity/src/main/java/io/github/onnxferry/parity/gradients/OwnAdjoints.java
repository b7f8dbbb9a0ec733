package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.tensorflow.proto.NodeDef;

/**
 * Vector-Jacobian products of operations that the registry behind TensorFlow's C interface lacks or has wrong: there,
 * convolutions and pooling lose their explicit padding, logarithms of softmax are summed along axis 1 instead of the last, and
 * complex parts of float32 become float64. Each is by its definition; for windows the kernel that TensorFlow's Python registry
 * names.
 */
final class OwnAdjoints {
    /** Operations that are constant wherever they are continuous. */
    private static final Set<String> CONSTANT = Set.of("Ceil", "FloorDiv", "TruncateDiv", "OnesLike");

    private static final Map<String, Rule> RULES = Map.ofEntries(
            Map.entry("Conv2D", convolution("Conv2DBackpropInput", "Conv2DBackpropFilter")),
            Map.entry(
                    "DepthwiseConv2dNative",
                    convolution("DepthwiseConv2dNativeBackpropInput", "DepthwiseConv2dNativeBackpropFilter")),
            Map.entry("Conv3D", convolution("Conv3DBackpropInputV2", "Conv3DBackpropFilterV2")),
            Map.entry("Conv2DBackpropInput", transposedConvolution("Conv2D", "Conv2DBackpropFilter")),
            Map.entry("Conv3DBackpropInputV2", transposedConvolution("Conv3D", "Conv3DBackpropFilterV2")),
            Map.entry("MaxPool", (input, nodes) -> Optional.of(nodes.maxPool())),
            Map.entry("Real", (input, nodes) -> Optional.of(nodes.complex(true))),
            Map.entry("Imag", (input, nodes) -> Optional.of(nodes.complex(false))),
            Map.entry("LogSoftmax", (input, nodes) -> Optional.of(nodes.logSoftmax())),
            Map.entry("FloorMod", OwnAdjoints::floorMod),
            Map.entry("TopKV2", OwnAdjoints::topK),
            Map.entry("TensorScatterAdd", OwnAdjoints::scatterAdd),
            Map.entry("TensorScatterUpdate", OwnAdjoints::scatterUpdate),
            Map.entry("TensorScatterMax", OwnAdjoints::scatterExtreme),
            Map.entry("TensorScatterMin", OwnAdjoints::scatterExtreme));

    private final OpenedGraph graph;

    OwnAdjoints(OpenedGraph graph) {
        this.graph = graph;
    }

    /** From the gradient of the first output to that of one input. */
    @FunctionalInterface
    private interface Rule {
        /** The name of the product in what is built; nothing if the input has none. */
        Optional<String> product(int input, AdjointNodes nodes);
    }

    /** Whether an operation has the gradient zero wherever it has one. */
    static boolean isConstant(String op) {
        return CONSTANT.contains(op);
    }

    /** Whether there is a product of an operation. */
    static boolean knows(String op) {
        return RULES.containsKey(op);
    }

    /**
     * Adds the products of an operation.
     *
     * @param inputs the numbers of the inputs that have one
     * @param scope a scope that serves once
     * @param summed gives the gradient of the first output of an operation
     * @return the products, in the order of the inputs; nothing if there is no rule
     */
    Optional<List<Optional<GraphTensor>>> products(
            NodeDef node, List<Integer> inputs, String scope, BiFunction<NodeDef, String, GraphTensor> summed) {
        var rule = RULES.get(node.getOp());
        if (rule == null) {
            return Optional.empty();
        }
        var nodes = new AdjointNodes(node);
        var products = inputs.stream().map(i -> rule.product(i, nodes)).toList();
        var bound = new HashMap<GraphTensor, GraphTensor>();
        bound.put(new GraphTensor(AdjointNodes.GRADIENT, 0), summed.apply(node, scope));
        nodes.taken().forEach((name, tensor) -> bound.put(new GraphTensor(name, 0), tensor.below(AdjointGraph.SCOPE)));
        graph.add(scope, nodes.nodes(), bound);
        return Optional.of(products.stream()
                .map(p -> p.map(name -> new GraphTensor(scope + "/" + name, 0)))
                .toList());
    }

    /** A convolution of input and filter: bilinear, so its products are the kernels for that. */
    private static Rule convolution(String toInput, String toFilter) {
        return (input, nodes) -> Optional.of(
                input == 0
                        ? nodes.window(toInput, nodes.shape(0), nodes.in(1), AdjointNodes.GRADIENT)
                        : nodes.window(toFilter, nodes.in(0), nodes.shape(1), AdjointNodes.GRADIENT));
    }

    /** A transposed convolution, of lengths, filter and input. */
    private static Rule transposedConvolution(String toInput, String toFilter) {
        return (input, nodes) -> Optional.of(
                input == 1
                        ? nodes.window(toFilter, AdjointNodes.GRADIENT, nodes.shape(1), nodes.in(2))
                        : nodes.window(toInput, AdjointNodes.GRADIENT, nodes.in(1)));
    }

    /** {@code x - floor(x / y) * y}. */
    private static Optional<String> floorMod(int input, AdjointNodes nodes) {
        if (input == 0) {
            return Optional.of(nodes.reduced(AdjointNodes.GRADIENT, 0, 1));
        }
        String whole = nodes.op("FloorDiv", "T", nodes.in(0), nodes.in(1));
        String wide = nodes.op("Neg", "T", nodes.op("Mul", "T", AdjointNodes.GRADIENT, whole));
        return Optional.of(nodes.reduced(wide, 1, 0));
    }

    /** The largest of each row: each gradient goes to where the element came from. */
    private static Optional<String> topK(int input, AdjointNodes nodes) {
        return Optional.of(nodes.spread(AdjointNodes.GRADIENT, nodes.out(1), nodes.length(0)));
    }

    private static Optional<String> scatterAdd(int input, AdjointNodes nodes) {
        return Optional.of(input == 0 ? nodes.identity(AdjointNodes.GRADIENT) : nodes.gathered(AdjointNodes.GRADIENT));
    }

    private static Optional<String> scatterUpdate(int input, AdjointNodes nodes) {
        if (input == 2) {
            return Optional.of(nodes.gathered(AdjointNodes.GRADIENT));
        }
        String zeros = nodes.op("ZerosLike", "T", nodes.in(2));
        return Optional.of(nodes.scattered("TensorScatterUpdate", AdjointNodes.GRADIENT, zeros));
    }

    /** The largest or smallest of what falls on an element: those that are equal to it share its gradient. */
    private static Optional<String> scatterExtreme(int input, AdjointNodes nodes) {
        String old = nodes.flags(nodes.op("Equal", "T", nodes.in(0), nodes.out(0)));
        String fallen = nodes.flags(nodes.op("Equal", "T", nodes.in(2), nodes.gathered(nodes.out(0))));
        String zeros = nodes.op("ZerosLike", "T", nodes.in(0));
        String count = nodes.op("AddV2", "T", old, nodes.scattered("TensorScatterAdd", zeros, fallen));
        String share = nodes.op("DivNoNan", "T", AdjointNodes.GRADIENT, count);
        return Optional.of(
                input == 0 ? nodes.op("Mul", "T", share, old) : nodes.op("Mul", "T", nodes.gathered(share), fallen));
    }
}
