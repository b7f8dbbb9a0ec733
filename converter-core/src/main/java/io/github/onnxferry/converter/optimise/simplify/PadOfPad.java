package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** What is put around a value in two steps is put there at once. */
final class PadOfPad implements Rule {
    @Override
    public Set<String> operations() {
        return Set.of("PadV2");
    }

    @Override
    public Optional<Value> apply(Site site) {
        var outer = Padding.of(site.in(0), site.constant(1), site.constant(2));
        var inner = Padding.of(site.in(0));
        if (outer.isEmpty()
                || inner.isEmpty()
                || Double.compare(outer.get().with(), inner.get().with()) != 0) {
            return Optional.empty();
        }
        var a = inner.get().pads();
        var b = outer.get().pads();
        var sum = IntStream.range(0, a.length).mapToLong(i -> a[i] + b[i]).toArray();
        var pads = site.tf().constant(Tensor.vector(sum).reshape(sum.length / 2, 2));
        return Optional.of(site.tf()
                .op("PadV2")
                .in(inner.get().of(), pads, site.in(2))
                .shapes(site.result().shape())
                .one());
    }
}
