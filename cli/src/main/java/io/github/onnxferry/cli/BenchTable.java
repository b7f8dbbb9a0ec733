package io.github.onnxferry.cli;

import io.github.onnxferry.parity.bench.BenchResult;
import io.github.onnxferry.parity.bench.Contender;
import io.github.onnxferry.parity.bench.Measurement;
import io.github.onnxferry.parity.bench.MemoryUse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A benchmark as lines for people. */
final class BenchTable {
    private static final String ROW = "%-23s %12s %12s %7s %7s %9s %10s %12s";
    private static final double MIB = 1 << 20;

    private BenchTable() {}

    /** What was run where, a row a contender, and which setting to deploy with. */
    static List<String> lines(BenchResult result) {
        var lines = new ArrayList<String>();
        result.environment().facts().forEach((name, value) -> lines.add(String.format("%-23s %s", name, value)));
        lines.add(String.format("%-23s %s", "inputs", inputs(result)));
        result.conversionSeconds()
                .ifPresent(s -> lines.add(String.format(Locale.ROOT, "%-23s in %.2f s", "converted", s)));
        lines.add("");
        lines.add(row("", "median", "p95", "ratio", "runs", "load", "first run", "peak memory"));
        result.measurements().forEach(m -> lines.add(row(m, result.ratio(m.contender()))));
        lines.add("");
        lines.add(deployment(result));
        return lines;
    }

    private static String inputs(BenchResult result) {
        var types = result.inputs().entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
        return (types.isEmpty() ? "none" : types) + " (" + result.record() + ")";
    }

    private static String row(Measurement m, double ratio) {
        return row(
                m.contender().text(),
                millis(m.latency().median()),
                millis(m.latency().p95()),
                String.format(Locale.ROOT, "%.2f", ratio),
                String.valueOf(m.latency().runs()),
                seconds(m.loadSeconds()),
                seconds(m.firstRunSeconds()),
                m.memory().map(BenchTable::memory).orElse("not measured"));
    }

    private static String row(Object... cells) {
        return String.format(ROW, cells);
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.3f ms" : "%.1f ms", millis);
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f s", seconds);
    }

    private static String memory(MemoryUse memory) {
        return String.format(Locale.ROOT, "%.0f MiB", memory.added() / MIB);
    }

    private static String deployment(BenchResult result) {
        var recommendation = result.recommendation();
        return String.format(
                Locale.ROOT,
                "deploy with %s=%s, set in the environment before TensorFlow loads: %.2f times as fast as with %s, faster in"
                        + " %d of %d rounds",
                Contender.ONEDNN,
                recommendation.value(),
                recommendation.speedup(),
                recommendation.oneDnn() ? "0" : "1",
                recommendation.roundsFaster(),
                recommendation.rounds());
    }
}
