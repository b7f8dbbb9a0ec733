package io.github.onnxferry.converter.lower.ops.training;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * One step of an optimiser over several tensors, each by itself. Inputs and outputs come in groups: all tensors, then all
 * gradients, and so on.
 */
public final class OptimizerOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.PREVIEW_TRAINING)
            .ops("Adagrad", OptimizerOps::adagrad)
            .ops("Adam", OptimizerOps::adam)
            .ops("Momentum", OptimizerOps::momentum)
            .build();

    private OptimizerOps() {}

    /** What a step makes of one tensor: the new tensor and its new state. */
    private interface Step {
        List<Value> of(List<Value> tensor);
    }

    private static List<Value> each(NodeView n, int groups, Step step) {
        var inputs = n.variadic("inputs");
        if (inputs.size() % groups != 0) {
            throw n.invalid("it has " + inputs.size() + " tensors, not " + groups + " for each that is optimised");
        }
        int count = inputs.size() / groups;
        var stepped = new ArrayList<List<Value>>();
        for (int i = 0; i < count; i++) {
            var tensor = new ArrayList<Value>();
            for (int group = 0; group < groups; group++) {
                tensor.add(inputs.get(group * count + i));
            }
            stepped.add(step.of(tensor));
        }
        var outputs = new ArrayList<Value>();
        for (int group = 0; group < groups - 1; group++) {
            for (var tensor : stepped) {
                outputs.add(tensor.get(group));
            }
        }
        return outputs;
    }

    /** The gradient with that of {@code norm_coefficient / 2 * ||x||^2}. */
    private static Value regularized(NodeView n, Value x, Value gradient, TfBuilder tf) {
        float norm = n.float32("norm_coefficient");
        return norm == 0 ? gradient : tf.add(tf.mul(x, norm), gradient);
    }

    private static Value rate(NodeView n, TfBuilder tf) {
        return tf.reshape(n.in("R"));
    }

    private static Value updates(NodeView n, DType dtype, TfBuilder tf) {
        return tf.cast(tf.reshape(n.in("T")), dtype);
    }

    /**
     * Adagrad 1: {@code h' = h + g^2}, {@code x' = x - R / (1 + T * decay) * g / (sqrt(h') + epsilon)}; {@code g} is
     * regularised.
     */
    private static List<Value> adagrad(NodeView n, TfBuilder tf) {
        var initial = rate(n, tf);
        var updates = updates(n, initial.dtype(), tf);
        var rate = tf.div(initial, tf.add(tf.mul(updates, n.float32("decay_factor")), 1));
        return each(n, 3, t -> {
            var x = t.get(0);
            var gradient = regularized(n, x, t.get(1), tf);
            var squares = tf.add(t.get(2), tf.square(gradient));
            var adaptive = tf.add(tf.sqrt(squares), n.float32("epsilon"));
            var change = tf.div(tf.mul(tf.cast(rate, x.dtype()), gradient), adaptive);
            return List.of(tf.sub(x, change), squares);
        });
    }

    /**
     * Adam 1: {@code v' = alpha * v + (1 - alpha) * g}, {@code h' = beta * h + (1 - beta) * g^2}, {@code x' = (1 - post) * (x -
     * r * v' / (sqrt(h') + epsilon))}; the rate is corrected for the bias of both averages once there was an update.
     */
    private static List<Value> adam(NodeView n, TfBuilder tf) {
        float alpha = n.float32("alpha");
        float beta = n.float32("beta");
        var initial = rate(n, tf);
        var updates = updates(n, initial.dtype(), tf);
        var one = tf.like(initial, 1);
        var seenSquares = tf.sub(one, tf.pow(tf.like(initial, beta), updates));
        var seen = tf.sub(one, tf.pow(tf.like(initial, alpha), updates));
        var corrected = tf.div(tf.mul(initial, tf.sqrt(seenSquares)), seen);
        var rate = tf.select(tf.greater(updates, tf.like(updates, 0)), corrected, initial);
        return each(n, 4, t -> {
            var x = t.get(0);
            var gradient = regularized(n, x, t.get(1), tf);
            var average = tf.add(tf.mul(t.get(2), alpha), tf.mul(gradient, 1 - alpha));
            var squares = tf.add(tf.mul(t.get(3), beta), tf.mul(tf.square(gradient), 1 - beta));
            var root = tf.add(tf.sqrt(squares), n.float32("epsilon"));
            var moved = tf.sub(x, tf.div(tf.mul(tf.cast(rate, x.dtype()), average), root));
            return List.of(tf.mul(moved, 1 - n.float32("norm_coefficient_post")), average, squares);
        });
    }

    /**
     * Momentum 1: {@code v' = alpha * v + beta * g}, where beta counts as 1 before the first update; {@code x' = x - R * v'},
     * of Nesterov {@code x' = x - R * (g + alpha * v')}.
     */
    private static List<Value> momentum(NodeView n, TfBuilder tf) {
        float alpha = n.float32("alpha");
        var mode = n.string("mode");
        if (!mode.equals("standard") && !mode.equals("nesterov")) {
            throw n.invalid("there is no mode " + mode);
        }
        var rate = rate(n, tf);
        var updated = tf.greater(tf.reshape(n.in("T")), tf.int64(0));
        return each(n, 3, t -> {
            var x = t.get(0);
            var gradient = regularized(n, x, t.get(1), tf);
            var beta = tf.select(updated, tf.like(x, n.float32("beta")), tf.like(x, 1));
            var momentum = tf.add(tf.mul(t.get(2), alpha), tf.mul(beta, gradient));
            var direction = mode.equals("nesterov") ? tf.add(gradient, tf.mul(momentum, alpha)) : momentum;
            return List.of(tf.sub(x, tf.mul(tf.cast(rate, x.dtype()), direction)), momentum);
        });
    }
}
