package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.optimise.Pass;
import io.github.onnxferry.converter.optimise.Patch;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Applies rules to the nodes of a function, in one walk: a node sees what the nodes before it have become. */
public final class SimplifyPass implements Pass {
    private final Map<String, List<Rule>> rules;

    private SimplifyPass(List<Rule> rules) {
        var byOperation = new HashMap<String, List<Rule>>();
        for (var rule : rules) {
            for (var op : rule.operations()) {
                byOperation.merge(op, List.of(rule), SimplifyPass::joined);
            }
        }
        this.rules = Map.copyOf(byOperation);
    }

    private static List<Rule> joined(List<Rule> a, List<Rule> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    /** What can be said before it is known in which order of axes values are held; every bit is kept. */
    public static SimplifyPass beforeLayout() {
        return new SimplifyPass(
                List.of(new Unchanged(), new Neutral(), new Repeated(), new CertainSelect(), new ChannelShuffle()));
    }

    /** What shows only where values are held in the order of axes that they are computed in; every bit is kept. */
    public static SimplifyPass afterLayout() {
        return new SimplifyPass(List.of(
                new UnitTranspose(),
                new TransposeAcrossReshape(),
                new ReshapeChain(),
                new PadOfPad(),
                new PadIntoWindows()));
    }

    /** Products of matrices that were transposed; they may be rounded otherwise. */
    public static SimplifyPass products() {
        return new SimplifyPass(List.of(new AdjointProduct()));
    }

    @Override
    public Patch find(TfFunction function) {
        var uses = new HashMap<Value, Integer>();
        for (var node : function.nodes()) {
            node.inputs().forEach(v -> uses.merge(v.output(), 1, Integer::sum));
        }
        function.results().forEach(r -> uses.merge(r.value().output(), 1, Integer::sum));
        Map<TfNode, Patch.Replacement> replacements = new LinkedHashMap<>();
        for (var node : function.nodes()) {
            var candidates = rules.getOrDefault(node.op(), List.of());
            boolean plain = node.outputs().size() == 1 && node.controlInputs().isEmpty();
            if (plain && !candidates.isEmpty()) {
                replacements.put(node, rewriter -> applied(node, candidates, uses, rewriter));
            }
        }
        return new Patch(replacements);
    }

    private static List<Value> applied(
            TfNode node, List<Rule> rules, Map<Value, Integer> uses, FunctionRewriter rewriter) {
        var site = new Site(node, rewriter.of(node.inputs()), uses, rewriter);
        return rules.stream()
                .map(r -> r.apply(site))
                .flatMap(Optional::stream)
                .filter(v -> v.dtype() == site.result().dtype())
                .findFirst()
                .map(List::of)
                .orElseGet(() -> rewriter.keep(node));
    }
}
