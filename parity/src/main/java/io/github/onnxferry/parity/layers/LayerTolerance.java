package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.compare.Tolerance;

/** Which tolerance the values inside of a model are judged with. */
@FunctionalInterface
public interface LayerTolerance {
    /**
     * The tolerance of a value.
     *
     * @param isolated whether one layer is judged, which is fed with the reference's values; otherwise everything from the
     *     inputs of the model to the value
     */
    Tolerance of(LayerValue value, boolean isolated);

    /**
     * A share of the largest reference value, some units in the last place of the dtype for a layer and five times that for
     * the way to it; what quantises may be off by a step; other integers, bools and strings are equal.
     */
    static LayerTolerance byDType() {
        return (value, isolated) -> {
            double factor = isolated ? 1 : 5;
            return switch (value.dtype()) {
                case DOUBLE, COMPLEX128 -> new Tolerance.OfLargest(1e-12 * factor);
                case FLOAT, COMPLEX64 -> new Tolerance.OfLargest(2e-5 * factor);
                case FLOAT16 -> new Tolerance.OfLargest(2e-2 * factor);
                case BFLOAT16 -> new Tolerance.OfLargest(5e-2 * factor);
                default -> quantises(value) ? new Tolerance.Elementwise(0, isolated ? 1 : 4) : new Tolerance.Equal();
            };
        };
    }

    private static boolean quantises(LayerValue value) {
        String op = value.node().opType();
        return (value.dtype() == DType.INT8 || value.dtype() == DType.UINT8)
                && (op.contains("Quantize") || op.startsWith("QLinear") || op.startsWith("QGemm"));
    }
}
