package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.optimise.Patch;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import java.util.LinkedHashMap;
import java.util.Map;

/** A function with some of its flexible nodes computed channels-last, whether that pays or not. */
final class LayoutChoice {
    private LayoutChoice() {}

    /** The function with those flexible nodes channels-last whose bit is set, in their order. */
    static TfFunction applied(TfFunction function, Map<TfNode, Flexible> flexible, int bits) {
        var chosen = new LinkedHashMap<TfNode, Flexible>();
        int i = 0;
        for (var entry : flexible.entrySet()) {
            if ((bits >> i++ & 1) != 0) {
                chosen.put(entry.getKey(), entry.getValue());
            }
        }
        var patch = LayoutPass.patch(function, chosen);
        var rewriter = new FunctionRewriter(new FunctionLibrary("t"), function);
        for (var node : function.nodes()) {
            Patch.Replacement replacement = patch.replacements().get(node);
            if (replacement == null) {
                rewriter.keep(node);
            } else {
                rewriter.replace(node, replacement.outputs(rewriter));
            }
        }
        return rewriter.build();
    }
}
