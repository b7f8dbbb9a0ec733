package io.github.onnxferry.converter.optimise.fuse;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Applies rules to the nodes of a function, in one walk: a node sees what the nodes before it have become. */
public final class FusePass implements Pass {
    private final List<Rule> rules;

    private FusePass(List<Rule> rules) {
        this.rules = rules;
    }

    /** Scales and shifts of channels go into the filters and biases of the convolutions and products before them. */
    public static FusePass intoWeights() {
        return new FusePass(Stream.concat(Stream.of(new ScaleIntoFilter(), new ShiftIntoBias()), besideWeightsRules())
                .toList());
    }

    /** Shifts become biases; no parameter of the model changes its value or its name. */
    public static FusePass besideWeights() {
        return new FusePass(besideWeightsRules().toList());
    }

    private static Stream<Rule> besideWeightsRules() {
        return Stream.of(
                new ShiftAsBias(),
                new BiasBeforeReshape(),
                new ActivationBeforeReshape(),
                new Gelu(),
                new ScaleBeforeProduct());
    }

    @Override
    public Patch find(TfFunction function) {
        var uses = new HashMap<Value, Integer>();
        for (var node : function.nodes()) {
            node.inputs().forEach(v -> uses.merge(v.output(), 1, Integer::sum));
        }
        function.results().forEach(r -> uses.merge(r.value().output(), 1, Integer::sum));
        var budget = new Budget();
        Map<TfNode, Patch.Replacement> replacements = new LinkedHashMap<>();
        for (var node : function.nodes()) {
            boolean plain = node.outputs().size() == 1
                    && node.inputs().size() <= 2
                    && node.controlInputs().isEmpty();
            var candidates = rules.stream()
                    .filter(r -> r.operations().contains(node.op()))
                    .toList();
            if (plain && !candidates.isEmpty()) {
                replacements.put(node, rewriter -> applied(node, candidates, uses, budget, rewriter));
            }
        }
        return new Patch(replacements);
    }

    private static List<Value> applied(
            TfNode node, List<Rule> rules, Map<Value, Integer> uses, Budget budget, FunctionRewriter rewriter) {
        var site = new Site(node, rewriter.of(node.inputs()), uses, rewriter, budget);
        return IntStream.range(0, node.inputs().size())
                .filter(site::isOnlyUse)
                .boxed()
                .flatMap(index -> rules.stream().map(r -> r.apply(site, index)))
                .flatMap(Optional::stream)
                .findFirst()
                .map(List::of)
                .orElseGet(() -> rewriter.keep(node));
    }
}
