package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tf.Value;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What has been done already, or is undone. */
final class Repeated implements Rule {
    /** Operations that give back what these have made. */
    private static final Map<String, Set<String>> DONE_BY = Map.of(
            "Relu", Set.of("Relu", "Relu6", "Abs"),
            "Relu6", Set.of("Relu6"),
            "Abs", Set.of("Abs", "Relu6"),
            "Floor", Set.of("Floor", "Ceil", "Rint"),
            "Ceil", Set.of("Floor", "Ceil", "Rint"),
            "Rint", Set.of("Floor", "Ceil", "Rint"),
            "Sign", Set.of("Sign"));

    private static final Set<String> UNDONE_BY_THEMSELVES = Set.of("Neg", "LogicalNot", "Invert");

    @Override
    public Set<String> operations() {
        return Set.of("Relu", "Relu6", "Abs", "Floor", "Ceil", "Rint", "Sign", "Neg", "LogicalNot", "Invert");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var op = site.node().op();
        return UNDONE_BY_THEMSELVES.contains(op)
                ? Site.maker(site.in(0), Set.of(op)).map(n -> n.inputs().get(0))
                : Site.maker(site.in(0), DONE_BY.getOrDefault(op, Set.of())).map(n -> site.in(0));
    }
}
