package io.github.onnxferry.parity.registry;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;

/** The lines of {@code kernels.txt} and {@code xla-kernels.txt}. */
final class KernelLines {
    /** TensorFlow looks for a kernel of the node's device, then for one of the device {@code DEFAULT}. */
    private static final Set<String> CPU = Set.of("CPU", "DEFAULT");
    /** XLA has a device of its own for what it compiles from for the CPU. */
    private static final Set<String> XLA = Set.of("XLA_CPU_JIT");

    private KernelLines() {}

    static Stream<String> ofCpu(KernelList kernels) {
        return of(kernels, CPU);
    }

    static Stream<String> ofXla(KernelList kernels) {
        return of(kernels, XLA);
    }

    private static Stream<String> of(KernelList kernels, Set<String> devices) {
        Map<String, List<KernelDef>> byOp = kernels.getKernelList().stream()
                .filter(kernel -> devices.contains(kernel.getDeviceType()))
                .filter(kernel -> kernel.getLabel().isEmpty())
                .collect(groupingBy(KernelDef::getOp));
        return byOp.entrySet().stream()
                .flatMap(op -> merged(op.getValue()).stream().map(constraints -> op.getKey() + constraints.text()));
    }

    /**
     * The constraint sets of an operator's kernels. Sets that differ in the types of one attribute become one, for each
     * attribute in alphabetical order, which allows the same combinations of types as before.
     */
    private static Set<Constraints> merged(List<KernelDef> kernels) {
        var attrs = new TreeSet<String>();
        Set<Constraints> sets = new HashSet<>();
        for (KernelDef kernel : kernels) {
            Constraints constraints = Constraints.of(kernel);
            attrs.addAll(constraints.types().keySet());
            sets.add(constraints);
        }
        for (String attr : attrs) {
            var joined = new LinkedHashMap<Constraints, SortedMap<Integer, DataType>>();
            var without = new ArrayList<Constraints>();
            for (Constraints set : sets) {
                var types = set.types().get(attr);
                if (types == null) {
                    without.add(set);
                } else {
                    joined.computeIfAbsent(set.without(attr), key -> new TreeMap<>())
                            .putAll(types);
                }
            }
            sets = new HashSet<>(without);
            for (var entry : joined.entrySet()) {
                sets.add(entry.getKey().with(attr, entry.getValue()));
            }
        }
        return sets;
    }

    /**
     * What a kernel asks of a node.
     *
     * @param types the types, by number, that it stands for, by type attribute
     * @param others the values that it stands for, as text, by attribute of another kind
     */
    private record Constraints(
            SortedMap<String, SortedMap<Integer, DataType>> types, SortedMap<String, String> others) {

        static Constraints of(KernelDef kernel) {
            var types = new TreeMap<String, SortedMap<Integer, DataType>>();
            var others = new TreeMap<String, String>();
            for (KernelDef.AttrConstraint constraint : kernel.getConstraintList()) {
                var values = constraint.getAllowedValues().getList();
                if (values.getTypeCount() == 0) {
                    others.put(constraint.getName(), OpLines.values(values));
                } else {
                    var allowed = new TreeMap<Integer, DataType>();
                    values.getTypeList().forEach(type -> allowed.put(type.getNumber(), type));
                    types.put(constraint.getName(), allowed);
                }
            }
            return new Constraints(types, others);
        }

        Constraints without(String attr) {
            var rest = new TreeMap<>(types);
            rest.remove(attr);
            return new Constraints(rest, others);
        }

        Constraints with(String attr, SortedMap<Integer, DataType> allowed) {
            var all = new TreeMap<>(types);
            all.put(attr, allowed);
            return new Constraints(all, others);
        }

        /** The constraints as fields of a line, each after a tab. */
        String text() {
            var fields = new TreeMap<String, String>();
            types.forEach((attr, allowed) -> fields.put(
                    attr, "=" + allowed.values().stream().map(TfTypes::name).collect(joining("|"))));
            others.forEach((attr, allowed) -> fields.put(attr, ":" + allowed));
            return fields.entrySet().stream()
                    .map(field -> "\t" + field.getKey() + field.getValue())
                    .collect(joining());
        }
    }
}
