package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Gaussian error linear unit of a product with a bias, {@code x (1 + erf(x / sqrt 2)) / 2} or with its approximation by tanh, in
 * whatever order it was computed, takes the order that TensorFlow's remapper joins with the product, before rows are given their axes
 * again.
 */
final class Gelu implements Rule {
    private static final double SQRT_HALF = Math.sqrt(0.5);
    private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);
    private static final double CUBIC = 0.044715;

    @Override
    public Set<String> operations() {
        return Set.of("Mul", "RealDiv");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        return Product.of(site.node().op(), site.inputs())
                .filter(p -> p.factors().size() == 2 && p.coefficient() == 0.5)
                .map(Product::factors)
                .flatMap(f -> of(f.get(0), f.get(1), site.tf()).or(() -> of(f.get(1), f.get(0), site.tf())));
    }

    private static Optional<Value> of(Value x, Value gate, TfBuilder tf) {
        return Rows.ofBiasedProduct(x)
                .flatMap(rows -> Product.sum(gate)
                        .filter(s ->
                                Product.number(s.get(1)).filter(n -> n == 1).isPresent())
                        .map(s -> s.get(0))
                        .filter(curve -> isErf(curve, x) || isTanh(curve, x))
                        .findFirst()
                        .map(curve -> {
                            var r = rows.rows();
                            var inner = curve.node().op().equals("Erf")
                                    ? tf.unary("Erf", tf.mul(r, SQRT_HALF))
                                    : tf.unary("Tanh", cubic(r, tf));
                            return rows.shaped(tf.mul(tf.mul(tf.add(inner, 1), 0.5), r), tf);
                        }));
    }

    private static Value cubic(Value r, TfBuilder tf) {
        var cube = tf.mul(tf.mul(r, CUBIC), tf.square(r));
        return tf.mul(tf.add(r, cube), SQRT_TWO_OVER_PI);
    }

    private static boolean isErf(Value curve, Value x) {
        return curve.node().op().equals("Erf")
                && Product.of(curve.node().inputs().get(0)).is(SQRT_HALF, x);
    }

    private static boolean isTanh(Value curve, Value x) {
        if (!curve.node().op().equals("Tanh")) {
            return false;
        }
        var argument = Product.of(curve.node().inputs().get(0));
        if (argument.factors().size() != 1) {
            return false;
        }
        var sum = argument.factors().get(0);
        return argument.is(SQRT_TWO_OVER_PI, sum) && Product.sum(sum).anyMatch(s -> isCubic(s, x));
    }

    private static boolean isCubic(List<Value> sum, Value x) {
        return sum.get(0).equals(x) && Product.of(sum.get(1)).is(CUBIC, x, x, x);
    }
}
