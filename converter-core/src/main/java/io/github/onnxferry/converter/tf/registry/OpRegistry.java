package io.github.onnxferry.converter.tf.registry;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** TensorFlow's operators. Safe for use by several threads; an operator is parsed when first asked for. */
public final class OpRegistry {
    private final RegistryLines lines;
    private final Map<String, OpDef> parsed = new ConcurrentHashMap<>();

    private OpRegistry(RegistryLines lines) {
        this.lines = lines;
    }

    /** The operators of the TensorFlow library that the resources are made from. */
    public static OpRegistry standard() {
        return Standard.REGISTRY;
    }

    /** The version of TensorFlow whose operators these are, as in {@code 2.18.0}. */
    public String tensorflowVersion() {
        return lines.tensorflowVersion();
    }

    /** The names of all operators, in alphabetical order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(new TreeSet<>(lines.byOp().keySet()));
    }

    /** The signature of {@code op}; empty if TensorFlow has no operator of that name. */
    public Optional<OpDef> find(String op) {
        List<String> found = lines.byOp().get(op);
        return found == null
                ? Optional.empty()
                : Optional.of(parsed.computeIfAbsent(op, name -> OpLine.parse(name, found.get(0))));
    }

    private static final class Standard {
        static final OpRegistry REGISTRY = new OpRegistry(RegistryLines.read("ops.txt"));
    }
}
