package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import io.github.onnxferry.converter.tf.registry.ArgDef;
import io.github.onnxferry.converter.tf.registry.OpDef;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import org.tensorflow.proto.AttrValue;

/** How the body of a function refers to outputs of nodes: node, output argument, index within the argument. */
final class OutputNames {
    private final OpRegistry ops;

    OutputNames(OpRegistry ops) {
        this.ops = ops;
    }

    /** Such as {@code split:output:2}. */
    String reference(Value value) {
        var node = value.node();
        int first = 0;
        for (ArgDef output : definition(node).outputs()) {
            int count = count(node, output);
            if (value.index() < first + count) {
                return node.name() + ":" + output.name() + ":" + (value.index() - first);
            }
            first += count;
        }
        throw defect(node, "has no output " + value.index());
    }

    /** Whether some operation of the function has state or effects. */
    boolean isStateful(TfFunction function) {
        return function.nodes().stream().anyMatch(n -> definition(n).stateful());
    }

    private OpDef definition(TfNode node) {
        return ops.find(node.op()).orElseThrow(() -> defect(node, "is not an operation of TensorFlow"));
    }

    private static int count(TfNode node, ArgDef output) {
        if (output.numberAttr().isPresent()) {
            return Math.toIntExact(attr(node, output.numberAttr().get()).getI());
        }
        if (output.typeListAttr().isPresent()) {
            return attr(node, output.typeListAttr().get()).getList().getTypeCount();
        }
        return 1;
    }

    private static AttrValue attr(TfNode node, String name) {
        var value = node.attrs().get(name);
        if (value == null) {
            throw defect(node, "lacks attribute " + name);
        }
        return value;
    }

    private static FerryException defect(TfNode node, String what) {
        return new FerryException(
                Code.DEFECT, "node '" + node.name() + "' (" + node.op() + ")", what, "please report this model");
    }
}
