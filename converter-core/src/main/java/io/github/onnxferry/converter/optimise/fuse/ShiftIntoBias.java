package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** {@code (x * W + b) + c} becomes {@code x * W + (b + c)}. */
final class ShiftIntoBias implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("AddV2", "BiasAdd");
    }

    @Override
    public Optional<Value> apply(Site site, int index) {
        var linear = Linear.of(site.in(index)).filter(l -> l.bias().isPresent());
        var shift = linear.flatMap(l -> site.alongLastAxis(1 - index, l.channels()));
        return shift.map(c -> {
            var it = linear.orElseThrow();
            var sum = site.tf().constant(sum(it.bias().orElseThrow(), c));
            var unbiased = it.node().outputs().get(0);
            return site.tf()
                    .op("BiasAdd")
                    .in(unbiased, sum)
                    .shapes(unbiased.shape())
                    .one();
        });
    }

    private static Tensor sum(Tensor a, Tensor b) {
        var x = a.doubles();
        var y = b.doubles();
        var sum = IntStream.range(0, x.length).mapToDouble(i -> x[i] + y[i]).toArray();
        return Tensor.ofDoubles(DType.FLOAT, a.sizes(), sum);
    }
}
