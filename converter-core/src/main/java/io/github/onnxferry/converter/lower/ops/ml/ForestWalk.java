package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.ops.ml.Forest.Node;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Walks all trees with all rows at once. The state is the node at which each row is in each tree, {@code [N, trees]}; a step
 * goes one branch down, and a row that has reached a leaf stays there. The nodes are columns of numbers, picked by node.
 *
 * <p>A feature compared with a threshold has an <em>outcome</em>, a small number; where a node leads for each outcome is a
 * table, so that nodes with other comparisons, or with another way for NaN, are other rows of that table.
 */
final class ForestWalk {
    /** Forests no deeper than this are walked without a loop. */
    private static final int UNROLLED = 10;

    /** The outcome of a comparison that is false, is true, or has NaN on the left. */
    private static final int TRUE = 1;

    private static final int MISSING = 2;

    private final Forest forest;
    private final DType dtype;
    private final boolean uniform;
    private final boolean tracksMissing;

    /**
     * @param forest the trees
     * @param dtype in which features and thresholds are compared
     */
    ForestWalk(Forest forest, DType dtype) {
        this.forest = forest;
        this.dtype = dtype;
        this.uniform = forest.branches().stream().map(Node::branch).distinct().count() <= 1;
        this.tracksMissing = forest.branches().stream().anyMatch(Node::missingIsTrue);
    }

    /** The leaf of each row in each tree, {@code [N, trees]} int32, for features {@code [N, features]} of the dtype. */
    Value leaves(Value x, TfBuilder tf) {
        var roots = ints(forest.trees(), i -> forest.roots().get(i));
        if (forest.depth() == 0) {
            var sizes = tf.pack(List.of(tf.sizeOf(x, 0), tf.int64(forest.trees())), 0);
            return tf.broadcastTo(
                    tf.sub(tf.constant(roots), tf.int32(forest.branches().size())), sizes);
        }
        var columns = columns(tf);
        var start = tf.constant(roots);
        var at = next(start, tf.gather(x, columns.feature(start, tf), 1), columns, tf);
        if (forest.depth() <= UNROLLED) {
            for (int i = 1; i < forest.depth(); i++) {
                at = step(at, x, columns, tf);
            }
        } else {
            at = looped(at, x, tf);
        }
        return tf.sub(at, tf.int32(forest.branches().size()));
    }

    private Value looped(Value first, Value x, TfBuilder tf) {
        var shapes = List.of(Shape.scalar(), Shape.of(x.dim(0), Dim.of(forest.trees())), x.shape());
        return Loops.run(
                        "trees",
                        List.of(tf.int32(1), first, x),
                        shapes,
                        (s, t) -> t.less(s.get(0), t.int32(forest.depth())),
                        (s, t) ->
                                List.of(t.add(s.get(0), t.int32(1)), step(s.get(1), s.get(2), columns(t), t), s.get(2)),
                        tf)
                .get(1);
    }

    private Value step(Value at, Value x, Columns columns, TfBuilder tf) {
        var value = tf.op("GatherV2")
                .in(x, columns.feature(at, tf), tf.int32(1))
                .attr("batch_dims", 1)
                .one();
        return next(at, value, columns, tf);
    }

    private Value next(Value at, Value value, Columns columns, TfBuilder tf) {
        var threshold = tf.gather(columns.thresholds(), at, 0);
        var place = tf.add(tf.mul(at, tf.int32(outcomes())), outcome(value, threshold, tf));
        return tf.gather(columns.next(), place, 0);
    }

    private int outcomes() {
        return uniform ? (tracksMissing ? 3 : 2) : 4;
    }

    /** Where all nodes compare alike: false, true or NaN. Else: less, equal, greater or NaN. */
    private Value outcome(Value value, Value threshold, TfBuilder tf) {
        if (!uniform) {
            var ordered = tf.select(tf.equal(value, threshold), tf.int32(1), tf.int32(2));
            var relation = tf.select(tf.less(value, threshold), tf.int32(0), ordered);
            return tf.select(tf.isNan(value), tf.int32(3), relation);
        }
        var holds = tf.cast(compared(value, threshold, tf), DType.INT32);
        return tracksMissing ? tf.select(tf.isNan(value), tf.int32(MISSING), holds) : holds;
    }

    private Value compared(Value value, Value threshold, TfBuilder tf) {
        return switch (forest.branches().get(0).branch()) {
            case LEQ -> tf.lessEqual(value, threshold);
            case LT -> tf.less(value, threshold);
            case GTE -> tf.greaterEqual(value, threshold);
            case GT -> tf.greater(value, threshold);
            case EQ -> tf.equal(value, threshold);
            case NEQ -> tf.notEqual(value, threshold);
        };
    }

    /** Whether a node takes its true branch for an outcome. A threshold that is NaN compares with nothing. */
    private boolean takesTrue(Node node, int outcome) {
        if (uniform) {
            return outcome == MISSING ? takesMissing(node) : outcome == TRUE;
        }
        if (outcome == 3) {
            return takesMissing(node);
        }
        if (Double.isNaN(node.threshold())) {
            return node.branch().takesUnordered();
        }
        return switch (outcome) {
            case 0 -> node.branch().takesLess();
            case 1 -> node.branch().takesEqual();
            default -> node.branch().takesGreater();
        };
    }

    private static boolean takesMissing(Node node) {
        return node.missingIsTrue() || node.branch().takesUnordered();
    }

    /**
     * What a step needs of the nodes.
     *
     * @param features int32, {@code [nodes]}
     * @param thresholds in the dtype of the features, {@code [nodes]}
     * @param next the next node for each outcome, int32, {@code [nodes * outcomes]}
     */
    private record Columns(Value features, Value thresholds, Value next) {
        Value feature(Value at, TfBuilder tf) {
            return tf.gather(features, at, 0);
        }
    }

    private Columns columns(TfBuilder tf) {
        int branches = forest.branches().size();
        int nodes = branches + forest.leaves().size();
        var features = ints(nodes, i -> i < branches ? forest.branches().get(i).feature() : 0);
        var thresholds = IntStream.range(0, nodes)
                .mapToDouble(i -> i < branches ? forest.branches().get(i).threshold() : 0);
        int width = outcomes();
        var next = ints(nodes * width, i -> target(i / width, i % width));
        return new Columns(
                tf.constant(features),
                tf.constant(Tensor.ofDoubles(dtype, new long[] {nodes}, thresholds.toArray())),
                tf.constant(next));
    }

    private int target(int at, int outcome) {
        if (at >= forest.branches().size()) {
            return at;
        }
        var node = forest.branches().get(at);
        return takesTrue(node, outcome) ? node.whenTrue() : node.whenFalse();
    }

    private static Tensor ints(int count, IntUnaryOperator value) {
        return Tensor.ofLongs(
                DType.INT32,
                new long[] {count},
                IntStream.range(0, count).mapToLong(i -> value.applyAsInt(i)).toArray());
    }
}
