package io.github.onnxferry.parity.run;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AddGradientsWithPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_CloseSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteDeviceList;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSession;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListCount;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeviceListType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GetCode;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphImportGraphDef;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_GraphOperationByName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsAddInputMapping;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_ImportGraphDefOptionsSetPrefix;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_LoadSessionFromSavedModel;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Message;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewBuffer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewGraph;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewImportGraphDefOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewSessionOptions;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NewStatus;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationName;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationNumOutputs;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_OperationOutputType;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionListDevices;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SessionRun;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_SetConfig;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Version;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.run.TensorFlowSignature.Endpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.tensorflow.internal.c_api.TF_Buffer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;

/**
 * A SavedModel in a session of TensorFlow's C interface: tensors by signature key in and out, or any tensors of its graph,
 * which can be extended.
 *
 * <p>TensorFlow for Java wraps the same interface, but has no types for int8, int16, uint32, uint64 and complex numbers.
 */
public final class TensorFlowSession implements AutoCloseable {
    private static final String TAG = "serve";

    /** A model that runs longer than this hangs, as far as a check is concerned. */
    private static final long RUN_LIMIT_MILLIS = 600_000;

    private final String where;
    private final TF_Graph graph;
    private final TF_Session session;
    private final TensorFlowSignature signature;

    private TensorFlowSession(String where, TF_Graph graph, TF_Session session, TensorFlowSignature signature) {
        this.where = where;
        this.graph = graph;
        this.session = session;
        this.signature = signature;
    }

    /**
     * Loads a SavedModel.
     *
     * @throws FerryException RUNTIME_LOAD if TensorFlow refuses it, CONTRACT if it serves no signature, GPU_MISSING if it is to
     *     compute on a graphics processor and TensorFlow finds none
     */
    static TensorFlowSession load(Path savedModel, int threads, Device device) {
        return load(savedModel, config(threads, device), device);
    }

