package io.github.onnxferry.converter.lower.ops.training;

import static io.github.onnxferry.converter.lower.ops.training.GradientRule.first;

import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.lower.ops.training.GradientRule.Step;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gradients of sums, extremes, products of matrices, convolutions and pools. */
final class ReductionGradients {
    private ReductionGradients() {}

    static void register(Map<String, GradientRule> rules) {
        rules.put("Sum", first(s -> spread(s, s.gradient())));
        rules.put("Mean", first(s -> {
            var tf = s.tf();
            var all = tf.reduce("Prod", tf.shapeOf(s.in(0)), false, 0);
            var left = tf.reduce("Prod", tf.shapeOf(s.out()), false, 0);
            var count = tf.floorDiv(all, tf.maximum(left, tf.int64(1)));
            return tf.div(spread(s, s.gradient()), tf.cast(count, s.gradient().dtype()));
        }));
        rules.put("Max", first(ReductionGradients::extreme));
        rules.put("Min", first(ReductionGradients::extreme));
        rules.put("MatMul", s -> product(s, "transpose_a", "transpose_b"));
        rules.put("BatchMatMulV2", s -> product(s, "adj_x", "adj_y"));
        rules.put("BiasAdd", s -> {
            if (s.text("data_format", "NHWC").equals("NCHW")) {
                throw new UnknownGradient("BiasAdd with channels first");
            }
            return List.of(Optional.of(s.gradient()), Optional.of(s.reduced(s.gradient(), s.in(1))));
        });
        rules.put("Conv2D", ReductionGradients::convolution);
        rules.put(
                "MaxPool",
                GradientRule.unary(s -> s.tf().op("MaxPoolGrad")
                        .in(s.in(0), s.out(), s.gradient())
                        .attr("ksize", s.numbers("ksize"))
                        .attr("strides", s.numbers("strides"))
                        .attr("padding", s.text("padding", "VALID"))
                        .shapes(s.in(0).shape())
                        .one()));
        rules.put(
                "AvgPool",
                GradientRule.unary(s -> s.tf().op("AvgPoolGrad")
                        .in(GradientRule.sizes32(s.in(0), s.tf()), s.gradient())
                        .attr("ksize", s.numbers("ksize"))
                        .attr("strides", s.numbers("strides"))
                        .attr("padding", s.text("padding", "VALID"))
                        .shapes(s.in(0).shape())
                        .one()));
    }

    /** A value in the shape of the result of a reduction, repeated to the shape of its input. */
    private static Value spread(Step s, Value reduced) {
        var tf = s.tf();
        var x = s.in(0);
        var sizes = tf.shapeOf(x);
        if (s.flag("keep_dims")) {
            return tf.broadcastTo(reduced, sizes);
        }
        var axes = AxisVectors.normalised(tf, tf.reshape(s.in(1), -1), AxisVectors.rankOf(tf, x));
        var ones = tf.op("OnesLike").in(axes).one();
        return tf.broadcastTo(tf.reshape(reduced, AxisVectors.spread(tf, axes, ones, sizes)), sizes);
    }

    /** Extremes share their gradient evenly. */
    private static Value extreme(Step s) {
        var tf = s.tf();
        var found = tf.cast(tf.equal(s.in(0), spread(s, s.out())), s.gradient().dtype());
        var count = tf.reduce("Sum", found, s.in(1), s.flag("keep_dims"));
        return tf.mul(found, spread(s, tf.div(s.gradient(), count)));
    }

    private static List<Optional<Value>> product(Step s, String left, String right) {
        var tf = s.tf();
        var a = s.in(0);
        var b = s.in(1);
        var g = s.gradient();
        boolean turnedA = s.flag(left);
        boolean turnedB = s.flag(right);
        var ofA = turnedA ? tf.matMul(b, g, turnedB, true) : tf.matMul(g, b, false, !turnedB);
        var ofB = turnedB ? tf.matMul(g, a, true, turnedA) : tf.matMul(a, g, !turnedA, false);
        return List.of(Optional.of(s.reduced(ofA, a)), Optional.of(s.reduced(ofB, b)));
    }

    /** TensorFlow's CPU kernels for gradients know neither dilations nor groups. */
    private static List<Optional<Value>> convolution(Step s) {
        var tf = s.tf();
        var x = s.in(0);
        var filter = s.in(1);
        boolean plain = x.hasRank()
                && x.dim(3).isKnown()
                && x.dim(3).equals(filter.dim(2))
                && GradientRule.ones(s.numbers("dilations"))
                && s.text("data_format", "NHWC").equals("NHWC");
        if (!plain) {
            throw new UnknownGradient("Conv2D with dilations or groups, or with unknown channels");
        }
        var ofX = tf.op("Conv2DBackpropInput")
                .in(GradientRule.sizes32(x, tf), filter, s.gradient())
                .attr("strides", s.numbers("strides"))
                .attr("padding", s.text("padding", "VALID"))
                .attr("explicit_paddings", s.numbers("explicit_paddings"))
                .shapes(x.shape())
                .one();
        var ofFilter = tf.op("Conv2DBackpropFilter")
                .in(x, GradientRule.sizes32(filter, tf), s.gradient())
                .attr("strides", s.numbers("strides"))
                .attr("padding", s.text("padding", "VALID"))
                .attr("explicit_paddings", s.numbers("explicit_paddings"))
                .shapes(filter.shape())
                .one();
        return List.of(Optional.of(ofX), Optional.of(ofFilter));
    }
}
