package io.github.onnxferry.converter.lower.ops.training;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How the gradient of the only output of an operation becomes gradients of its inputs. */
@FunctionalInterface
interface GradientRule {
    /** What is known when a gradient is passed back through a node. */
    record Step(TfNode node, Value gradient, TfBuilder tf) {
        Value in(int index) {
            return node.inputs().get(index);
        }

        Value out() {
            return node.outputs().get(0);
        }

        boolean flag(String attribute) {
            var value = node.attrs().get(attribute);
            return value != null && value.getB();
        }

        long number(String attribute, long otherwise) {
            var value = node.attrs().get(attribute);
            return value == null ? otherwise : value.getI();
        }

        long[] numbers(String attribute) {
            var value = node.attrs().get(attribute);
            return value == null
                    ? new long[0]
                    : value.getList().getIList().stream()
                            .mapToLong(Long::longValue)
                            .toArray();
        }

        String text(String attribute, String otherwise) {
            var value = node.attrs().get(attribute);
            return value == null ? otherwise : value.getS().toStringUtf8();
        }

        /** A gradient in the shape of a broadcast result, summed to the shape of an operand. */
        Value reduced(Value wide, Value operand) {
            if (wide.hasRank()
                    && operand.hasRank()
                    && wide.shape().dims().equals(operand.shape().dims())) {
                return wide;
            }
            var axes = tf.op("BroadcastGradientArgs")
                    .in(tf.shapeOf(operand), tf.shapeOf(wide))
                    .all()
                    .get(0);
            return tf.reshape(tf.reduce("Sum", wide, axes, false), tf.shapeOf(operand));
        }

        Value times(Value factor) {
            return tf.mul(gradient, factor);
        }
    }

    /** The gradients of the inputs, in order; none for an input that the result does not depend on smoothly. */
    List<Optional<Value>> back(Step step);

    /** The rule of an operation of one input. */
    static GradientRule unary(java.util.function.Function<Step, Value> gradient) {
        return s -> List.of(Optional.of(gradient.apply(s)));
    }

    /** The rule of an operation of which only the first input has a gradient. */
    static GradientRule first(java.util.function.Function<Step, Value> gradient) {
        return s -> {
            var gradients = new ArrayList<Optional<Value>>();
            gradients.add(Optional.of(gradient.apply(s)));
            for (int i = 1; i < s.node().inputs().size(); i++) {
                gradients.add(Optional.empty());
            }
            return gradients;
        };
    }

    /** The rule of an operation of two inputs that broadcast. */
    static GradientRule binary(
            java.util.function.Function<Step, Value> left, java.util.function.Function<Step, Value> right) {
        return s -> List.of(
                Optional.of(s.reduced(left.apply(s), s.in(0))), Optional.of(s.reduced(right.apply(s), s.in(1))));
    }

    /** No input has a gradient. */
    static GradientRule none() {
        return s -> s.node().inputs().stream().map(v -> Optional.<Value>empty()).toList();
    }

    /** An int32 vector of known sizes. */
    static Value sizes32(Value x, TfBuilder tf) {
        return tf.cast(tf.shapeOf(x), DType.INT32);
    }

    /** Whether all numbers are 1. */
    static boolean ones(long[] numbers) {
        return Arrays.stream(numbers).allMatch(n -> n == 1);
    }
}
