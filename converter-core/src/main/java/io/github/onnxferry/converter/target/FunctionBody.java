package io.github.onnxferry.converter.target;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A function as TensorFlow's {@code FunctionDef}: parameters, then a resource for each variable that it reads; constants
 * stream.
 */
final class FunctionBody {
    private static final String READ = "ReadVariableOp";

    private final TfFunction function;
    private final String name;
    private final WeightPlan weights;
    private final OutputNames outputNames;
    private final Map<String, AttrValue> attrs;
    private final Names names = new Names();
    private final Map<TfNode, String> parameterNames = new HashMap<>();
    private final Map<Variable, String> captureNames = new HashMap<>();

    /**
     * A function to be written.
     *
     * @param name its name in the SavedModel
     * @param weights which of its constants are variables
     * @param attrs attributes of the function
     */
    FunctionBody(
            TfFunction function,
            String name,
            WeightPlan weights,
            OutputNames outputNames,
            Map<String, AttrValue> attrs) {
        this.function = function;
        this.name = name;
        this.weights = weights;
        this.outputNames = outputNames;
        this.attrs = attrs;
        function.nodes().forEach(n -> names.unique(n.name()));
        function.parameters()
                .forEach(p ->
                        parameterNames.put(p.node(), uniqueArgument(p.node().name())));
        weights.variables().forEach(v -> captureNames.put(v, uniqueArgument(v.name())));
    }

    private String uniqueArgument(String wanted) {
        return names.unique(Names.argument(wanted));
    }

    /** The function as a message. */
    Rope toRope() {
        var head = FunctionDef.newBuilder();
        var signature = head.getSignatureBuilder().setName(name).setIsStateful(isStateful());
        var shapes = new ArrayList<TensorShapeProto>();
        for (Value parameter : function.parameters()) {
            signature.addInputArg(
                    OpDef.ArgDef.newBuilder().setName(argument(parameter)).setType(Wire.dataType(parameter.dtype())));
            shapes.add(Wire.shape(parameter.shape()));
        }
        for (Variable variable : weights.variables()) {
            signature.addInputArg(Captures.argument(captureName(variable), variable));
            shapes.add(TensorShapeProto.getDefaultInstance());
        }
        for (var result : function.results()) {
            var output = uniqueArgument(result.name());
            signature.addOutputArg(OpDef.ArgDef.newBuilder()
                    .setName(output)
                    .setType(Wire.dataType(result.value().dtype())));
            head.putRet(output, reference(result.value()));
        }
        head.putAttr("_input_shapes", Wire.shapes(shapes)).putAllAttr(attrs);
        var whole = new Rope.Builder().fields(head.build());
        function.nodes().forEach(n -> whole.field(FunctionDef.NODE_DEF_FIELD_NUMBER, node(n)));
        return whole.build();
    }

    private boolean isStateful() {
        return !weights.variables().isEmpty() || outputNames.isStateful(function);
    }

    private String argument(Value parameter) {
        var argument = parameterNames.get(parameter.node());
        if (argument == null) {
            throw new IllegalStateException(parameter + " is not a parameter of " + name);
        }
        return argument;
    }

    private String captureName(Variable variable) {
        var capture = captureNames.get(variable);
        if (capture == null) {
            throw new IllegalStateException(variable.name() + " is not captured by " + name);
        }
        return capture;
    }

    private String reference(Value value) {
        if (value.node().op().equals(TfNode.PARAMETER)) {
            return argument(value);
        }
        return weights.variable(value.node()).isPresent()
                ? value.node().name() + ":value:0"
                : outputNames.reference(value);
    }

    private Rope node(TfNode node) {
        var variable = weights.variable(node);
        if (variable.isPresent()) {
            return Rope.of(head(node)
                    .setOp(READ)
                    .addInput(captureName(variable.get()))
                    .putAttr(
                            "dtype",
                            Wire.attr(Wire.dataType(variable.get().tensor().dtype())))
                    .build());
        }
        if (node.tensor().isPresent()) {
            return constant(node, node.tensor().get());
        }
        var proto = head(node).setOp(node.op()).putAllAttr(node.attrs());
        node.inputs().forEach(v -> proto.addInput(reference(v)));
        addControls(node, proto);
        return Rope.of(proto.build());
    }

    private static NodeDef.Builder head(TfNode node) {
        return NodeDef.newBuilder().setName(node.name());
    }

    private static void addControls(TfNode node, NodeDef.Builder proto) {
        node.controlInputs().stream()
                .filter(n -> !n.op().equals(TfNode.PARAMETER))
                .forEach(n -> proto.addInput("^" + n.name()));
    }

    private static Rope constant(TfNode node, Tensor tensor) {
        var proto = head(node).setOp(TfNode.CONST).putAttr("dtype", Wire.attr(Wire.dataType(tensor.dtype())));
        addControls(node, proto);
        var value = new Rope.Builder().field(AttrValue.TENSOR_FIELD_NUMBER, tensor(tensor));
        return new Rope.Builder()
                .fields(proto.build())
                .field(NodeDef.ATTR_FIELD_NUMBER, Rope.mapEntry("value", value.build()))
                .build();
    }

    private static Rope tensor(Tensor tensor) {
        var proto = TensorProto.newBuilder()
                .setDtype(Wire.dataType(tensor.dtype()))
                .setTensorShape(Wire.shape(tensor.shape()));
        if (tensor.dtype() == DType.STRING) {
            tensor.byteStrings().forEach(s -> proto.addStringVal(ByteString.copyFrom(s)));
            return Rope.of(proto.build());
        }
        return new Rope.Builder()
                .fields(proto.build())
                .field(TensorProto.TENSOR_CONTENT_FIELD_NUMBER, tensor)
                .build();
    }
}
