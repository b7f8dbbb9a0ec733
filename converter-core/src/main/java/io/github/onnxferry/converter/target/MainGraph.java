package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tf.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The graph outside of all functions: variables, one placeholder an input, and calls of the signature, save and restore
 * functions.
 */
final class MainGraph {
    static final String SIGNATURE = "serving_default";
    private static final String INIT = "__saved_model_init_op";
    private static final String INIT_NODE = "NoOp";
    private static final String CALL = "StatefulPartitionedCall";
    private static final String SAVE = CALL + "_1";
    private static final String RESTORE = CALL + "_2";
    private static final String FILENAME = "saver_filename";

    private final Contract contract;
    private final Names names = new Names();
    private final List<NodeDef> nodes = new ArrayList<>();
    private final Map<Contract.Input, String> placeholders = new LinkedHashMap<>();

    /**
     * The graph.
     *
     * @param signature the function that serves the model
     * @param save name of the function that saves the variables
     * @param restore name of the function that restores the variables
     */
    MainGraph(Contract contract, List<Variable> variables, Endpoint signature, String save, String restore) {
        this.contract = contract;
        List.of(INIT_NODE, CALL, SAVE, RESTORE, FILENAME).forEach(names::unique);
        var handles = variables.stream().map(this::handle).toList();
        contract.inputs().forEach(i -> placeholders.put(i, placeholder(i)));
        call(signature, handles);
        nodes.add(NodeDef.newBuilder().setName(INIT_NODE).setOp("NoOp").build());
        nodes.add(placeholder(FILENAME, DataType.DT_STRING, TensorShapeProto.getDefaultInstance()));
        checkpointCall(SAVE, save, handles);
        checkpointCall(RESTORE, restore, handles);
    }

    private String handle(Variable variable) {
        var name = names.unique(Names.node(variable.name()));
        nodes.add(NodeDef.newBuilder()
                .setName(name)
                .setOp("VarHandleOp")
                .putAttr("dtype", Wire.attr(Wire.dataType(variable.tensor().dtype())))
                .putAttr("shape", Wire.attr(Wire.shape(variable.tensor().shape())))
                .putAttr("shared_name", Wire.attr(variable.name()))
                .build());
        return name;
    }

    private String placeholder(Contract.Input input) {
        var name = names.unique(Names.node(SIGNATURE + "_" + input.port().key().replace('/', '_')));
        nodes.add(placeholder(name, input.type(), input.shape()));
        return name;
    }

    private static NodeDef placeholder(String name, DataType type, TensorShapeProto shape) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Placeholder")
                .putAttr("dtype", Wire.attr(type))
                .putAttr("shape", Wire.attr(shape))
                .build();
    }

    private void call(Endpoint signature, List<String> handles) {
        var inputs = new ArrayList<String>();
        var types = new ArrayList<DataType>();
        for (var input : signature.inputs()) {
            inputs.add(placeholders.getOrDefault(input, ""));
            types.add(input.type());
        }
        inputs.addAll(handles);
        handles.forEach(h -> types.add(DataType.DT_RESOURCE));
        var outputs =
                contract.sortedOutputs().stream().map(Contract.Output::type).toList();
        nodes.add(Captures.call(
                CALL,
                signature.name(),
                inputs,
                types,
                outputs,
                positions(contract.inputs().size(), handles.size())));
    }

    private void checkpointCall(String node, String function, List<String> handles) {
        var inputs = new ArrayList<>(List.of(FILENAME));
        var types = new ArrayList<>(List.of(DataType.DT_STRING));
        inputs.addAll(handles);
        handles.forEach(h -> types.add(DataType.DT_RESOURCE));
        nodes.add(Captures.call(node, function, inputs, types, List.of(DataType.DT_STRING), List.of()));
    }

    /** The positions of captures behind other inputs. */
    static List<Long> positions(int before, int count) {
        return LongStream.range(before, before + count).boxed().toList();
    }

    /** The nodes. */
    List<NodeDef> nodes() {
        return nodes;
    }

    /** How to save and restore. */
    static SaverDef saver() {
        return SaverDef.newBuilder()
                .setFilenameTensorName(FILENAME + ":0")
                .setSaveTensorName(SAVE + ":0")
                .setRestoreOpName(RESTORE)
                .setVersion(SaverDef.CheckpointFormatVersion.V2)
                .build();
    }

    /** The collections: what is run after restoring. */
    static Map<String, CollectionDef> collections() {
        var init = CollectionDef.newBuilder()
                .setNodeList(CollectionDef.NodeList.newBuilder().addValue(INIT_NODE))
                .build();
        return Map.of("saved_model_main_op", init);
    }

    /** The signatures. */
    Map<String, SignatureDef> signatures() {
        var serving = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
        placeholders.forEach((input, node) ->
                serving.putInputs(input.port().key(), Contract.info(node + ":0", input.type(), input.shape())));
        int index = 0;
        for (var output : contract.sortedOutputs()) {
            serving.putOutputs(output.port().key(), Contract.info(CALL + ":" + index++, output.type(), output.shape()));
        }
        var unknown = TensorShapeProto.newBuilder().setUnknownRank(true).build();
        var init = SignatureDef.newBuilder().putOutputs(INIT, Contract.info(INIT_NODE, DataType.DT_INVALID, unknown));
        return Map.of(SIGNATURE, serving.build(), INIT, init.build());
    }
}