    /**
     * Loads a SavedModel to be run on the processor as it is written: without TensorFlow's optimisers, which merge and replace operations.
     *
     * @param threads threads that one operation may use; the first model that is loaded decides for the whole process
     * @throws FerryException NATIVE_MISSING, RUNTIME_LOAD if TensorFlow refuses it, CONTRACT if it serves no signature
     */
    public static TensorFlowSession loadPlain(Path savedModel, int threads) {
        NativeLibraries.load("TensorFlow", () -> TF_Version().getString());
        var config = config(threads, Device.CPU);
        config.getGraphOptionsBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true))
                .setOptimizerOptions(OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0));
        return load(savedModel, config, Device.CPU);
    }

    private static ConfigProto.Builder config(int threads, Device device) {
        return ConfigProto.newBuilder()
                .setIntraOpParallelismThreads(threads)
                .setInterOpParallelismThreads(1)
                .setOperationTimeoutInMs(RUN_LIMIT_MILLIS)
                .putDeviceCount("GPU", device == Device.GPU ? 1 : 0);
    }

    private static TensorFlowSession load(Path savedModel, ConfigProto.Builder options, Device device) {
        String where = savedModel.toString();
        var config = options.build().toByteArray();
        var status = TF_NewStatus();
        var sessionOptions = TF_NewSessionOptions();
        var metaGraph = TF_NewBuffer();
        var graph = TF_NewGraph();
        boolean loaded = false;
        try (var scope = new PointerScope()) {
            TF_SetConfig(sessionOptions, new BytePointer(config), config.length, status);
            check(status, Code.RUNTIME_LOAD, where);
            var session = TF_LoadSessionFromSavedModel(
                    sessionOptions,
                    (TF_Buffer) null,
                    new BytePointer(where),
                    new PointerPointer<>(TAG),
                    1,
                    graph,
                    metaGraph,
                    status);
            check(status, Code.RUNTIME_LOAD, where);
            if (device == Device.GPU) {
                requireGpu(session, where);
            }
            var signature = TensorFlowSignature.find(bytes(metaGraph), where);
            loaded = true;
            return new TensorFlowSession(where, graph, session, signature);
        } catch (IOException e) {
            throw new FerryException(Code.RUNTIME_LOAD, where, "has a malformed meta graph", "", e);
        } finally {
            TF_DeleteBuffer(metaGraph);
            TF_DeleteSessionOptions(sessionOptions);
            TF_DeleteStatus(status);
            if (!loaded) {
                TF_DeleteGraph(graph);
            }
        }
    }

    private static void requireGpu(TF_Session session, String where) {
        var status = TF_NewStatus();
        var devices = TF_SessionListDevices(session, status);
        try {
            check(status, Code.RUNTIME_LOAD, where);
            for (int i = 0; i < TF_DeviceListCount(devices); i++) {
                if (TF_DeviceListType(devices, i, status).getString().equals("GPU")) {
                    return;
                }
            }
        } finally {
            TF_DeleteDeviceList(devices);
            TF_DeleteStatus(status);
        }
        throw new FerryException(
                Code.GPU_MISSING,
                "TensorFlow",
                "finds no graphics processor, or its native library is built without CUDA",
                "build with -Pgpu on a machine with CUDA, or compute on the processor");
    }

    private static ByteBuffer bytes(TF_Buffer buffer) {
        return new BytePointer(buffer.data()).capacity(buffer.length()).asByteBuffer();
    }

    private static void check(TF_Status status, Code code, String where) {
        if (TF_GetCode(status) != 0) {
            throw new FerryException(
                    code, where, "TensorFlow: " + TF_Message(status).getString(), "");
        }
    }

    /** What the model takes and gives. */
    TensorFlowSignature signature() {
        return signature;
    }

    /**
     * Runs the signature once and fetches all of its outputs.
     *
     * @throws FerryException CONTRACT if the tensors are not those of the signature, RUNTIME_RUN if TensorFlow fails
     */
    Map<String, Tensor> run(Map<String, Tensor> feeds) {
        var fed = fed(feeds);
        var keys = List.copyOf(signature.outputs().keySet());
        var fetched = run(
                fed,
                keys.stream()
                        .map(signature.outputs()::get)
                        .map(Endpoint::tensor)
                        .toList());
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            outputs.put(keys.get(i), fetched.get(i));
        }
        return outputs;
    }

    /**
     * Makes runs of the signature ready.
     *
     * @throws FerryException CONTRACT if the tensors are not those of the signature
     */
    PreparedRun prepare(Map<String, Tensor> feeds) {
        var fed = fed(feeds);
        var fetches =
                signature.outputs().values().stream().map(Endpoint::tensor).toList();
        var inputs = ports(List.copyOf(fed.keySet()));
        var outputs = ports(fetches);
        var tensors = fed.values().stream().map(TensorFlowTensors::toNative).toList();
        return new TensorFlowCall(where, session, inputs, tensors, outputs, fetches.size());
    }

    /** Tensors by where they go in the graph. */
    private Map<GraphTensor, Tensor> fed(Map<String, Tensor> feeds) {
        checkFeeds(feeds);
        Map<GraphTensor, Tensor> fed = new LinkedHashMap<>();
        feeds.forEach((key, tensor) ->
                fed.put(Objects.requireNonNull(signature.inputs().get(key)).tensor(), tensor));
        return fed;
    }

    /**
     * Runs what some tensors of the graph need.
     *
     * @param feeds tensors that are given instead of computed; in their carriers
     * @param fetches tensors to compute, none of which is fed
     * @return the fetched tensors, in order, in TensorFlow's dtypes
     * @throws FerryException CONTRACT if the graph lacks one of the tensors, RUNTIME_RUN if TensorFlow fails
     */
    public List<Tensor> run(Map<GraphTensor, Tensor> feeds, List<GraphTensor> fetches) {
        List<TF_Tensor> fed = new ArrayList<>();
        var status = TF_NewStatus();
        try (var scope = new PointerScope()) {
            feeds.values().forEach(t -> fed.add(TensorFlowTensors.toNative(t)));
            var fetched = new PointerPointer<TF_Tensor>(Math.max(1, fetches.size()));
            TF_SessionRun(
                    session,
                    (TF_Buffer) null,
                    ports(List.copyOf(feeds.keySet())),
                    new PointerPointer<>(fed.toArray(Pointer[]::new)),
                    fed.size(),
                    ports(fetches),
                    fetched,
                    fetches.size(),
                    (PointerPointer<TF_Operation>) null,
                    0,
                    (TF_Buffer) null,
                    status);
            check(status, Code.RUNTIME_RUN, where);
            return take(fetches, fetched);
        } finally {
            fed.forEach(TensorFlowTensors::delete);
            TF_DeleteStatus(status);
        }
    }

    private static List<Tensor> take(List<GraphTensor> fetches, PointerPointer<TF_Tensor> fetched) {
        List<Tensor> outputs = new ArrayList<>();
        try {
            for (int i = 0; i < fetches.size(); i++) {
                String where = "tensor '" + fetches.get(i) + "'";
                outputs.add(TensorFlowTensors.fromNative(fetched.get(TF_Tensor.class, i), where));
            }
        } finally {
            for (int i = 0; i < fetches.size(); i++) {
                TF_DeleteTensor(fetched.get(TF_Tensor.class, i));
            }
        }
        return outputs;
    }

    /**
     * Adds operations to the graph; the next run knows them.
     *
     * @param nodes the operations; functions that they call are in the graph already
     * @param prefix the scope below which they appear
     * @param bound tensors of the graph as it is, by the names under which the new operations refer to them
     * @throws FerryException RUNTIME_LOAD if TensorFlow refuses them, CONTRACT if the graph lacks a bound tensor
     */
    public void extend(GraphDef nodes, String prefix, Map<GraphTensor, GraphTensor> bound) {
        var bytes = nodes.toByteArray();
        var status = TF_NewStatus();
        var options = TF_NewImportGraphDefOptions();
        var buffer = TF_NewBuffer();
        try (var scope = new PointerScope();
                var data = new BytePointer(bytes)) {
            TF_ImportGraphDefOptionsSetPrefix(options, prefix);
            bound.forEach((name, tensor) -> TF_ImportGraphDefOptionsAddInputMapping(
                    options, name.node(), name.index(), ports(List.of(tensor))));
            buffer.data(data).length(bytes.length);
            TF_GraphImportGraphDef(graph, buffer, options, status);
            check(status, Code.RUNTIME_LOAD, where);
        } finally {
            TF_DeleteBuffer(buffer);
            TF_DeleteImportGraphDefOptions(options);
            TF_DeleteStatus(status);
        }
    }

    /**
     * Adds operations that compute gradients, by TensorFlow's own registry of them: the vector-Jacobian products of {@code ys}
     * with respect to {@code xs}. A tensor may be listed several times in {@code ys}; its gradients are added up.
     *
     * @param prefix the scope below which the operations appear; each scope serves once
     * @param dys the gradients that {@code ys} have, in order
     * @return the gradients of {@code xs}, in order; nothing for one that has none
     * @throws FerryException RUNTIME_LOAD if TensorFlow cannot differentiate, CONTRACT if the graph lacks a tensor
     */
    public List<Optional<GraphTensor>> addGradients(
            String prefix, List<GraphTensor> ys, List<GraphTensor> xs, List<GraphTensor> dys) {
        var status = TF_NewStatus();
        try (var scope = new PointerScope()) {
            var dxs = new TF_Output(Math.max(1, xs.size()));
            TF_AddGradientsWithPrefix(
                    graph, prefix, ports(ys), ys.size(), ports(xs), xs.size(), ports(dys), status, dxs);
            check(status, Code.RUNTIME_LOAD, where);
            var gradients = new ArrayList<Optional<GraphTensor>>();
            for (int i = 0; i < xs.size(); i++) {
                var dx = dxs.position(i);
                var operation = dx.oper();
                gradients.add(
                        operation == null || operation.isNull()
                                ? Optional.empty()
                                : Optional.of(new GraphTensor(
                                        TF_OperationName(operation).getString(), dx.index())));
            }
            return gradients;
        } finally {
            TF_DeleteStatus(status);
        }
    }

    /**
     * The type in which the graph holds a tensor.
     *
     * @throws FerryException CONTRACT if the graph lacks the tensor
     */
    public DataType dtype(GraphTensor tensor) {
        try (var scope = new PointerScope()) {
            var type = DataType.forNumber(TF_OperationOutputType(ports(List.of(tensor))));
            return type == null ? DataType.DT_INVALID : type;
        }
    }

    private void checkFeeds(Map<String, Tensor> feeds) {
        signature.inputs().forEach((key, endpoint) -> {
            var tensor = feeds.get(key);
            if (tensor == null) {
                throw new FerryException(
                        Code.CONTRACT, where, "the signature asks for '" + key + "', which the ONNX model lacks", "");
            }
            var given = TensorFlowDTypes.of(tensor.dtype());
            if (given != endpoint.dtype()) {
                throw new FerryException(
                        Code.CONTRACT,
                        "input '" + key + "'",
                        "is " + endpoint.dtype() + " in the signature; " + tensor.dtype() + " is fed as " + given,
                        "");
            }
        });
        for (String key : feeds.keySet()) {
            if (!signature.inputs().containsKey(key)) {
                throw new FerryException(Code.CONTRACT, where, "the signature lacks the input '" + key + "'", "");
            }
        }
    }

    private TF_Output ports(List<GraphTensor> tensors) {
        var ports = new TF_Output(Math.max(1, tensors.size()));
        for (int i = 0; i < tensors.size(); i++) {
            var tensor = tensors.get(i);
            var operation = TF_GraphOperationByName(graph, new BytePointer(tensor.node()));
            if (operation == null || operation.isNull() || tensor.index() >= TF_OperationNumOutputs(operation)) {
                throw new FerryException(Code.CONTRACT, where, "the graph lacks the tensor '" + tensor + "'", "");
            }
            ports.position(i).oper(operation).index(tensor.index());
        }
        return ports.position(0);
    }

    @Override
    public void close() {
        var status = TF_NewStatus();
        TF_CloseSession(session, status);
        TF_DeleteSession(session, status);
        TF_DeleteGraph(graph);
        TF_DeleteStatus(status);
    }
}
