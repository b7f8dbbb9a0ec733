package io.github.onnxferry.converter.lower.ops.training;

import static io.github.onnxferry.converter.lower.ops.training.GradientRule.binary;
import static io.github.onnxferry.converter.lower.ops.training.GradientRule.none;
import static io.github.onnxferry.converter.lower.ops.training.GradientRule.unary;

import io.github.onnxferry.converter.lower.ops.training.GradientRule.Step;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gradients of arithmetic, functions and choices, element by element. */
final class ElementwiseGradients {
    /** The constants of Selu (Klambauer and others, 2017), as in TensorFlow's kernel. */
    private static final double SELU_SCALE = 1.0507009873554804934193349852946;

    private static final double SELU_ALPHA = 1.6732632423543772848170429916717;

    private ElementwiseGradients() {}

    static void register(Map<String, GradientRule> rules) {
        arithmetic(rules);
        functions(rules);
        activations(rules);
        choices(rules);
    }

    private static void arithmetic(Map<String, GradientRule> rules) {
        rules.put("AddV2", binary(Step::gradient, Step::gradient));
        rules.put("Add", binary(Step::gradient, Step::gradient));
        rules.put("Sub", binary(Step::gradient, s -> s.tf().neg(s.gradient())));
        rules.put("Mul", binary(s -> s.times(s.in(1)), s -> s.times(s.in(0))));
        rules.put(
                "RealDiv",
                binary(s -> s.tf().div(s.gradient(), s.in(1)), s -> s.tf().neg(s.tf().div(s.times(s.out()), s.in(1)))));
        rules.put("Pow", binary(ElementwiseGradients::base, ElementwiseGradients::exponent));
        rules.put("Neg", unary(s -> s.tf().neg(s.gradient())));
        rules.put("Square", unary(s -> s.times(s.tf().mul(s.in(0), 2))));
        rules.put("Reciprocal", unary(s -> s.tf().neg(s.times(s.tf().square(s.out())))));
        rules.put("Inv", unary(s -> s.tf().neg(s.times(s.tf().square(s.out())))));
        rules.put(
                "AddN",
                s -> s.node().inputs().stream()
                        .map(v -> Optional.of(s.gradient()))
                        .toList());
    }

    private static Value base(Step s) {
        var lower = s.tf().pow(s.in(0), s.tf().sub(s.in(1), 1));
        return s.times(s.tf().mul(s.in(1), lower));
    }

    private static Value exponent(Step s) {
        var tf = s.tf();
        var positive = tf.greater(s.in(0), tf.like(s.in(0), 0));
        var log = tf.log(tf.select(positive, s.in(0), tf.like(s.in(0), 1)));
        return s.times(tf.mul(s.out(), log));
    }

    private static void functions(Map<String, GradientRule> rules) {
        rules.put("Exp", unary(s -> s.times(s.out())));
        rules.put("Expm1", unary(s -> s.times(s.tf().add(s.out(), 1))));
        rules.put("Log", unary(s -> s.tf().div(s.gradient(), s.in(0))));
        rules.put("Log1p", unary(s -> s.tf().div(s.gradient(), s.tf().add(s.in(0), 1))));
        rules.put("Sqrt", unary(s -> s.tf().div(s.tf().mul(s.gradient(), 0.5), s.out())));
        rules.put("Rsqrt", unary(s -> s.times(s.tf().mul(s.tf().mul(s.tf().square(s.out()), s.out()), -0.5))));
        rules.put("Sin", unary(s -> s.times(s.tf().unary("Cos", s.in(0)))));
        rules.put("Cos", unary(s -> s.tf().neg(s.times(s.tf().unary("Sin", s.in(0))))));
        rules.put("Tan", unary(s -> s.times(s.tf().add(s.tf().square(s.out()), 1))));
        rules.put("Sinh", unary(s -> s.times(s.tf().unary("Cosh", s.in(0)))));
        rules.put("Cosh", unary(s -> s.times(s.tf().unary("Sinh", s.in(0)))));
        rules.put("Atan", unary(s -> s.tf().div(s.gradient(), s.tf().add(s.tf().square(s.in(0)), 1))));
        rules.put("Abs", unary(s -> s.times(s.tf().unary("Sign", s.in(0)))));
        rules.put(
                "Erf",
                unary(s ->
                        s.times(s.tf().mul(s.tf().exp(s.tf().neg(s.tf().square(s.in(0)))), 2 / Math.sqrt(Math.PI)))));
        for (var step : List.of("Floor", "Ceil", "Rint", "Sign", "StopGradient", "ZerosLike", "OnesLike")) {
            rules.put(step, none());
        }
    }

