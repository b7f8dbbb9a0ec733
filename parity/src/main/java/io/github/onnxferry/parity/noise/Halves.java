package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.compare.Ulp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the order of the terms does to a sum. Sums are taken in two random halves: an operator that is linear in its first input gives
 * the same for that input as for two parts of it that have zeros in each other's places, but for rounding.
 *
 * <p>Terms that are all equal are rounded in the same direction as long as their sum stays within one power of two, so that the error
 * of n of them, summed one after another, grows with n and not with its root. How much they resemble each other is seen when the
 * model runs, from the sum of their squares: the square of the sum is n times that if they are equal.
 */
final class Halves {
    private static final int NO_BIAS = -1;

    /** Operators that are linear in their first input, and which input is added to the result. */
    private static final Map<String, Integer> LINEAR = Map.of(
            "Conv", 2,
            "ConvTranspose", 2,
            "Gemm", 2,
            "MatMul", NO_BIAS,
            "Einsum", NO_BIAS,
            "ReduceSum", NO_BIAS,
            "ReduceMean", NO_BIAS,
            "GlobalAveragePool", NO_BIAS,
            "AveragePool", NO_BIAS);

    /** Operators that sum products of their first two inputs. */
    private static final Set<String> PRODUCTS = Set.of("Conv", "ConvTranspose", "Gemm", "MatMul");

    /** By how many roundoffs a sum of equal terms may be off for each of them: between none and a quarter, as the terms lie. */
    private static final double EQUAL_UNITS = 1.0 / 16;

    private final NoiseNodes make;

    Halves(NoiseNodes make) {
        this.make = make;
    }

    /** Whether an operator is linear in its first input. */
    static boolean apply(OnnxNode node) {
        return node.domain().equals("ai.onnx") && LINEAR.containsKey(node.opType());
    }

    /**
     * Adds an operator as two that each take a random half of the first input's elements, and the sum of both.
     *
     * @param length of the sums, if it is known
     */
    void of(OnnxNode node, Optional<String> length, List<OnnxNode> nodes) {
        String x = node.inputs().get(0);
        var type = make.type(x);
        String like = type == DType.FLOAT16 ? make.cast(nodes, x, DType.FLOAT) : x;
        String mask = make.name(like);
        make.into(nodes, mask, "Greater", make.drawn(nodes, like, -1, 1), make.constant(make.type(like), 0));
        String zero = make.constant(type, 0);
        String first = make.name(x);
        make.into(nodes, first, "Where", mask, x, zero);
        String second = make.name(x);
        make.into(nodes, second, "Where", mask, zero, x);

        String result = node.outputs().get(0);
        int bias = LINEAR.getOrDefault(node.opType(), NO_BIAS);
        var unbiased = (bias < 0 ? node : node.withInputs(without(node, bias))).withName("");
        String one = make.name(result);
        nodes.add(with(node, first, one));
        String other = make.name(result);
        nodes.add(with(unbiased, second, other));
        if (length.isEmpty() || type == DType.FLOAT16 || !isProduct(node)) {
            make.into(nodes, result, "Add", one, other);
            return;
        }
        String sum = make.plain(nodes, "Add", one, other);
        make.into(nodes, result, "Add", sum, aligned(unbiased, other, length.get(), nodes));
    }

    private static boolean isProduct(OnnxNode node) {
        // A factor would be squared where it must not be.
        boolean plain = node.attribute("alpha")
                .filter(a -> !a.equals(new OnnxAttribute.FloatValue(1)))
                .isEmpty();
        return plain && PRODUCTS.contains(node.opType());
    }

    /** What roundings in one direction may add up to, by one random share for all sums. */
    private String aligned(OnnxNode node, String half, String length, List<OnnxNode> nodes) {
        var type = make.type(half);
        String terms = type == DType.FLOAT ? length : make.cast(nodes, length, type);
        String squares = make.name(half);
        nodes.add(node.withInputs(node.inputs().stream()
                        .map(i -> make.plain(nodes, "Mul", i, i))
                        .toList())
                .withOutputs(List.of(squares)));
        String sum = make.plain(nodes, "Add", half, half);
        String most = make.plain(nodes, "Mul", squares, terms);
        String some = make.plain(nodes, "Max", most, make.constant(type, Float.MIN_NORMAL));
        String alike = make.plain(nodes, "Div", make.plain(nodes, "Mul", sum, sum), some);
        String capped = make.plain(nodes, "Min", alike, make.constant(type, 1));
        String share = make.plain(nodes, "Pow", capped, make.constant(type, 8));
        String unit = make.constant(type, EQUAL_UNITS * Ulp.roundoff(type));
        String drawn = make.drawn(nodes, make.constant(type, 1), -1, 1);
        String common = make.plain(nodes, "Mul", make.plain(nodes, "Mul", terms, unit), drawn);
        return make.plain(nodes, "Mul", make.plain(nodes, "Mul", share, sum), common);
    }

    private static List<String> without(OnnxNode node, int bias) {
        return node.inputs().subList(0, Math.min(bias, node.inputs().size()));
    }

    private static OnnxNode with(OnnxNode node, String x, String result) {
        var inputs = new ArrayList<>(node.inputs());
        inputs.set(0, x);
        return node.withInputs(inputs).withOutputs(List.of(result));
    }
}
