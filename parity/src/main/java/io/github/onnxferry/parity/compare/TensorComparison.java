package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.AppliedTolerance;
import io.github.onnxferry.parity.result.Metrics;
import io.github.onnxferry.parity.result.OutputComparison;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Compares two tensors element by element. */
public final class TensorComparison {
    private final String name;
    private final Tensor reference;
    private final Tensor actual;
    private final Tolerance tolerance;

    private TensorComparison(String name, Tensor reference, Tensor actual, Tolerance tolerance) {
        this.name = name;
        this.reference = reference;
        this.actual = actual;
        this.tolerance = tolerance;
    }

    /** Compares a tensor with its reference: dtype, shape, then values. */
    public static OutputComparison of(String name, Tensor reference, Tensor actual, Tolerance tolerance) {
        var comparison = new TensorComparison(name, reference, actual, tolerance);
        if (actual.dtype() != reference.dtype()) {
            return comparison.differs(
                    Code.CONTRACT,
                    Metrics.NONE,
                    "has the dtype " + text(actual.dtype()) + " instead of " + text(reference.dtype()));
        }
        if (!Arrays.equals(actual.sizes(), reference.sizes())) {
            if (tolerance instanceof Tolerance.Measured measured
                    && measured.noise().shapeChanges()) {
                return comparison.undecided();
            }
            return comparison.differs(
                    Code.MISMATCH,
                    Metrics.NONE,
                    "has the shape " + Arrays.toString(actual.sizes()) + " instead of "
                            + Arrays.toString(reference.sizes()));
        }
        return tolerance instanceof Tolerance.Distribution ? comparison.sampled() : comparison.compared();
    }

    private OutputComparison sampled() {
        return Samples.of(reference, actual)
                .flatMap(Samples::difference)
                .map(what -> differs(Code.MISMATCH, Metrics.NONE, what))
                .orElseGet(() -> row(Metrics.NONE, List.of()));
    }

    private OutputComparison compared() {
        var measure = new TensorMeasure(reference, actual, tolerance);
        var metrics = measure.metrics();
        if (metrics.outside() > 0) {
            return differs(Code.MISMATCH, metrics, mismatch(metrics, measure));
        }
        return measure.overall() > 1
                ? differs(
                        Code.MISMATCH,
                        metrics,
                        String.format(
                                Locale.ROOT,
                                "differs a little nearly everywhere: the root mean square of its errors is %.3g times what is"
                                        + " allowed",
                                measure.overall()))
                : row(metrics, List.of());
    }

    private String mismatch(Metrics metrics, TensorMeasure measure) {
        var text = new StringBuilder();
        text.append(metrics.outside()).append(" of ").append(metrics.elements()).append(" elements differ");
        if (metrics.notFinite() > 0) {
            text.append(", ").append(metrics.notFinite()).append(" of them by NaN or an infinity on one side only");
        }
        var worst = metrics.worst().orElseThrow();
        text.append("; the worst at ")
                .append(worst.position())
                .append(" is ")
                .append(worst.actual())
                .append(" instead of ")
                .append(worst.expected());
        if (Double.isFinite(measure.worstApart()) && !(measure.worstAllowed() == 0)) {
            text.append(String.format(
                    Locale.ROOT, " (%.3g apart, %.3g allowed)", measure.worstApart(), measure.worstAllowed()));
        }
        return text.toString();
    }

    private OutputComparison undecided() {
        return new OutputComparison(
                name, text(reference.dtype()), shape(), Metrics.NONE, AppliedTolerance.UNDECIDED, List.of());
    }

    private List<Long> shape() {
        return Arrays.stream(reference.sizes()).boxed().toList();
    }

    private OutputComparison differs(Code code, Metrics metrics, String what) {
        return row(metrics, List.of(new Problem(code, "output '" + name + "'", what, "")));
    }

    private OutputComparison row(Metrics metrics, List<Problem> problems) {
        return new OutputComparison(
                name,
                text(reference.dtype()),
                shape(),
                metrics,
                tolerance.applied(TensorMeasure.largest(reference)),
                problems);
    }

    static String text(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }
}
