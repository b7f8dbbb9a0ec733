package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A product in whatever order it is computed.
 *
 * @param coefficient the product of its constant numbers
 * @param factors the others; one of them twice if it is squared
 */
record Product(double coefficient, List<Value> factors) {
    /** How many products of products are looked into. */
    private static final int DEPTH = 4;

    private static final double CLOSE = 1e-5;

    /** What a value multiplies. */
    static Product of(Value value) {
        return of(value, DEPTH);
    }

    private static Product of(Value value, int depth) {
        var number = number(value);
        if (number.isPresent()) {
            return new Product(number.get(), List.of());
        }
        var inputs = value.node().inputs();
        return depth == 0
                ? new Product(1, List.of(value))
                : of(value.node().op(), inputs, depth - 1).orElseGet(() -> new Product(1, List.of(value)));
    }

    /** What an operation on some operands multiplies, if it is a product. */
    static Optional<Product> of(String op, List<Value> operands) {
        return of(op, operands, DEPTH);
    }

    private static Optional<Product> of(String op, List<Value> operands, int depth) {
        return switch (op) {
            case "Mul" -> Optional.of(of(operands.get(0), depth).times(of(operands.get(1), depth)));
            case "RealDiv" ->
                number(operands.get(1)).map(n -> of(operands.get(0), depth).times(new Product(1 / n, List.of())));
            case "Square" -> Optional.of(power(operands.get(0), 2, depth));
            case "Pow" -> number(operands.get(1)).filter(e -> e == 3).map(e -> power(operands.get(0), 3, depth));
            default -> Optional.empty();
        };
    }

    private static Product power(Value base, int exponent, int depth) {
        var once = of(base, depth);
        return exponent == 2 ? once.times(once) : once.times(once).times(once);
    }

    Product times(Product other) {
        var all = new ArrayList<>(factors);
        all.addAll(other.factors);
        return new Product(coefficient * other.coefficient, List.copyOf(all));
    }

    /** Whether it is a number times some factors, up to the rounding of a number in a model. */
    boolean is(double number, Value... of) {
        return factors.equals(List.of(of)) && Math.abs(coefficient - number) <= CLOSE * Math.abs(number);
    }

    /** The operands of a sum, in both orders; none if the value is no sum. */
    static Stream<List<Value>> sum(Value value) {
        if (!value.node().op().equals("AddV2")) {
            return Stream.of();
        }
        var inputs = value.node().inputs();
        return Stream.of(inputs, List.of(inputs.get(1), inputs.get(0)));
    }

    /** The value of a single constant number. */
    static Optional<Double> number(Value value) {
        return value.constant()
                .filter(t -> t.elements() == 1 && t.dtype() == DType.FLOAT && t.rank() <= value.rank())
                .map(Product::first);
    }

    private static double first(Tensor tensor) {
        return tensor.doubles()[0];
    }
}
