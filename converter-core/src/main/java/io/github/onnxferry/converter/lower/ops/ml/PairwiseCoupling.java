package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * Probabilities of classes from those of pairs of classes, by the second method of T.-F. Wu, C.-J. Lin and R. C. Weng,
 * "Probability estimates for multi-class classification by pairwise coupling", 2004: the minimum of {@code p^T Q p},
 * coordinate by coordinate, as libsvm and ONNX Runtime compute it: at most 100 rounds, up to an error of 0.005 a class.
 *
 * <p>All rows are computed at once; a row that is done is not changed any more. A round of the loop is one coordinate.
 */
final class PairwiseCoupling {
    private static final int ROUNDS = 100;
    private static final double ERROR = 0.005;

    private final int classes;

    /** Of some classes. */
    PairwiseCoupling(int classes) {
        this.classes = classes;
    }

    /**
     * The probability of each class, {@code [N, classes]}.
     *
     * @param pairs how probable the first class of two is, {@code [N, classes, classes]}; zero on the diagonal
     */
    Value probabilities(Value pairs, TfBuilder tf) {
        var flipped = tf.transpose(pairs, 0, 2, 1);
        var diagonal = tf.expandDims(tf.reduce("Sum", tf.square(flipped), false, 2), 2);
        var q = tf.sub(tf.mul(diagonal, tf.constant(identity())), tf.mul(pairs, flipped));
        var rows = tf.sizeOf(pairs, 0);
        var zeros = tf.fill(tf.pack(List.of(rows, tf.int64(classes)), 0), tf.scalar(DType.FLOAT, 0));
        var none = tf.fill(tf.pack(List.of(rows, tf.int64(1)), 0), tf.scalar(DType.FLOAT, 0));
        var state = List.of(tf.int32(0), tf.add(zeros, 1.0 / classes), zeros, none, tf.less(none, none), q);
        var shapes = state.stream().map(Value::shape).toList();
        return Loops.run("coupling", state, shapes, this::goesOn, this::next, tf)
                .get(1);
    }

    private Tensor identity() {
        var ones = new double[classes * classes];
        for (int i = 0; i < classes; i++) {
            ones[i * classes + i] = 1;
        }
        return Tensor.ofDoubles(DType.FLOAT, new long[] {classes, classes}, ones);
    }

    private Value goesOn(List<Value> state, TfBuilder tf) {
        var open = tf.reduce("Any", tf.not(state.get(4)), false, 0, 1);
        return tf.and(tf.less(state.get(0), tf.int32((long) ROUNDS * classes)), open);
    }

    /** The state is the step, p, Q p, p Q p, whether a row is done, and Q. */
    private List<Value> next(List<Value> state, TfBuilder tf) {
        var step = state.get(0);
        var p = state.get(1);
        var q = state.get(5);
        var coordinate = tf.floorMod(step, tf.int32(classes));
        var isFirst = tf.equal(coordinate, tf.int32(0));
        var exact = tf.squeeze(tf.matMul(q, tf.expandDims(p, 2)), 2);
        var qp = tf.select(isFirst, exact, state.get(2));
        var pqp = tf.select(isFirst, tf.reduce("Sum", tf.mul(p, exact), true, 1), state.get(3));
        var error = tf.reduce("Max", tf.abs(tf.sub(qp, pqp)), true, 1);
        var small = tf.less(error, tf.like(error, ERROR / classes));
        var done = tf.or(state.get(4), tf.and(isFirst, small));

        var row = tf.gather(q, coordinate, 1);
        var at = tf.expandDims(tf.gather(row, coordinate, 1), 1);
        var gradient = tf.expandDims(tf.gather(qp, coordinate, 1), 1);
        var change = tf.div(tf.sub(pqp, gradient), at);
        var grown = tf.add(change, 1);
        var chosen = tf.op("OneHot")
                .in(coordinate, tf.int32(classes), tf.scalar(DType.FLOAT, 1), tf.scalar(DType.FLOAT, 0))
                .one();
        var nextP = tf.div(tf.add(p, tf.mul(change, chosen)), grown);
        var added = tf.mul(change, tf.add(tf.mul(change, at), tf.mul(gradient, 2)));
        var nextPqp = tf.div(tf.div(tf.add(pqp, added), grown), grown);
        var nextQp = tf.div(tf.add(qp, tf.mul(change, row)), grown);
        return List.of(
                tf.add(step, tf.int32(1)),
                tf.select(done, p, nextP),
                tf.select(done, qp, nextQp),
                tf.select(done, pqp, nextPqp),
                done,
                q);
    }
}
