package io.github.onnxferry.parity.result;

import java.util.List;

/**
 * What became better or worse since metrics were accepted.
 *
 * @param file where the accepted metrics lie
 * @param created whether there were none, so that those of this check were accepted
 * @param changes what changed
 */
public record BaselineReport(String file, boolean created, List<Change> changes) {
    public BaselineReport {
        changes = List.copyOf(changes);
    }

    /**
     * One metric of one output.
     *
     * @param output the output
     * @param metric which metric, such as {@code maxAbs}
     * @param before its accepted value
     * @param now its value in this check
     * @param worse whether it became worse
     */
    public record Change(String output, String metric, double before, double now, boolean worse) {}

    /** Whether something became worse. */
    public boolean isWorse() {
        return changes.stream().anyMatch(Change::worse);
    }
}
