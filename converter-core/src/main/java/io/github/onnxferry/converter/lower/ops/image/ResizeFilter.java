package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * Which elements of an axis make up each element of the resized axis, and with which weights (ONNX Resize 19).
 *
 * @param mode the shape of the filter
 * @param cubicA the coefficient of the cubic filter
 * @param excludesOutside whether elements outside the axis have no weight; else they equal the nearest one inside
 * @param antialias whether the filter is stretched where the axis shrinks
 */
record ResizeFilter(Mode mode, float cubicA, boolean excludesOutside, boolean antialias) {
    enum Mode {
        LINEAR(1),
        CUBIC(2);

        /** How far the filter reaches to either side. */
        final int reach;

        Mode(int reach) {
            this.reach = reach;
        }
    }

    /**
     * Elements and their weights.
     *
     * @param indices positions on the axis, int64 {@code [out, taps]}
     * @param weights float {@code [out, taps]}
     */
    record Taps(Value indices, Value weights) {}

    static ResizeFilter of(NodeView n) {
        var mode = switch (n.string("mode")) {
            case "linear" -> Mode.LINEAR;
            case "cubic" -> Mode.CUBIC;
            default -> throw n.invalid("mode is " + n.string("mode"));
        };
        return new ResizeFilter(mode, n.float32("cubic_coeff_a"), n.flag("exclude_outside"), n.flag("antialias"));
    }

    /** The filter for each coordinate, float {@code [out]}. */
    Taps taps(Value coordinates, ResizedAxis axis, TfBuilder tf) {
        var at = tf.expandDims(coordinates, 1);
        var first = tf.floor(at);
        var stretch = tf.minimum(axis.scale(), tf.scalar(DType.FLOAT, 1));
        var positions = tf.add(first, offsets(stretch, tf));
        var distance = tf.abs(tf.sub(positions, at));
        var weights = kernel(mode, cubicA, antialias ? tf.mul(distance, stretch) : distance, tf);
        var last = tf.sub(tf.cast(axis.in(), DType.FLOAT), 1);
        var zero = tf.scalar(DType.FLOAT, 0);
        if (excludesOutside) {
            var inside = tf.and(tf.greaterEqual(positions, zero), tf.lessEqual(positions, last));
            weights = tf.mul(weights, tf.cast(inside, DType.FLOAT));
        }
        if (excludesOutside || antialias) {
            weights = tf.div(weights, tf.reduce("Sum", weights, true, 1));
        }
        var clamped = tf.maximum(tf.minimum(positions, last), zero);
        return new Taps(tf.cast(clamped, DType.INT64), weights);
    }

    /** Positions of the taps relative to the coordinate rounded down, float {@code [taps]}. */
    private Value offsets(Value stretch, TfBuilder tf) {
        var reach = tf.int64(mode.reach);
        if (antialias) {
            var stretched = tf.ceil(tf.div(tf.scalar(DType.FLOAT, mode.reach), stretch));
            reach = tf.cast(stretched, DType.INT64);
        }
        var one = tf.int64(1);
        return tf.cast(tf.range(tf.sub(one, reach), tf.add(reach, one), one), DType.FLOAT);
    }

    /**
     * The weight by distance, which is not negative; the cubic one is Keys', Cubic Convolution Interpolation (1981), equation
     * 4.
     */
    static Value kernel(Mode mode, float cubicA, Value distance, TfBuilder tf) {
        var zero = tf.like(distance, 0);
        var one = tf.like(distance, 1);
        if (mode == Mode.LINEAR) {
            return tf.maximum(tf.sub(one, distance), zero);
        }
        var near = polynomial(distance, List.of(cubicA + 2, -(cubicA + 3), 0f, 1f), tf);
        var far = polynomial(distance, List.of(cubicA, -5 * cubicA, 8 * cubicA, -4 * cubicA), tf);
        var isNear = tf.lessEqual(distance, one);
        var isFar = tf.less(distance, tf.like(distance, 2));
        return tf.select(isNear, near, tf.select(isFar, far, zero));
    }

    private static Value polynomial(Value x, List<Float> coefficients, TfBuilder tf) {
        var sum = tf.mul(x, coefficients.get(0));
        for (float coefficient : coefficients.subList(1, coefficients.size() - 1)) {
            sum = tf.mul(tf.add(sum, coefficient), x);
        }
        return tf.add(sum, coefficients.get(coefficients.size() - 1));
    }
}
