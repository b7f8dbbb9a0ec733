package io.github.onnxferry.parity.graph;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.registry.ArgDef;
import io.github.onnxferry.converter.tf.registry.OpDef;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/** The outputs of operations by name, as functions write them, and by number, as graphs do. */
final class OutputArguments {
    private final OpRegistry ops = OpRegistry.standard();
    private final Map<String, FunctionDef> functions;

    /**
     * Of TensorFlow's operations and of functions, which may be called by their names.
     *
     * @param functions by their names
     */
    OutputArguments(Map<String, FunctionDef> functions) {
        this.functions = functions;
    }

    /**
     * The number of an output, counted over all elements of list outputs.
     *
     * @param argument name of the output
     * @param element which element of it, if it is a list
     * @throws FerryException CONTRACT if the operation is not known or lacks the output
     */
    int index(NodeDef node, String argument, int element) {
        var function = functions.get(node.getOp());
        if (function != null) {
            var outputs = function.getSignature().getOutputArgList();
            for (int i = 0; i < outputs.size(); i++) {
                if (outputs.get(i).getName().equals(argument)) {
                    return i;
                }
            }
            throw refused(node, "lacks the output '" + argument + "'");
        }
        var definition = ops.find(node.getOp()).orElseThrow(() -> refused(node, "is no operation of TensorFlow"));
        int first = 0;
        for (ArgDef output : definition.outputs()) {
            if (output.name().equals(argument)) {
                return first + element;
            }
            first += count(node, definition, output);
        }
        throw refused(node, "lacks the output '" + argument + "'");
    }

    /** Whether an operation gives a variable, a table, or a reference to one. */
    boolean givesHandle(NodeDef node) {
        return ops.find(node.getOp()).stream()
                .flatMap(d -> d.outputs().stream())
                .anyMatch(o -> o.reference()
                        || o.type().filter(t -> t == DType.RESOURCE).isPresent());
    }

    private static int count(NodeDef node, OpDef definition, ArgDef output) {
        if (output.numberAttr().isPresent()) {
            return Math.toIntExact(
                    attr(node, definition, output.numberAttr().get()).getI());
        }
        if (output.typeListAttr().isPresent()) {
            return attr(node, definition, output.typeListAttr().get()).getList().getTypeCount();
        }
        return 1;
    }

    private static AttrValue attr(NodeDef node, OpDef definition, String name) {
        return Optional.ofNullable(node.getAttrMap().get(name))
                .or(() -> Optional.ofNullable(definition.attrs().get(name)).flatMap(a -> a.defaultValue()))
                .orElseThrow(() -> refused(node, "lacks the attribute '" + name + "'"));
    }

    private static FerryException refused(NodeDef node, String what) {
        return new FerryException(Code.CONTRACT, "operation '" + node.getName() + "' (" + node.getOp() + ")", what, "");
    }
}
