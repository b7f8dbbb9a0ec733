package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** A function while it is edited. What is not named in an edit stays as it is; nodes that lose their last use stay too. */
public final class FunctionEdit {
    private static final OpRegistry OPS = OpRegistry.standard();

    private final FunctionDef.Builder function;
    private final Set<String> names = new HashSet<>();

    FunctionEdit(FunctionDef function) {
        this.function = function.toBuilder();
        function.getNodeDefList().forEach(n -> names.add(n.getName()));
        function.getSignature().getInputArgList().forEach(a -> names.add(a.getName()));
    }

    FunctionDef build() {
        return function.build();
    }

    private NodeDef.Builder node(NodeDef node) {
        for (var builder : function.getNodeDefBuilderList()) {
            if (builder.getName().equals(node.getName())) {
                return builder;
            }
        }
        throw new IllegalArgumentException("there is no node '" + node.getName() + "'");
    }

    /** Sets an attribute. */
    void attr(NodeDef node, String name, AttrValue value) {
        node(node).putAttr(name, value);
    }

    /** Lets a node take another value. */
    void input(NodeDef node, int index, String reference) {
        node(node).setInput(index, reference);
    }

    /** Exchanges two inputs of a node. */
    void exchangeInputs(NodeDef node, int one, int other) {
        node(node).setInput(one, node.getInput(other)).setInput(other, node.getInput(one));
    }

    /** Lets a node take a constant of its own. */
    void constant(NodeDef node, int index, Tensor value) {
        input(node, index, constant(node, value));
    }

    /** Adds a constant beside a node, and returns the reference to it. */
    String constant(NodeDef beside, Tensor value) {
        return add(
                beside,
                "Const",
                List.of(),
                Map.of("dtype", Attr.of(TfTypes.toProto(value.dtype())), "value", ConstantTensors.write(value)));
    }

    /** Adds a node of one output beside another one, and returns the reference to its output. */
    String add(NodeDef beside, String op, List<String> inputs, Map<String, AttrValue> attrs) {
        var name = beside.getName() + "_defect";
        for (int i = 1; !names.add(name); i++) {
            name = beside.getName() + "_defect_" + i;
        }
        function.addNodeDef(
                NodeDef.newBuilder().setName(name).setOp(op).addAllInput(inputs).putAllAttr(attrs));
        return name + ":" + output(op) + ":0";
    }

    /** Puts something between a node and one of its inputs. */
    void wrapInput(NodeDef node, int index, UnaryOperator<String> wrapper) {
        input(node, index, wrapper.apply(node.getInput(index)));
    }

    /** Makes a node another one; what used its first output uses that of the new operator. */
    void replace(NodeDef node, String op, List<String> inputs, Map<String, AttrValue> attrs) {
        var before = node.getName() + ":" + output(node.getOp()) + ":0";
        node(node).setOp(op).clearInput().addAllInput(inputs).clearAttr().putAllAttr(attrs);
        rename(Map.of(before, node.getName() + ":" + output(op) + ":0"));
    }

    /** Lets a node pass one of its inputs on. */
    void passOn(NodeDef node, int input) {
        replace(node, "Identity", List.of(node.getInput(input)), Map.of("T", node.getAttrOrThrow("T")));
    }

    /** Another operator with the inputs and attributes of a node. */
    void operator(NodeDef node, String op) {
        replace(node, op, node.getInputList(), node.getAttrMap());
    }

    /** Exchanges two outputs of a node that gives a list. */
    void exchangeOutputs(NodeDef node, int one, int other) {
        var prefix = node.getName() + ":" + output(node.getOp()) + ":";
        rename(Map.of(prefix + one, prefix + other, prefix + other, prefix + one));
    }

    private void rename(Map<String, String> references) {
        for (var user : function.getNodeDefBuilderList()) {
            for (int i = 0; i < user.getInputCount(); i++) {
                user.setInput(i, references.getOrDefault(user.getInput(i), user.getInput(i)));
            }
        }
        for (String result : new ArrayList<>(function.getRetMap().keySet())) {
            var reference = function.getRetOrThrow(result);
            function.putRet(result, references.getOrDefault(reference, reference));
        }
    }

    private static String output(String op) {
        return OPS.find(op)
                .orElseThrow(() -> new IllegalArgumentException("TensorFlow has no operator '" + op + "'"))
                .outputs()
                .get(0)
                .name();
    }
}
