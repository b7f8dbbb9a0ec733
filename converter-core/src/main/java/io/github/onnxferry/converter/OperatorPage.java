package io.github.onnxferry.converter;

import io.github.onnxferry.converter.OperatorSupport.Status;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The support table as a page of Markdown; {@code docs/operators.md} is one of them. */
public final class OperatorPage {
    private static final Map<String, List<String>> GROUPS = groups();

    private OperatorPage() {}

    private static Map<String, List<String>> groups() {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("float", List.of("bfloat16", "float16", "float", "double"));
        groups.put("int", List.of("int8", "int16", "int32", "int64"));
        groups.put("uint", List.of("uint8", "uint16", "uint32", "uint64"));
        groups.put("complex", List.of("complex64", "complex128"));
        groups.put("float8", List.of("float8e4m3fn", "float8e4m3fnuz", "float8e5m2", "float8e5m2fnuz"));
        groups.put("narrow", List.of("int4", "uint4", "int2", "uint2"));
        return groups;
    }

    /** The page. */
    public static String markdown(List<OperatorSupport> operators) {
        var text = new StringBuilder("""
                # Operators

                What ONNX Ferry converts, made from its lowering tables and the schemas of the operators by
                `./ferry ops --markdown > docs/operators.md`. Do not edit it.

                - *versions*: the opset versions in which the operator was introduced or changed; older forms are converted through
                  the newest one.
                - *types*: what the newest version allows for its type constraints. *float* is bfloat16, float16, float and double;
                  *int* int8 to int64; *uint* uint8 to uint64; *complex* complex64 and complex128; *float8* the four 8-bit floats
                  of opset 19; *narrow* int4, uint4, int2 and uint2; with a minus sign those that are left out.
                - *parity*: *exact* results are equal to the definition's, *rounding* ones equal up to the rounding of floating
                  point arithmetic, *random* ones of the same distribution.
                - *not converted*: what is refused, with a message that says so, before anything is written. A node can be refused in
                  the same way for what only its graph shows, such as a rank that nothing states.
                """);
        operators.stream()
                .collect(Collectors.groupingBy(OperatorSupport::domain, LinkedHashMap::new, Collectors.toList()))
                .forEach((domain, ops) -> section(text, domain, ops));
        return text.toString();
    }

    private static void section(StringBuilder text, String domain, List<OperatorSupport> ops) {
        var converted = of(ops, Status.CONVERTED);
        var replaced = of(ops, Status.REPLACED);
        var missing = of(ops, Status.MISSING);
        text.append("\n## ").append(domain).append("\n\n");
        text.append(converted.size() + replaced.size()).append(" of ").append(ops.size());
        text.append(ops.size() == 1 ? " operator is converted.\n" : " operators are converted.\n");
        names(text, "Missing", missing);
        names(text, "Deprecated, and converted through those that replace them", replaced);
        if (converted.isEmpty()) {
            return;
        }
        text.append("\n| operator | versions | types | parity | not converted |\n|---|---|---|---|---|\n");
        for (var op : converted) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            op.op(),
                            op.versions().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                            types(op.types()),
                            op.parity().name().toLowerCase(Locale.ROOT),
                            cell(String.join("; ", op.gaps()))))
                    .append(" |\n");
        }
    }

    private static List<OperatorSupport> of(List<OperatorSupport> ops, Status status) {
        return ops.stream().filter(o -> o.status() == status).toList();
    }

    private static void names(StringBuilder text, String title, List<OperatorSupport> ops) {
        if (!ops.isEmpty()) {
            text.append('\n').append(title).append(": ");
            text.append(ops.stream().map(OperatorSupport::op).collect(Collectors.joining(", ")));
            text.append(".\n");
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static String types(Map<String, Set<String>> constraints) {
        return cell(constraints.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getKey() + ": " + types(e.getValue()))
                .collect(Collectors.joining("; ")));
    }

    /** Types in words: whole groups by their names, and what is left by itself. */
    static String types(Set<String> types) {
        var words = new LinkedHashMap<String, String>();
        var left = new TreeSet<String>();
        Map<String, Set<String>> nested = new TreeMap<>();
        for (var type : types) {
            int open = type.indexOf('(');
            var inner = open < 0 ? type : type.substring(open + 1, type.length() - 1);
            if (type.startsWith("tensor(")) {
                left.add(inner);
            } else if (type.startsWith("seq(") || type.startsWith("optional(")) {
                nested.computeIfAbsent(type.substring(0, open), k -> new TreeSet<>())
                        .add(inner);
            } else {
                left.add(type);
            }
        }
        GROUPS.forEach((name, members) -> {
            var lacking = members.stream().filter(m -> !left.contains(m)).toList();
            if (lacking.size() <= 1) {
                words.put(name, lacking.isEmpty() ? name : name + " -" + lacking.get(0));
                members.forEach(left::remove);
            }
        });
        left.forEach(type -> words.put(type, type));
        nested.forEach((outer, inner) -> words.put(outer, outer + "(" + types(inner) + ")"));
        return String.join(", ", words.values());
    }
}
