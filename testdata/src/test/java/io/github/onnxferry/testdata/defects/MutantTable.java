package io.github.onnxferry.testdata.defects;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * How many mutants were made, are live, were caught and missed.
 *
 * @param mutants all that were judged
 */
record MutantTable(List<JudgedMutant> mutants) {
    MutantTable {
        mutants = List.copyOf(mutants);
    }

    long live() {
        return count(mutants, JudgedMutant::isLive);
    }

    List<JudgedMutant> missed() {
        return mutants.stream().filter(JudgedMutant::isMissed).toList();
    }

    /** Caught of live. */
    double share() {
        return live() == 0 ? 1 : (live() - missed().size()) / (double) live();
    }

    /** The table by kind, that by model, and those that were missed, a line each. */
    String text() {
        var lines = new ArrayList<String>();
        lines.addAll(table("kind", m -> m.mutation().kind().text()));
        lines.add("");
        lines.addAll(table("model", JudgedMutant::model));
        lines.add("");
        lines.add("Missed:");
        missed().forEach(m -> lines.add("  " + m));
        return String.join("\n", lines);
    }

    private List<String> table(String heading, Function<JudgedMutant, String> row) {
        Map<String, List<JudgedMutant>> rows = new TreeMap<>();
        mutants.forEach(
                m -> rows.computeIfAbsent(row.apply(m), k -> new ArrayList<>()).add(m));
        var lines = new ArrayList<String>();
        lines.add(String.format(
                Locale.ROOT, "%-26s %5s %5s %5s %6s %6s", heading, "made", "runs", "live", "caught", "missed"));
        rows.forEach((name, group) -> lines.add(line(name, group)));
        lines.add(line("all", mutants));
        return lines;
    }

    private static String line(String name, List<JudgedMutant> group) {
        return String.format(
                Locale.ROOT,
                "%-26s %5d %5d %5d %6d %6d",
                name,
                group.size(),
                count(group, m -> m.state() == JudgedMutant.State.RUNS),
                count(group, JudgedMutant::isLive),
                count(group, m -> m.isLive() && m.caught()),
                count(group, JudgedMutant::isMissed));
    }

    private static long count(List<JudgedMutant> group, Predicate<JudgedMutant> what) {
        return group.stream().filter(what).count();
    }
}
