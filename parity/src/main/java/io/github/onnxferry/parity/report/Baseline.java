package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.result.BaselineReport;
import io.github.onnxferry.parity.result.BaselineReport.Change;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.LayerReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Metrics that were accepted, to see what became worse though it is still inside of the tolerance.
 *
 * <p>Worse means by more than a slack, which is described at {@code docs/reports.md}: a factor of 2 in the size of the error,
 * and more than one unit in the last place, and more than a twentieth of the tolerance. Better is the same the other way
 * round. Outputs that are missing or new are listed as the metric {@code present}, 1 or 0.
 */
public final class Baseline {
    private static final String PRESENT = "present";

    private Baseline() {}

    /**
     * Compares a check with accepted metrics. If there are none yet, those of the check are accepted if it passed.
     *
     * @throws FerryException {@link Code#DATA_INVALID} if the file holds something else, {@link Code#OUTPUT_NOT_WRITABLE} if
     *     it does not exist and cannot be written
     */
    public static BaselineReport compare(Path file, CheckResult check) {
        if (Files.notExists(file)) {
            return check.passed() ? accept(file, check) : new BaselineReport(file.toString(), false, List.of());
        }
        var before = BaselineFile.read(file);
        var now = of(check);
        var changes = new ArrayList<Change>();
        outputs(before, now, changes);
        // A value that only one of both has is folded differently, and neither better nor worse.
        now.layers().forEach((name, error) -> layer(name, before.layers().getOrDefault(name, error), error, changes));
        return new BaselineReport(file.toString(), false, changes);
    }

    /**
     * Accepts the metrics of a check in place of those that were.
     *
     * @throws FerryException {@link Code#OUTPUT_NOT_WRITABLE}
     */
    public static BaselineReport accept(Path file, CheckResult check) {
        of(check).write(file);
        return new BaselineReport(file.toString(), true, List.of());
    }

    private static BaselineFile of(CheckResult check) {
        var outputs = new TreeMap<String, OutputMetrics>();
        check.outputs().forEach(output -> outputs.put(output.name(), OutputMetrics.of(output)));
        var layers = new TreeMap<String, Double>();
        check.layers()
                .map(LayerReport::layers)
                .orElse(List.of())
                .forEach(layer -> layers.merge(layer.value(), layer.isolated(), Math::max));
        return new BaselineFile(outputs, layers);
    }

    private static void outputs(BaselineFile before, BaselineFile now, List<Change> changes) {
        before.outputs().forEach((name, accepted) -> {
            var found = now.outputs().get(name);
            if (found == null) {
                changes.add(new Change(name, PRESENT, 1, 0, true));
                return;
            }
            for (var metric : Metric.ofOutputs()) {
                boolean worse = found.isWorseThan(accepted, metric);
                if (worse || accepted.isWorseThan(found, metric)) {
                    changes.add(new Change(name, metric.text(), accepted.get(metric), found.get(metric), worse));
                }
            }
        });
        now.outputs().keySet().stream()
                .filter(name -> !before.outputs().containsKey(name))
                .forEach(name -> changes.add(new Change(name, PRESENT, 0, 1, false)));
    }

    private static void layer(String name, double before, double now, List<Change> changes) {
        boolean worse = isWorse(before, now);
        if (worse || isWorse(now, before)) {
            changes.add(new Change("layer " + name, Metric.ISOLATED.text(), before, now, worse));
        }
    }

    private static boolean isWorse(double before, double now) {
        return !(now <= OutputMetrics.NEGLIGIBLE) && Metric.ISOLATED.isWorse(before, now);
    }
}
