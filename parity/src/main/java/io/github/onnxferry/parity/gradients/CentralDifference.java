package io.github.onnxferry.parity.gradients;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;

/**
 * The derivative of a function of one number at 0, from its values at -2h, -h, 0, h and 2h.
 *
 * @param value the central differences of both steps, extrapolated (Richardson): exact up to fourth order
 * @param apart how far the central differences of both steps are apart: curvature, or a kink on one side
 * @param fourth the fourth difference, without sign: of a smooth function little but rounding noise, whose standard deviation
 *     it has the square root of 70 times; at a kink in the middle, 2h times the jump of the slope
 * @param step h
 */
record CentralDifference(double value, double apart, double fourth, double step) {
    /** How much larger the noise of the fourth difference is than that of the function. */
    static final double FOURTH_NOISE = Math.sqrt(70);

    /** The difference; nothing if the function has no value at one of the places. */
    static Optional<CentralDifference> of(DoubleFunction<OptionalDouble> function, double middle, double step) {
        var values = new double[4];
        int index = 0;
        for (double place : new double[] {-2 * step, -step, step, 2 * step}) {
            var value = function.apply(place);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values[index++] = value.getAsDouble();
        }
        double near = (values[2] - values[1]) / (2 * step);
        double far = (values[3] - values[0]) / (4 * step);
        double fourth = values[0] - 4 * values[1] + 6 * middle - 4 * values[2] + values[3];
        return Optional.of(new CentralDifference((4 * near - far) / 3, Math.abs(near - far), Math.abs(fourth), step));
    }

    /**
     * How far the value may be off.
     *
     * @param noise standard deviation of the rounding noise of the function
     */
    double uncertainty(double noise) {
        return 2 * (apart + fourth / (2 * step)) + 6 * noise / step;
    }
}
