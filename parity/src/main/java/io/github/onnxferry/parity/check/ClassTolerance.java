package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.compare.Tolerance;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.compare.Ulp;
import io.github.onnxferry.parity.layers.LayerTolerance;
import io.github.onnxferry.parity.layers.LayerValue;
import io.github.onnxferry.parity.noise.NoiseClass;
import java.util.Set;

/**
 * What one layer may be off by: some roundoffs of the largest element of its value, by the class of its operator. Everything from
 * the inputs of the model to a value may be off by more.
 */
final class ClassTolerance implements LayerTolerance {
    /** Share of the elements of a quantised value that may be a step off. */
    private static final double ON_TIES = 0.02;

    /** How many times more may come together on the way to a value. */
    private static final double TOGETHER = 16;

    /** Operators that do many others inside. */
    private static final Set<String> LARGE = Set.of("If", "Loop", "Scan", "LSTM", "GRU", "RNN", "Attention");

    @Override
    public Tolerance of(LayerValue value, boolean isolated) {
        var noise = NoiseClass.of(value.node().domain(), value.node().opType());
        boolean small = value.dtype() == DType.INT8 || value.dtype() == DType.UINT8;
        if (small && (noise == NoiseClass.QUANTISE || noise == NoiseClass.REQUANTISE)) {
            return isolated ? new Tolerance.Grid(1, ON_TIES) : new Tolerance.Elementwise(0, 4);
        }
        if (!ToleranceRule.isRounded(value.dtype())) {
            return new Tolerance.Equal();
        }
        double share = roundoffs(noise, value) * Ulp.roundoff(value.dtype());
        return new Tolerance.OfLargest(isolated ? share : TOGETHER * Math.max(share, 32 * Ulp.roundoff(value.dtype())));
    }

    private static double roundoffs(NoiseClass noise, LayerValue value) {
        if (LARGE.contains(value.node().opType())) {
            return 256;
        }
        return switch (noise) {
            case EXACT -> 2;
            case ROUNDED -> 4;
            case FUNCTION, BOUNDED -> 16;
            case SUM, QUANTISE, REQUANTISE -> 32;
            case REDUCED -> 256;
            case INTERPOLATED, RESIZED, SPECTRUM -> 512;
        };
    }
}
