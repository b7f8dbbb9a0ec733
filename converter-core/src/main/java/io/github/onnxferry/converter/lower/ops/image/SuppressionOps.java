package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** Boxes of detected objects that are left when those that overlap better ones are gone. */
public final class SuppressionOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("NonMaxSuppression", SuppressionOps::nonMaxSuppression)
            .parity(Parity.EXACT)
            .build();

    private SuppressionOps() {}

    /**
     * NonMaxSuppression 11. TensorFlow's kernel takes the boxes of one picture and the scores of one class, so it runs in a
     * loop over both; it breaks ties and compares with the thresholds as ONNX does.
     */
    private static Value nonMaxSuppression(NodeView n, TfBuilder tf) {
        if (!n.has("max_output_boxes_per_class")) {
            return none(tf);
        }
        var boxes = ChannelsLast.ofRank(n, tf, n.in("boxes"), 3);
        var scores = ChannelsLast.ofRank(n, tf, n.in("scores"), 3);
        var corners = n.flag("center_point_box") ? corners(boxes, tf) : boxes;
        var classes = tf.sizeOf(scores, 1);
        var count = tf.mul(tf.sizeOf(scores, 0), classes);
        var flat = tf.reshape(scores, tf.pack(List.of(count, tf.sizeOf(scores, 2)), 0));
        var most = tf.reshape(n.in("max_output_boxes_per_class"));
        var bounded = tf.minimum(tf.maximum(most, tf.int64(0)), tf.int64(Integer.MAX_VALUE));
        var iou = n.optional("iou_threshold").map(v -> tf.reshape(v)).orElseGet(() -> tf.scalar(DType.FLOAT, 0));
        var score = n.optional("score_threshold")
                .map(v -> tf.reshape(v))
                .orElseGet(() -> tf.scalar(DType.FLOAT, Double.NEGATIVE_INFINITY));
        var state = List.of(tf.int64(0), none(tf), corners, flat, classes, tf.cast(bounded, DType.INT32), iou, score);
        return loop(state, tf);
    }

    /** No box, {@code [0, 3]}. */
    private static Value none(TfBuilder tf) {
        return tf.constant(Tensor.ofLongs(DType.INT64, new long[] {0, 3}));
    }

    /**
     * {@code [x, y, width, height]} around a centre as {@code [y1, x1, y2, x2]}. What has a negative width overlaps nothing,
     * like a box without area.
     */
    private static Value corners(Value boxes, TfBuilder tf) {
        var centre = tf.gather(boxes, tf.vector(1, 0), 2);
        var extent = tf.maximum(tf.gather(boxes, tf.vector(3, 2), 2), tf.like(boxes, 0));
        var half = tf.mul(extent, 0.5);
        return tf.concat(List.of(tf.sub(centre, half), tf.add(centre, half)), 2);
    }

    /** Runs from picture and class 0 on, and returns {@code [found, 3]}: picture, class and box. */
    private static Value loop(List<Value> state, TfBuilder tf) {
        var shapes = new ArrayList<Shape>();
        state.forEach(v -> shapes.add(v.shape()));
        shapes.set(1, Shape.of(tf.unknownDim(), Dim.of(3)));
        return Loops.run("non_max_suppression", state, shapes, SuppressionOps::goesOn, SuppressionOps::next, tf)
                .get(1);
    }

    private static Value goesOn(List<Value> state, TfBuilder tf) {
        return tf.less(state.get(0), tf.sizeOf(state.get(3), 0));
    }

    private static List<Value> next(List<Value> state, TfBuilder tf) {
        var at = state.get(0);
        var classes = state.get(4);
        var picture = tf.floorDiv(at, classes);
        var selected = tf.op("NonMaxSuppressionV3")
                .in(
                        tf.gather(state.get(2), picture, 0),
                        tf.gather(state.get(3), at, 0),
                        state.get(5),
                        state.get(6),
                        state.get(7))
                .shapes(Shape.of(tf.unknownDim()))
                .one();
        var box = tf.cast(selected, DType.INT64);
        var zeros = tf.op("ZerosLike").in(box).one();
        var rows = tf.pack(List.of(tf.add(zeros, picture), tf.add(zeros, tf.floorMod(at, classes)), box), 1);
        var results = new ArrayList<>(state);
        results.set(0, tf.add(at, tf.int64(1)));
        results.set(1, tf.concat(List.of(state.get(1), rows), 0));
        return results;
    }
}
