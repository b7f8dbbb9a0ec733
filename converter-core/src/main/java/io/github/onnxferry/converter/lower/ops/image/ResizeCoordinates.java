package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.stream.IntStream;

/**
 * Where the elements of a resized axis lie on the axis before (ONNX Resize 19, {@code coordinate_transformation_mode}).
 * Coordinates are floats and their operations in the order in which ONNX Runtime has them, so that ties fall alike.
 */
final class ResizeCoordinates {
    private final String mode;
    private final TfBuilder tf;

    ResizeCoordinates(String mode, TfBuilder tf) {
        this.mode = mode;
        this.tf = tf;
    }

    /** The coordinates, float {@code [out]}. */
    Value of(ResizedAxis axis, NodeView n) {
        var position = positions(axis);
        return switch (mode) {
            case "half_pixel" -> halfPixel(position, axis);
            case "pytorch_half_pixel" ->
                choose(isLong(axis), halfPixel(position, axis), tf.scalar(DType.FLOAT, 0), position);
            case "half_pixel_symmetric" -> tf.sub(tf.add(symmetricOffset(axis), centre(position, axis)), 0.5);
            case "asymmetric" -> exactQuotient(position, axis.scale(), tf);
            case "align_corners" -> alignCorners(position, axis);
            case "tf_crop_and_resize" -> cropAndResize(position, axis, n);
            default -> throw n.invalid("coordinate_transformation_mode is " + mode);
        };
    }

    /** 0, 1, 2 ... as floats. */
    private Value positions(ResizedAxis axis) {
        if (axis.knownOut().isPresent()) {
            int count = (int) axis.knownOut().getAsLong();
            return tf.constant(Tensor.ofDoubles(
                    DType.FLOAT,
                    new long[] {count},
                    IntStream.range(0, count).asDoubleStream().toArray()));
        }
        return tf.cast(tf.range(tf.int64(0), axis.out(), tf.int64(1)), DType.FLOAT);
    }

    private Value halfPixel(Value position, ResizedAxis axis) {
        return tf.sub(centre(position, axis), 0.5);
    }

    private Value centre(Value position, ResizedAxis axis) {
        return exactQuotient(tf.add(position, 0.5), axis.scale(), tf);
    }

    /** Moves the centre of the scaled axis, whose length may have a fraction, to the centre of the whole one. */
    private Value symmetricOffset(ResizedAxis axis) {
        var in = tf.cast(axis.in(), DType.FLOAT);
        var adjustment = exactQuotient(tf.cast(axis.out(), DType.FLOAT), tf.mul(in, axis.scale()), tf);
        return tf.mul(tf.div(in, 2), tf.sub(tf.scalar(DType.FLOAT, 1), adjustment));
    }

    /**
     * The last elements of the two axes coincide. Where the scaled length has a fraction, the last element of the scaled axis
     * lies behind the last one of the result, as in the official cases.
     */
    private Value alignCorners(Value position, ResizedAxis axis) {
        var in = tf.cast(axis.in(), DType.FLOAT);
        var out = axis.isRatio() ? tf.cast(axis.out(), DType.FLOAT) : tf.mul(in, axis.scale());
        var last = tf.sub(out, 1);
        var one = tf.scalar(DType.FLOAT, 1);
        var divisor = choose(tf.equal(last, tf.scalar(DType.FLOAT, 0)), one, last, last);
        return exactQuotient(tf.mul(position, tf.sub(in, 1)), divisor, tf);
    }

    private Value cropAndResize(Value position, ResizedAxis axis, NodeView n) {
        var roi = axis.roi().orElseThrow(() -> n.invalid("tf_crop_and_resize needs the input roi"));
        var last = tf.sub(tf.cast(axis.in(), DType.FLOAT), 1);
        var out = tf.cast(axis.out(), DType.FLOAT);
        var isLong = isLong(axis);
        var steps = choose(isLong, tf.sub(out, 1), tf.scalar(DType.FLOAT, 1), out);
        var centre = tf.mul(tf.add(roi.start(), roi.end()), 0.5);
        var start = tf.mul(choose(isLong, roi.start(), centre, centre), last);
        var scaled = tf.mul(tf.mul(position, tf.sub(roi.end(), roi.start())), last);
        return tf.add(start, exactQuotient(scaled, steps, tf));
    }

    /**
     * The quotient of floats. TensorFlow turns a division by a constant into a multiplication by its rounded reciprocal, but
     * leaves {@code DivNoNan} alone.
     */
    static Value exactQuotient(Value x, Value y, TfBuilder tf) {
        return x.isConstant() && y.isConstant()
                ? tf.div(x, y)
                : tf.op("DivNoNan").in(x, y).one();
    }

    private Value isLong(ResizedAxis axis) {
        return tf.greater(axis.out(), tf.int64(1));
    }

    /** One of two values by a scalar condition, at once if that is known; {@code like} has the shape of the result. */
    private Value choose(Value condition, Value yes, Value no, Value like) {
        var known = condition.constant();
        if (known.isEmpty()) {
            return tf.select(condition, yes, no);
        }
        var chosen = known.get().getLong(0) != 0 ? yes : no;
        return chosen.rank() == like.rank() ? chosen : tf.mul(like, 0);
    }
}
