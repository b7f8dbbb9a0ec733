package io.github.onnxferry.converter.optimise;

import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies passes to all functions of a program, in their order. */
public final class Optimiser {
    private final List<Pass> passes;

    private Optimiser(List<Pass> passes) {
        this.passes = List.copyOf(passes);
    }

    /**
     * An optimiser with the passes of a level.
     *
     * @param keepsParameters whether the parameters of the model keep their values and names
     */
    public static Optimiser of(OptimisationLevel level, boolean keepsParameters) {
        return new Optimiser(level.passes(keepsParameters));
    }

    /** The program with all passes applied. */
    public TfModel optimise(TfModel model) {
        var library = new FunctionLibrary("opt");
        var main = model.main();
        Map<String, Value> values = model.values();
        for (var pass : passes) {
            var patch = pass.find(main);
            if (!patch.isEmpty()) {
                var rewriter = applied(patch, main, library);
                values = followed(values, rewriter);
                main = rewriter.build();
            }
        }
        var functions = new ArrayList<TfFunction>();
        for (var function : model.library()) {
            var now = function;
            for (var pass : passes) {
                var patch = pass.find(now);
                now = patch.isEmpty() ? now : applied(patch, now, library).build();
            }
            functions.add(now);
        }
        return new TfModel(model.name(), main, functions, model.inputs(), model.outputs(), model.metadata(), values);
    }

    private static FunctionRewriter applied(Patch patch, TfFunction function, FunctionLibrary library) {
        var rewriter = new FunctionRewriter(library, function);
        for (var node : function.nodes()) {
            var replacement = patch.replacements().get(node);
            if (replacement == null) {
                rewriter.keep(node);
            } else {
                rewriter.builder().at(node.name(), "node '" + node.name() + "'");
                rewriter.replace(node, replacement.outputs(rewriter));
            }
        }
        return rewriter;
    }

    private static Map<String, Value> followed(Map<String, Value> values, FunctionRewriter rewriter) {
        var followed = new LinkedHashMap<String, Value>();
        values.forEach((name, value) -> rewriter.followed(value).ifPresent(v -> followed.put(name, v)));
        return followed;
    }
}
