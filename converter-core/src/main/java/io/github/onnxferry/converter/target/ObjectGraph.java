package io.github.onnxferry.converter.target;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedBareConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.StructuredValue;

/**
 * The model as a Python object, which {@code tf.saved_model.load}, Keras and TF Hub see.
 *
 * <p>The object is callable, as {@code m(x, y)}, {@code m([x, y])} and {@code m({"x": x, "y": y})}, also under the name
 * {@code serve}; a single output comes back as a tensor, several as a dictionary. Its variables are found below it by
 * the path that they have in the source model, and in the lists that TF Hub asks for. {@code signatures} holds the
 * signature.
 */
final class ObjectGraph {
    private static final Set<String> RESERVED = Set.of(
            "signatures",
            "serve",
            "variables",
            "trainable_variables",
            "regularization_losses",
            "graph_debug_info",
            "tensorflow_version",
            "tensorflow_git_version");

    private final Contract contract;
    private final Endpoints endpoints;
    private final ObjectTree tree = new ObjectTree();
    private final List<Integer> variableNumbers = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final Map<String, SavedConcreteFunction> concrete = new LinkedHashMap<>();

    /** The objects of a model with the given variables. */
    ObjectGraph(Contract contract, Endpoints endpoints, List<Variable> variables) {
        this.contract = contract;
        this.endpoints = endpoints;
        variables.forEach(this::addVariable);
        addList("variables", variableNumbers);
        addList(
                "trainable_variables",
                IntStream.range(0, variables.size())
                        .filter(i -> variables.get(i).trainable())
                        .mapToObj(variableNumbers::get)
                        .toList());
        addList("regularization_losses", List.of());
        addCallable();
        addSignature();
    }

    /** The keys of the variables in the checkpoint, in the order of the variables. */
    List<String> checkpointKeys() {
        return List.copyOf(keys);
    }

    /** What the checkpoint records of the objects. */
    byte[] checkpointGraph() {
        return tree.tracked().toByteArray();
    }

    /** What {@code saved_model.pb} records of the objects. */
    SavedObjectGraph savedGraph() {
        return SavedObjectGraph.newBuilder()
                .addAllNodes(tree.saved())
                .putAllConcreteFunctions(concrete)
                .build();
    }

    private void addVariable(Variable variable) {
        var segments = Arrays.stream(variable.path().split("[./]"))
                .filter(s -> !s.isEmpty())
                .toList();
        var path = new ArrayList<String>();
        int parent = ObjectTree.ROOT;
        for (String segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
            var name = freeName(parent, segment, true);
            int known = tree.child(parent, name);
            parent = known >= 0 ? known : tree.addChild(parent, name, ObjectTree.userObject("_generic_user_object"));
            path.add(name);
        }
        var last = segments.isEmpty() ? variable.name() : segments.get(segments.size() - 1);
        path.add(freeName(parent, last, false));
        var key = ObjectTree.checkpointKey(path);
        keys.add(key);
        variableNumbers.add(tree.addVariable(parent, path.get(path.size() - 1), variable, key));
    }

    /** The name, numbered if it is taken; a container of that name will do where one is wanted. */
    private String freeName(int parent, String wanted, boolean container) {
        boolean reserved = wanted.startsWith("_") || (parent == ObjectTree.ROOT && RESERVED.contains(wanted));
        var base = reserved ? "model_" + wanted : wanted;
        var name = base;
        for (int i = 1; ; i++) {
            int known = tree.child(parent, name);
            if (known < 0 || (container && tree.isContainer(known))) {
                return name;
            }
            name = base + "_" + i;
        }
    }

    private void addList(String name, List<Integer> members) {
        int list = tree.addChild(ObjectTree.ROOT, name, ObjectTree.userObject("trackable_list_wrapper"));
        for (int i = 0; i < members.size(); i++) {
            tree.link(list, Integer.toString(i), members.get(i));
        }
    }