    private static void activations(Map<String, GradientRule> rules) {
        rules.put("Tanh", unary(s -> s.tf().sub(s.gradient(), s.times(s.tf().square(s.out())))));
        rules.put("Sigmoid", unary(s -> s.times(s.tf().sub(s.out(), s.tf().square(s.out())))));
        rules.put("Softplus", unary(s -> s.times(s.tf().unary("Sigmoid", s.in(0)))));
        rules.put("Softsign", unary(s -> {
            var tf = s.tf();
            return tf.div(s.gradient(), tf.square(tf.add(tf.abs(s.in(0)), 1)));
        }));
        rules.put("Selu", unary(s -> {
            var tf = s.tf();
            var negative = s.times(tf.add(s.out(), SELU_SCALE * SELU_ALPHA));
            return tf.select(tf.greater(s.in(0), tf.like(s.in(0), 0)), tf.mul(s.gradient(), SELU_SCALE), negative);
        }));
        rules.put("Relu", unary(s -> kept(s, 0)));
        rules.put("Elu", unary(s -> {
            var tf = s.tf();
            var negative = s.times(tf.add(s.out(), 1));
            return tf.select(tf.greater(s.in(0), tf.like(s.in(0), 0)), s.gradient(), negative);
        }));
        rules.put("LeakyRelu", unary(s -> {
            var slope = s.node().attrs().get("alpha");
            return kept(s, slope == null ? 0.2f : slope.getF());
        }));
        rules.put("Softmax", unary(s -> {
            var tf = s.tf();
            var mean = tf.reduce("Sum", s.times(s.out()), true, -1);
            return tf.mul(tf.sub(s.gradient(), mean), s.out());
        }));
        rules.put("LogSoftmax", unary(s -> {
            var tf = s.tf();
            var sum = tf.reduce("Sum", s.gradient(), true, -1);
            return tf.sub(s.gradient(), tf.mul(tf.exp(s.out()), sum));
        }));
    }

    /** The gradient where the input is positive, a share of it elsewhere. */
    private static Value kept(Step s, double share) {
        var tf = s.tf();
        var rest = share == 0 ? tf.like(s.gradient(), 0) : tf.mul(s.gradient(), share);
        return tf.select(tf.greater(s.in(0), tf.like(s.in(0), 0)), s.gradient(), rest);
    }

    private static void choices(Map<String, GradientRule> rules) {
        rules.put("Maximum", chosen("GreaterEqual"));
        rules.put("Minimum", chosen("LessEqual"));
        rules.put("SelectV2", s -> {
            var tf = s.tf();
            var zero = tf.like(s.gradient(), 0);
            return List.of(
                    Optional.empty(),
                    Optional.of(s.reduced(tf.select(s.in(0), s.gradient(), zero), s.in(1))),
                    Optional.of(s.reduced(tf.select(s.in(0), zero, s.gradient()), s.in(2))));
        });
        for (var question : List.of(
                "Equal", "NotEqual", "Less", "LessEqual", "Greater", "GreaterEqual", "IsNan", "IsInf", "Shape")) {
            rules.put(question, none());
        }
    }

    /** Of equal operands the first is chosen. */
    private static GradientRule chosen(String comparison) {
        return s -> {
            var tf = s.tf();
            var isFirst = tf.binary(comparison, s.in(0), s.in(1));
            var zero = tf.like(s.gradient(), 0);
            return List.of(
                    Optional.of(s.reduced(tf.select(isFirst, s.gradient(), zero), s.in(0))),
                    Optional.of(s.reduced(tf.select(isFirst, zero, s.gradient()), s.in(1))));
        };
    }
}
