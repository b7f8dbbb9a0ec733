package io.github.onnxferry.converter.target;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.tf.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** The functions with which TensorFlow saves and restores the variables: file prefix, then all variables. */
final class CheckpointFunctions {
    private static final String CPU = "/device:CPU:0";
    private static final String PREFIX = "file_prefix";

    private final List<Variable> variables;
    private final List<String> keys;
    private final byte[] objectGraph;

    /**
     * Functions for the given variables.
     *
     * @param keys their keys in the checkpoint
     * @param objectGraph the serialised object graph, saved with them
     */
    CheckpointFunctions(List<Variable> variables, List<String> keys, byte[] objectGraph) {
        this.variables = variables;
        this.keys = keys;
        this.objectGraph = objectGraph;
    }

    /** Writes all variables to files with the given prefix, which it returns. */
    FunctionDef save(String name) {
        var function = FunctionDef.newBuilder();
        var captures = signature(function, name);
        var tensors = new ArrayList<String>();
        var types = new ArrayList<DataType>();
        for (int i = 0; i < variables.size(); i++) {
            var type = Wire.dataType(variables.get(i).tensor().dtype());
            types.add(type);
            tensors.add("Read_" + i + ":value:0");
            function.addNodeDef(NodeDef.newBuilder()
                    .setName("Read_" + i)
                    .setOp("ReadVariableOp")
                    .addInput(captures.get(i))
                    .putAttr("dtype", Wire.attr(type)));
        }
        types.add(DataType.DT_STRING);
        tensors.add("object_graph:output:0");
        addNames(function);
        function.addNodeDef(constant(
                "object_graph", TensorShapeProto.getDefaultInstance(), List.of(ByteString.copyFrom(objectGraph))));
        function.addNodeDef(onCpu("SaveV2", "SaveV2")
                .addInput(PREFIX)
                .addInput("tensor_names:output:0")
                .addInput("shape_and_slices:output:0")
                .addAllInput(tensors)
                .putAttr("dtypes", Wire.types(types)));
        return returnPrefix(function, List.of("SaveV2"));
    }

    /** Reads all variables from files with the given prefix, which it returns. */
    FunctionDef restore(String name) {
        var function = FunctionDef.newBuilder();
        var captures = signature(function, name);
        var types = Stream.concat(
                        variables.stream().map(v -> Wire.dataType(v.tensor().dtype())), Stream.of(DataType.DT_STRING))
                .toList();
        addNames(function);
        function.addNodeDef(onCpu("RestoreV2", "RestoreV2")
                .addInput(PREFIX)
                .addInput("tensor_names:output:0")
                .addInput("shape_and_slices:output:0")
                .putAttr("dtypes", Wire.types(types)));
        var assigned = new ArrayList<String>();
        for (int i = 0; i < variables.size(); i++) {
            assigned.add("Assign_" + i);
            function.addNodeDef(NodeDef.newBuilder()
                    .setName("Assign_" + i)
                    .setOp("AssignVariableOp")
                    .addInput(captures.get(i))
                    .addInput("RestoreV2:tensors:" + i)
                    .putAttr("dtype", Wire.attr(types.get(i))));
        }
        return returnPrefix(function, assigned);
    }

    /** Adds the signature; the answer is the names of the captured variables. */
    private List<String> signature(FunctionDef.Builder function, String name) {
        var signature = function.getSignatureBuilder().setName(name).setIsStateful(true);
        signature.addInputArg(OpDef.ArgDef.newBuilder().setName(PREFIX).setType(DataType.DT_STRING));
        var names = new Names();
        Stream.of(PREFIX, "tensor_names", "shape_and_slices", "object_graph", "prefix", "savev2", "restorev2", "done")
                .forEach(names::unique);
        var shapes = new ArrayList<>(List.of(TensorShapeProto.getDefaultInstance()));
        var captures = new ArrayList<String>();
        for (Variable variable : variables) {
            var capture = names.unique(Names.argument("variable_" + variable.name()));
            captures.add(capture);
            shapes.add(TensorShapeProto.getDefaultInstance());
            signature.addInputArg(Captures.argument(capture, variable));
        }
        signature.addOutputArg(OpDef.ArgDef.newBuilder().setName("prefix").setType(DataType.DT_STRING));
        function.putAttr("_input_shapes", Wire.shapes(shapes));
        return captures;
    }

    private static FunctionDef returnPrefix(FunctionDef.Builder function, List<String> after) {
        var done = NodeDef.newBuilder()
                .setName("done")
                .setOp("Identity")
                .addInput(PREFIX)
                .putAttr("T", Wire.attr(DataType.DT_STRING));
        after.forEach(n -> done.addInput("^" + n));
        function.addNodeDef(done);
        function.putRet("prefix", "done:output:0");
        after.forEach(n -> {
            function.getSignatureBuilder().addControlOutput(n);
            function.putControlRet(n, n);
        });
        return function.build();
    }

    private void addNames(FunctionDef.Builder function) {
        var names = Stream.concat(keys.stream(), Stream.of(TensorBundle.OBJECT_GRAPH))
                .map(ByteString::copyFromUtf8)
                .toList();
        var vector = TensorShapeProto.newBuilder()
                .addDim(TensorShapeProto.Dim.newBuilder().setSize(names.size()))
                .build();
        function.addNodeDef(constant("tensor_names", vector, names));
        function.addNodeDef(constant(
                "shape_and_slices",
                vector,
                names.stream().map(n -> ByteString.EMPTY).toList()));
    }

    private static NodeDef.Builder constant(String name, TensorShapeProto shape, List<ByteString> strings) {
        return onCpu(name, "Const")
                .putAttr("dtype", Wire.attr(DataType.DT_STRING))
                .putAttr(
                        "value",
                        AttrValue.newBuilder()
                                .setTensor(TensorProto.newBuilder()
                                        .setDtype(DataType.DT_STRING)
                                        .setTensorShape(shape)
                                        .addAllStringVal(strings))
                                .build());
    }

    private static NodeDef.Builder onCpu(String name, String op) {
        return NodeDef.newBuilder().setName(name).setOp(op).setDevice(CPU);
    }
}
