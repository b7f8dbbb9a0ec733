package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Random;

/**
 * A straight line through the value of a tensor.
 *
 * @param base the value
 * @param element the flat index of the only coordinate that moves; -1 if all do, each to the side that its sign says
 * @param signs -1 or 1 a coordinate; empty if one coordinate moves
 */
record Direction(Tensor base, long element, double[] signs) {
    /** Along one coordinate. */
    static Direction along(Tensor base, long element) {
        return new Direction(base, element, new double[0]);
    }

    /** Along all coordinates, each to a random side. */
    static Direction through(Tensor base, Random random) {
        var signs = new double[Math.toIntExact(base.elements())];
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        return new Direction(base, -1, signs);
    }

    /** The value after a step. */
    Tensor moved(double step) {
        var values = base.doubles();
        if (element >= 0) {
            values[(int) element] += step;
        } else {
            for (int i = 0; i < values.length; i++) {
                values[i] += signs[i] * step;
            }
        }
        return Tensor.ofDoubles(base.dtype(), base.sizes(), values);
    }

    /** The derivative along the line, from the gradient. */
    double derivative(double[] gradient) {
        if (element >= 0) {
            return gradient[(int) element];
        }
        double sum = 0;
        for (int i = 0; i < signs.length; i++) {
            sum += signs[i] * gradient[i];
        }
        return sum;
    }

    /** The size that a derivative along the line has as a rule, from the root mean square of the gradient. */
    double usual(double rms) {
        return element >= 0 ? rms : rms * Math.sqrt(signs.length);
    }

    /** The size of the coordinates that move. */
    double size(double rms) {
        double size = element >= 0 ? Math.max(Math.abs(base.getDouble(element)), rms) : rms;
        return size > 0 ? size : 1;
    }

    /** The index along each axis; empty for the line through all coordinates. */
    List<Long> position() {
        if (element < 0) {
            return List.of();
        }
        var sizes = base.sizes();
        var position = new Long[sizes.length];
        long rest = element;
        for (int i = sizes.length - 1; i >= 0; i--) {
            position[i] = rest % sizes[i];
            rest /= sizes[i];
        }
        return List.of(position);
    }
}
