package io.github.onnxferry.parity.graph;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import io.github.onnxferry.parity.run.GraphTensor;
import io.github.onnxferry.parity.run.TensorFlowSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A loaded SavedModel with the {@link ServedFunction} as operations of its graph, below the scope {@link #FUNCTION}. Any
 * tensor can be fed and fetched; further operations, which may read tensors that are there, can be added in scopes of their
 * own. TensorFlow's optimisers are off, so what is fetched is what the file says.
 *
 * <p>Large constants are not built into the graph but fed from the mapped file, so that copies of operations share them. Not
 * for use by several threads at a time.
 */
public final class OpenedGraph implements AutoCloseable {
    /** The scope of the operations of the served function. */
    public static final String FUNCTION = "ferry_function";

    /** Constants from this size on are fed. */
    private static final long FED_BYTES = 1 << 14;

    private final ServedFunction function;
    private final TensorFlowSession session;
    private final Map<GraphTensor, Tensor> constants = new HashMap<>();
    private final Map<String, Set<GraphTensor>> constantsByScope = new HashMap<>();

    private OpenedGraph(ServedFunction function, TensorFlowSession session) {
        this.function = function;
        this.session = session;
    }

    /**
     * Loads a SavedModel and opens its function.
     *
     * @param threads threads that one operation may use
     * @throws FerryException NATIVE_MISSING, RUNTIME_LOAD, TOO_LARGE or CONTRACT if it cannot be opened
     */
    public static OpenedGraph open(Path savedModel, int threads) {
        var function = ServedFunction.read(savedModel);
        var opened = new OpenedGraph(function, TensorFlowSession.loadPlain(savedModel, threads));
        try {
            opened.add(FUNCTION, function.nodes(), function.bound());
            return opened;
        } catch (FerryException e) {
            opened.close();
            throw e;
        }
    }

    /** The function; its names are those below {@link #FUNCTION}. */
    public ServedFunction function() {
        return function;
    }

    /**
     * Adds operations in a scope that is not there yet.
     *
     * @param bound tensors of the whole graph, by the names under which the operations refer to them
     * @throws FerryException RUNTIME_LOAD if TensorFlow refuses them
     */
    public void add(String scope, List<NodeDef> nodes, Map<GraphTensor, GraphTensor> bound) {
        var graph = GraphDef.newBuilder().setVersions(function.versions());
        var fed = new HashSet<GraphTensor>();
        constantsByScope.forEach((there, tensors) -> {
            if (bound.values().stream().anyMatch(t -> isBelow(t, there))) {
                fed.addAll(tensors);
            }
        });
        for (var node : nodes) {
            var large = large(node);
            large.ifPresent(t -> {
                var tensor = new GraphTensor(node.getName(), 0).below(scope);
                constants.put(tensor, t);
                fed.add(tensor);
            });
            graph.addNode(large.isPresent() ? placeholder(node, large.get()) : node);
        }
        constantsByScope.put(scope, fed);
        session.extend(graph.build(), scope, bound);
    }

    private static boolean isBelow(GraphTensor tensor, String scope) {
        return tensor.node().startsWith(scope + "/");
    }

    /**
     * Adds gradients as {@link TensorFlowSession#addGradients} does.
     *
     * @param prefix a scope, below that of the operations that are differentiated, that serves once
     */
    public List<Optional<GraphTensor>> addGradients(
            String prefix, List<GraphTensor> ys, List<GraphTensor> xs, List<GraphTensor> dys) {
        return session.addGradients(prefix, ys, xs, dys);
    }

    /** The elements of a constant that is large enough to be fed, and in the form for it. */
    private static Optional<Tensor> large(NodeDef node) {
        if (!node.getOp().equals("Const")) {
            return Optional.empty();
        }
        var proto =
                node.getAttrOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
        var content = proto.getTensorContent();
        var dtype = TfTypes.fromProto(proto.getDtype()).filter(d -> d.hasFixedBytes());
        if (content.size() < FED_BYTES || dtype.isEmpty()) {
            return Optional.empty();
        }
        var sizes = sizes(proto);
        return sizes.filter(s -> holds(s, content.size() / dtype.get().bytes())
                        && content.size() % dtype.get().bytes() == 0)
                .map(s -> Tensor.of(dtype.get(), s, Bytes.of(content.asReadOnlyByteBuffer())));
    }

    private static Optional<long[]> sizes(TensorProto proto) {
        var sizes = proto.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        return Arrays.stream(sizes).allMatch(s -> s > 0) ? Optional.of(sizes) : Optional.empty();
    }

    /** Whether a tensor with positive lengths has that many elements; lengths of a stranger's file may overflow. */
    private static boolean holds(long[] sizes, long elements) {
        long product = 1;
        for (long size : sizes) {
            if (size > elements / product) {
                return false;
            }
            product *= size;
        }
        return product == elements;
    }

    private static NodeDef placeholder(NodeDef constant, Tensor value) {
        var shape = TensorShapeProto.newBuilder();
        for (long size : value.sizes()) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        return NodeDef.newBuilder()
                .setName(constant.getName())
                .setOp("Placeholder")
                .addAllInput(constant.getInputList())
                .putAttr("dtype", constant.getAttrOrThrow("dtype"))
                .putAttr("shape", AttrValue.newBuilder().setShape(shape).build())
                .build();
    }

    /**
     * The type in which the graph holds a tensor.
     *
     * @throws FerryException CONTRACT if the graph lacks it
     */
    public DataType dtype(GraphTensor tensor) {
        return session.dtype(tensor);
    }

    /** Whether the graph has a tensor. */
    public boolean has(GraphTensor tensor) {
        try {
            session.dtype(tensor);
            return true;
        } catch (FerryException e) {
            if (e.problems().get(0).code() != Code.CONTRACT) {
                throw e;
            }
            return false;
        }
    }

    /**
     * Computes tensors.
     *
     * @param feeds tensors that are given instead of computed
     * @param fetches tensors to compute; one that is fed is answered as it is
     * @return the fetched tensors in TensorFlow's dtypes
     * @throws FerryException RUNTIME_RUN if TensorFlow fails
     */
    public Map<GraphTensor, Tensor> run(Map<GraphTensor, Tensor> feeds, List<GraphTensor> fetches) {
        var fed = new LinkedHashMap<GraphTensor, Tensor>();
        constantsByScope.forEach((scope, tensors) -> {
            if (fetches.stream().anyMatch(f -> isBelow(f, scope))) {
                tensors.forEach(t -> fed.put(t, constants.get(t)));
            }
        });
        fed.putAll(feeds);
        var computed = new LinkedHashSet<GraphTensor>();
        var answers = new LinkedHashMap<GraphTensor, Tensor>();
        for (var fetch : fetches) {
            var given = fed.get(fetch);
            if (given != null) {
                answers.put(fetch, given);
            } else {
                computed.add(fetch);
            }
        }
        if (!computed.isEmpty()) {
            var order = List.copyOf(computed);
            var tensors = session.run(fed, order);
            for (int i = 0; i < order.size(); i++) {
                answers.put(order.get(i), tensors.get(i));
            }
        }
        return answers;
    }

    @Override
    public void close() {
        session.close();
    }
}