    private void addCallable() {
        int count = contract.inputs().size();
        var parameters = PythonNames.parameters(contract.inputKeys());
        var spec = Structures.functionSpec(parameters, Math.max(0, count - 1), List.of());
        var output = callOutput();
        var traces = new LinkedHashMap<String, StructuredValue>();
        var inOrder = contract.inputs().stream().map(ObjectGraph::spec).toList();
        traces.put(contract.mainName(), Structures.arguments(inOrder, Map.of()));
        if (count > 1) {
            traces.put(endpoints.list().name(), first(Structures.list(inOrder), count));
        }
        if (count > 0) {
            traces.put(endpoints.dictionary().name(), first(Structures.dict(byKey()), count));
        }
        traces.forEach((name, arguments) -> concrete.put(name, concreteFunction(arguments, output)));
        int function = tree.addChild(
                ObjectTree.ROOT,
                "__call__",
                SavedObject.newBuilder()
                        .setFunction(SavedFunction.newBuilder()
                                .addAllConcreteFunctions(traces.keySet())
                                .setFunctionSpec(spec)));
        tree.link(ObjectTree.ROOT, "serve", function);
        int trace = 0;
        for (String name : traces.keySet()) {
            tree.addChild(function, "trace_" + trace++, bare(name, parameters, count, spec));
        }
    }

    private StructuredValue callOutput() {
        var outputs = contract.sortedOutputs();
        return outputs.size() == 1 ? spec(outputs.get(0)) : outputDictionary();
    }

    /** One structure in the place of the first argument, the others left out. */
    private static StructuredValue first(StructuredValue structure, int parameters) {
        var positional = new ArrayList<>(Collections.nCopies(parameters, Structures.NONE));
        positional.set(0, structure);
        return Structures.arguments(positional, Map.of());
    }

    private void addSignature() {
        var name = endpoints.signature().name();
        var keysInOrder =
                endpoints.signature().inputs().stream().map(i -> i.port().key()).toList();
        boolean byKeyword = PythonNames.distinctParameters(keysInOrder).isPresent();
        var arguments = byKeyword
                ? Structures.arguments(List.of(), byKey())
                : Structures.arguments(
                        endpoints.signature().inputs().stream()
                                .map(ObjectGraph::spec)
                                .toList(),
                        Map.of());
        concrete.put(name, concreteFunction(arguments, outputDictionary()));
        int signatures = tree.addChild(ObjectTree.ROOT, "signatures", ObjectTree.userObject("signature_map"));
        var spec = byKeyword
                ? Structures.functionSpec(List.of(), 0, keysInOrder)
                : Structures.functionSpec(
                        IntStream.range(0, keysInOrder.size())
                                .mapToObj(i -> "input_" + i)
                                .toList(),
                        0,
                        List.of());
        int positional = keysInOrder.size() == 1 ? 1 : 0;
        tree.addChild(signatures, MainGraph.SIGNATURE, bare(name, keysInOrder, positional, spec));
    }

    private SavedObject.Builder bare(String name, List<String> keywords, int positional, FunctionSpec spec) {
        return SavedObject.newBuilder()
                .setBareConcreteFunction(SavedBareConcreteFunction.newBuilder()
                        .setConcreteFunctionName(name)
                        .addAllArgumentKeywords(keywords)
                        .setAllowedPositionalArguments(positional)
                        .setFunctionSpec(spec));
    }

    private SavedConcreteFunction concreteFunction(StructuredValue arguments, StructuredValue output) {
        return SavedConcreteFunction.newBuilder()
                .addAllBoundInputs(variableNumbers)
                .setCanonicalizedInputSignature(arguments)
                .setOutputSignature(output)
                .build();
    }

    private Map<String, StructuredValue> byKey() {
        var fields = new LinkedHashMap<String, StructuredValue>();
        contract.sortedInputs().forEach(i -> fields.put(i.port().key(), spec(i)));
        return fields;
    }

    private StructuredValue outputDictionary() {
        var fields = new LinkedHashMap<String, StructuredValue>();
        contract.sortedOutputs().forEach(o -> fields.put(o.port().key(), spec(o)));
        return Structures.dict(fields);
    }

    private static StructuredValue spec(Contract.Input input) {
        return Structures.tensor(input.port().key(), input.type(), input.shape());
    }

    private static StructuredValue spec(Contract.Output output) {
        return Structures.tensor(output.port().key(), output.type(), output.shape());
    }
}
