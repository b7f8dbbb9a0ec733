package io.github.onnxferry.converter.tf.registry;

import io.github.onnxferry.converter.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The kernels that TensorFlow has for the CPU, or XLA to compile for it. Safe for use by several threads; an operator's kernels are parsed when
 * first asked for.
 *
 * <p>A kernel says for which types it stands, within the types that the operator allows. What it refuses beyond that
 * (ranks, layouts, pairs of types in {@code Cast}) is not in the registry of TensorFlow and so not here.
 */
public final class KernelRegistry {
    private final RegistryLines lines;
    private final OpRegistry ops;
    private final Map<String, List<Map<String, Set<DType>>>> parsed = new ConcurrentHashMap<>();

    private KernelRegistry(RegistryLines lines, OpRegistry ops) {
        this.lines = lines;
        this.ops = ops;
    }

    /** The kernels of the TensorFlow library that the resources are made from. */
    public static KernelRegistry standard() {
        return Standard.REGISTRY;
    }

    /** The kernels with which XLA of that library compiles for the CPU. */
    public static KernelRegistry xla() {
        return Xla.REGISTRY;
    }

    /** Whether {@code op} has a kernel at all, if only for types that {@link DType} lacks. */
    public boolean hasKernel(String op) {
        return lines.byOp().containsKey(op);
    }

    /**
     * The types for which {@code op} has kernels: a map from type attribute to allowed types a kernel, where an
     * attribute that is absent may hold any type. Empty if there is none for a type of {@link DType}.
     */
    public List<Map<String, Set<DType>>> kernels(String op) {
        List<String> found = lines.byOp().get(op);
        return found == null ? List.of() : parsed.computeIfAbsent(op, name -> parse(name, found));
    }

    /**
     * Whether some kernel of {@code op} allows the given types at once. Attributes that are not given may hold any type;
     * a type that TensorFlow lacks counts as its carrier.
     */
    public boolean supports(String op, Map<String, DType> typeAttrs) {
        return kernels(op).stream()
                .anyMatch(kernel -> typeAttrs.entrySet().stream()
                        .allMatch(given -> allows(kernel.get(given.getKey()), given.getValue())));
    }

    private static boolean allows(@Nullable Set<DType> allowed, DType dtype) {
        return allowed == null
                || TfTypes.fromProto(TfTypes.toProto(dtype))
                        .filter(allowed::contains)
                        .isPresent();
    }

    private List<Map<String, Set<DType>>> parse(String op, List<String> constraintSets) {
        Map<String, AttrDef> attrs = ops.find(op)
                .orElseThrow(
                        () -> new IllegalStateException("a list of kernels has an operator unknown to ops.txt: " + op))
                .attrs();
        var kernels = new ArrayList<Map<String, Set<DType>>>();
        for (String constraints : constraintSets) {
            Map<String, Set<DType>> kernel = withinOperator(typeConstraints(constraints), attrs);
            // A few kernels are constrained by an attribute that their operator lacks, so that no node can match them.
            boolean reachable = attrs.keySet().containsAll(kernel.keySet());
            if (reachable && kernel.values().stream().noneMatch(Set::isEmpty)) {
                kernels.add(kernel);
            }
        }
        return List.copyOf(kernels);
    }

    /** The constraints on types among {@code constraints}. */
    private static Map<String, Set<DType>> typeConstraints(String constraints) {
        Map<String, Set<DType>> types = new LinkedHashMap<>();
        for (String constraint : constraints.isEmpty() ? new String[0] : constraints.split("\t", -1)) {
            int equals = constraint.indexOf('=');
            if (equals > 0) {
                types.put(constraint.substring(0, equals), TfTypes.setNamed(constraint.substring(equals + 1)));
            }
        }
        return types;
    }

    /** Narrows a kernel's types to those that the operator allows: a kernel may name more, which no node can have. */
    private static Map<String, Set<DType>> withinOperator(Map<String, Set<DType>> kernel, Map<String, AttrDef> attrs) {
        attrs.forEach((name, attr) -> attr.allowedTypes()
                .ifPresent(allowed -> kernel.merge(name, allowed, (a, b) -> {
                    var both = EnumSet.noneOf(DType.class);
                    both.addAll(a);
                    both.retainAll(b);
                    return Collections.unmodifiableSet(both);
                })));
        return Collections.unmodifiableMap(kernel);
    }

    private static final class Standard {
        static final KernelRegistry REGISTRY =
                new KernelRegistry(RegistryLines.read("kernels.txt"), OpRegistry.standard());
    }

    private static final class Xla {
        static final KernelRegistry REGISTRY =
                new KernelRegistry(RegistryLines.read("xla-kernels.txt"), OpRegistry.standard());
    }
}
