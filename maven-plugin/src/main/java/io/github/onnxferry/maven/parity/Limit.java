package io.github.onnxferry.maven.parity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * A bound of a metric of each output, beyond its tolerance.
 *
 * @param metric its name in the JSON of a check, such as {@code maxRel}
 * @param bound the largest that is good, or the smallest of metrics that begin with {@code min}
 */
public record Limit(String metric, double bound) {
    private boolean isLower() {
        return metric.startsWith("min");
    }

    /**
     * What is wrong with an output, if it is beyond the limit.
     *
     * @param totals its {@code total} in the JSON of a check, where a number that is not finite is null
     */
    Optional<String> violation(JsonNode totals) {
        var value = totals.path(metric);
        if (value.isNumber() && (isLower() ? value.doubleValue() >= bound : value.doubleValue() <= bound)) {
            return Optional.empty();
        }
        // Without any difference the ratio is infinite.
        var distance = totals.path("maxAbs");
        if (metric.equals("minSqnrDecibels") && distance.isNumber() && distance.doubleValue() == 0) {
            return Optional.empty();
        }
        String text = value.isNumber() ? String.format(Locale.ROOT, "%.3g", value.doubleValue()) : "not finite";
        return Optional.of(String.format(
                Locale.ROOT,
                "%s is %s, %s %.3g is asked for",
                metric,
                text,
                isLower() ? "at least" : "at most",
                bound));
    }
}
