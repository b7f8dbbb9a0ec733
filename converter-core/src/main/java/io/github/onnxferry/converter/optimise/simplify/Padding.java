package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * A float value with a number put around it.
 *
 * @param of the value
 * @param pads before and after each axis in turn, none of them negative
 * @param with the number
 */
record Padding(Value of, long[] pads, double with) {
    /** The padding that makes a value, if it is known. */
    static Optional<Padding> of(Value padded) {
        return Site.maker(padded, Set.of("Pad", "PadV2")).flatMap(node -> {
            var inputs = node.inputs();
            var with = node.op().equals("Pad")
                    ? Optional.of(Tensor.scalar(padded.dtype(), 0))
                    : inputs.get(2).constant();
            return of(inputs.get(0), inputs.get(1).constant(), with);
        });
    }

    static Optional<Padding> of(Value value, Optional<Tensor> pads, Optional<Tensor> with) {
        boolean known = pads.isPresent() && with.isPresent() && value.dtype().isFloat();
        return known && Arrays.stream(pads.get().longs()).allMatch(p -> p >= 0)
                ? Optional.of(new Padding(value, pads.get().longs(), with.get().getDouble(0)))
                : Optional.empty();
    }
}
