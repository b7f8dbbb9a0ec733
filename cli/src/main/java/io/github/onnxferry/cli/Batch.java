package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Does the same with several models, whatever becomes of each, and sums it up in a table. */
final class Batch {
    private static final Map<Integer, String> WORDS = Map.of(
            Code.Kind.PARITY.exitCode(), "differs",
            Code.Kind.USAGE.exitCode(), "misused",
            Code.Kind.MODEL.exitCode(), "refused",
            Code.Kind.ENVIRONMENT.exitCode(), "failed",
            Code.Kind.DEFECT.exitCode(), "defect");

    private final Terminal terminal;
    private final String good;

    /**
     * A batch.
     *
     * @param good the word for what went well
     */
    Batch(Terminal terminal, String good) {
        this.terminal = terminal;
        this.good = good;
    }

    /**
     * What became of a model.
     *
     * @param exitCode that of a call for this model alone
     * @param note what else there is to say
     */
    record Outcome(int exitCode, String note) {}

    private record Row(String name, Outcome outcome, double seconds) {}

    /** Works on each model, prints the table, and gives the largest of the exit codes. */
    int run(List<NamedModel> models, Function<NamedModel, Outcome> work) {
        var rows = new ArrayList<Row>();
        for (var model : models) {
            terminal.err().println("ferry: " + (rows.size() + 1) + " of " + models.size() + ": " + model.file());
            long start = System.nanoTime();
            var outcome = outcome(model, work);
            rows.add(new Row(model.name(), outcome, (System.nanoTime() - start) / 1e9));
        }
        print(rows);
        return rows.stream().mapToInt(r -> r.outcome().exitCode()).max().orElse(0);
    }

    private Outcome outcome(NamedModel model, Function<NamedModel, Outcome> work) {
        try {
            return work.apply(model);
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            var problems = Guard.tell(terminal, e);
            String more = problems.size() == 1 ? "" : " and " + (problems.size() - 1) + " more";
            return new Outcome(Guard.exitCode(problems), problems.get(0).code().id() + more);
        }
    }

    private void print(List<Row> rows) {
        var table = new TextTable("model", "result", "seconds", "");
        rows.forEach(r -> table.add(
                r.name(),
                word(r),
                String.format(Locale.ROOT, "%.2f", r.seconds()),
                r.outcome().note()));
        terminal.line("");
        table.lines().forEach(terminal::line);
        var counts = rows.stream().collect(Collectors.groupingBy(this::word, TreeMap::new, Collectors.counting()));
        terminal.line(rows.size()
                + (rows.size() == 1 ? " model: " : " models: ")
                + counts.entrySet().stream()
                        .map(c -> c.getValue() + " " + c.getKey())
                        .collect(Collectors.joining(", ")));
    }

    private String word(Row row) {
        return WORDS.getOrDefault(row.outcome().exitCode(), good);
    }
}
