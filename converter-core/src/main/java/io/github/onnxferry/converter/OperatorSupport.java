package io.github.onnxferry.converter;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.Lowerings;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.upgrade.Upgrader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is known of one operator: from the rows of the lowering tables and the facts of the standard.
 *
 * @param domain its domain
 * @param op its name
 * @param status whether it is converted
 * @param versions the opset versions that introduced a version of it, the oldest first; none for operators that no standard
 *     defines
 * @param types for each of its type constraints the types that its newest version allows, such as {@code tensor(float)}
 * @param parity what may be expected of its results; {@link Parity#ROUNDING} if it has no row of its own
 * @param gaps the reasons for which nodes are refused
 */
public record OperatorSupport(
        String domain,
        String op,
        Status status,
        List<Integer> versions,
        Map<String, Set<String>> types,
        Parity parity,
        List<String> gaps) {
    /** Whether an operator is converted. */
    public enum Status {
        /** It has a row. */
        CONVERTED,
        /** It is deprecated, and becomes others before they are converted. */
        REPLACED,
        /** It has no row. */
        MISSING
    }

    public OperatorSupport {
        versions = List.copyOf(versions);
        types = Map.copyOf(types);
        gaps = List.copyOf(gaps);
    }

    /** All operators: those of the standard, those that others add to it, and those of users, by domain and name. */
    public static List<OperatorSupport> of(Lowerings lowerings) {
        var facts = SchemaFacts.standard();
        Map<String, Set<String>> names = new TreeMap<>();
        facts.domains().forEach(domain -> names.put(domain, new TreeSet<>(facts.ops(domain))));
        for (var table : lowerings.tables()) {
            names.computeIfAbsent(table.domain(), d -> new TreeSet<>())
                    .addAll(table.rows().keySet());
        }
        List<OperatorSupport> all = new ArrayList<>();
        names.forEach((domain, ops) -> ops.forEach(op -> all.add(of(lowerings, domain, op))));
        all.sort(Comparator.comparing(OperatorSupport::domain).thenComparing(OperatorSupport::op));
        return all;
    }

    private static OperatorSupport of(Lowerings lowerings, String domain, String op) {
        var versions = SchemaFacts.standard().versions(domain, op);
        var row = lowerings.row(domain, op);
        var status = row.isPresent()
                ? Status.CONVERTED
                : Upgrader.standard().replaces(domain, op) ? Status.REPLACED : Status.MISSING;
        return new OperatorSupport(
                domain,
                op,
                status,
                versions.stream()
                        .filter(v -> !v.deprecated())
                        .map(OpSchema::since)
                        .toList(),
                versions.stream()
                        .filter(v -> !v.deprecated())
                        .reduce((older, newer) -> newer)
                        .map(OpSchema::typeConstraints)
                        .orElse(Map.of()),
                row.map(LoweringTable.Row::parity).orElse(Parity.ROUNDING),
                row.map(r -> r.gaps().stream().map(LoweringTable.Gap::reason).toList())
                        .orElse(List.of()));
    }
}
