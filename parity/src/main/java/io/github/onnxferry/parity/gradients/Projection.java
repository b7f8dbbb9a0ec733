package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Random;

/**
 * A number that depends on all real outputs of a model: the sum of all elements, each times a random weight. Its gradient
 * with respect to an output is the weights.
 *
 * @param weights by the names of the outputs; in the dtype and shape of the output
 */
record Projection(Map<String, Tensor> weights) {
    /** The dtypes that have gradients here. */
    static boolean isReal(DType dtype) {
        return switch (dtype) {
            case FLOAT, DOUBLE, FLOAT16, BFLOAT16 -> true;
            default -> false;
        };
    }

    /**
     * Draws weights whose sizes are between 1/2 and 3/2 over the root mean square of the output, so that all outputs count.
     * Elements that are not finite have the weight 0.
     *
     * @param outputs outputs of one run; those that are no tensors of reals are left out
     */
    static Projection draw(Map<String, Datum> outputs, long seed) {
        var weights = new LinkedHashMap<String, Tensor>();
        outputs.forEach((name, value) -> {
            if (value instanceof Datum.Dense dense && isReal(dense.tensor().dtype())) {
                weights.put(name, draw(dense.tensor(), new Random(31 * seed + name.hashCode())));
            }
        });
        return new Projection(weights);
    }

    private static Tensor draw(Tensor output, Random random) {
        var elements = output.doubles();
        double square = Arrays.stream(elements)
                .filter(Double::isFinite)
                .map(e -> e * e)
                .average()
                .orElse(0);
        // A power of two, so that the weights keep their digits in every dtype.
        double scale = square > 0 ? Math.scalb(1.0, -Math.getExponent(Math.sqrt(square))) : 1;
        var drawn = new double[elements.length];
        for (int i = 0; i < drawn.length; i++) {
            double weight = (random.nextBoolean() ? 1 : -1) * (0.5 + random.nextDouble()) * scale;
            drawn[i] = Double.isFinite(elements[i]) ? weight : 0;
        }
        return Tensor.ofDoubles(output.dtype(), output.sizes(), drawn);
    }

    /** The number; nothing if an output has other lengths than when the weights were drawn, or is not finite. */
    OptionalDouble of(Map<String, Datum> outputs) {
        double sum = 0;
        for (var entry : weights.entrySet()) {
            var weight = entry.getValue();
            if (!(Objects.requireNonNull(outputs.get(entry.getKey())) instanceof Datum.Dense dense)
                    || !Arrays.equals(dense.tensor().sizes(), weight.sizes())) {
                return OptionalDouble.empty();
            }
            for (long i = 0; i < weight.elements(); i++) {
                double factor = weight.getDouble(i);
                sum += factor == 0 ? 0 : factor * dense.tensor().getDouble(i);
            }
        }
        return Double.isFinite(sum) ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }
}
