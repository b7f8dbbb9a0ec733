package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;

/**
 * What is computed twice is computed once: nodes of one operation on the same arguments, and lengths that are equal by what is known of
 * shapes.
 */
final class CommonPass implements Pass {
    private record Key(String op, List<Value> inputs, Map<String, AttrValue> attrs) {}

    private record Lengths(DType dtype, Shape shape, List<Dim> elements) {}

    @Override
    public Patch find(TfFunction function) {
        Map<Object, List<Value>> known = new HashMap<>();
        Map<TfNode, Patch.Replacement> replacements = new LinkedHashMap<>();
        for (var node : function.nodes()) {
            if (isPure(node)) {
                replacements.put(node, rewriter -> once(node, known, rewriter));
            }
        }
        return new Patch(replacements);
    }

    private static boolean isPure(TfNode node) {
        boolean stateful =
                OpRegistry.standard().find(node.op()).map(d -> d.stateful()).orElse(true);
        return !stateful && node.tensor().isEmpty() && node.controlInputs().isEmpty();
    }

    private static List<Value> once(TfNode node, Map<Object, List<Value>> known, FunctionRewriter rewriter) {
        var first = node.outputs().get(0);
        Object key = node.outputs().size() == 1 && first.elements().isPresent()
                ? new Lengths(first.dtype(), first.shape(), first.elements().orElseThrow())
                : new Key(node.op(), rewriter.of(node.inputs()), node.attrs());
        var before = known.get(key);
        if (before == null) {
            before = rewriter.keep(node);
            known.put(key, before);
        }
        return before;
    }
}
