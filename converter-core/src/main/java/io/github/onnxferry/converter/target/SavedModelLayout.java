package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.VersionDef;

/** All parts of one SavedModel, put together from a model and the choice of what is a variable. */
final class SavedModelLayout {
    private static final String TENSORFLOW_VERSION = "2.18.0";
    /** {@code TF_GRAPH_DEF_VERSION} of TensorFlow 2.18, and the oldest reader that it allows. */
    private static final VersionDef GRAPH_VERSION =
            VersionDef.newBuilder().setProducer(1994).setMinConsumer(12).build();

    /**
     * Has TensorFlow compile with XLA: on a function for those who call it by name, as Python does, and on the nodes that call
     * it, which is what counts inside of a graph.
     */
    private static final Map<String, AttrValue> MUST_COMPILE = Map.of("_XlaMustCompile", Wire.attr(true));

    private final TfModel model;
    private final WeightPlan weights;
    private final Names functionNames = new Names();
    private final Contract contract;
    private final Endpoints endpoints;
    private final ObjectGraph objects;
    private final boolean xla;
    private int functionNumber;

    /** The parts of a SavedModel of the given model, which TensorFlow compiles with XLA if {@code xla} says so. */
    SavedModelLayout(TfModel model, WeightPlan weights, boolean xla) {
        this.xla = xla;
        this.model = model;
        this.weights = weights;
        model.library().forEach(f -> functionNames.unique(f.name()));
        contract = Contract.of(model, functionName(model.name()));
        endpoints = Endpoints.of(contract, stem -> functionName(stem + "_" + model.name()));
        objects = new ObjectGraph(contract, endpoints, weights.variables());
    }

    /** The form of name that TensorFlow's Python gives to functions. */
    private String functionName(String stem) {
        return functionNames.unique("__inference_" + stem + "_" + functionNumber++);
    }

    /** The variables, in the order of their keys. */
    List<Variable> variables() {
        return weights.variables();
    }

    /** The keys of the variables in the checkpoint. */
    List<String> checkpointKeys() {
        return objects.checkpointKeys();
    }

    /** What the checkpoint records of the objects. */
    byte[] checkpointGraph() {
        return objects.checkpointGraph();
    }

    /** The content of {@code saved_model.pb}. */
    Rope savedModel() {
        var checkpoint = new CheckpointFunctions(variables(), checkpointKeys(), checkpointGraph());
        var save = checkpoint.save(functionName("_traced_save"));
        var restore = checkpoint.restore(functionName("_traced_restore"));
        var main = new MainGraph(
                contract,
                variables(),
                endpoints.signature(),
                save.getSignature().getName(),
                restore.getSignature().getName());
        var functions = new Rope.Builder();
        var outputNames = new OutputNames(OpRegistry.standard());
        var mark = xla ? MUST_COMPILE : Map.<String, AttrValue>of();
        for (TfFunction function : model.library()) {
            add(
                    functions,
                    new FunctionBody(function, function.name(), WeightPlan.none(), outputNames, Map.of()).toRope());
        }
        add(functions, new FunctionBody(sortedMain(), contract.mainName(), weights, outputNames, mark).toRope());
        endpoints.used(contract).forEach(e -> add(functions, Rope.of(e.toFunctionDef(contract, variables(), mark))));
        add(functions, Rope.of(save));
        add(functions, Rope.of(restore));
        var graph = new Rope.Builder()
                .fields(GraphDef.newBuilder()
                        .addAllNode(main.nodes())
                        .setVersions(GRAPH_VERSION)
                        .build())
                .field(GraphDef.LIBRARY_FIELD_NUMBER, functions.build());
        var metaGraph =
                new Rope.Builder().fields(metaGraph(main)).field(MetaGraphDef.GRAPH_DEF_FIELD_NUMBER, graph.build());
        return new Rope.Builder()
                .fields(SavedModel.newBuilder().setSavedModelSchemaVersion(1).build())
                .field(SavedModel.META_GRAPHS_FIELD_NUMBER, metaGraph.build())
                .build();
    }

    private static void add(Rope.Builder library, Rope function) {
        library.field(FunctionDefLibrary.FUNCTION_FIELD_NUMBER, function);
    }

    /** The main function with its results in the order in which all functions of the SavedModel return them. */
    private TfFunction sortedMain() {
        var results =
                contract.sortedOutputs().stream().map(Contract.Output::result).toList();
        var main = model.main();
        return new TfFunction(main.name(), main.parameters(), main.nodes(), results);
    }

    private MetaGraphDef metaGraph(MainGraph main) {
        return MetaGraphDef.newBuilder()
                .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder()
                        .addTags("serve")
                        .setTensorflowVersion(TENSORFLOW_VERSION)
                        .setStrippedDefaultAttrs(true))
                .setSaverDef(MainGraph.saver())
                .putAllCollectionDef(MainGraph.collections())
                .putAllSignatureDef(main.signatures())
                .setObjectGraphDef(objects.savedGraph())
                .build();
    }
}
