package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.ByteBuffer;
import java.util.List;

/** Joins constants along an axis. */
final class Concatenation {
    private Concatenation() {}

    /**
     * The parts joined behind the first {@code outer} elements' worth of leading axes.
     *
     * @param dtype element type of all parts, one with whole bytes
     * @param sizes lengths of the result
     * @param outer product of the lengths before the axis
     * @param parts what to join
     */
    static Tensor of(DType dtype, long[] sizes, long outer, List<Tensor> parts) {
        int width = dtype.bytes();
        var result = ByteBuffer.allocate(Math.toIntExact(Tensor.elements(sizes) * width));
        var sources = parts.stream()
                .map(Tensor::materialised)
                .map(p -> p.plainBytes().orElseThrow())
                .toList();
        for (long o = 0; o < outer; o++) {
            for (Bytes source : sources) {
                long run = source.size() / outer;
                for (long i = o * run; i < (o + 1) * run; i++) {
                    result.put(source.get(i));
                }
            }
        }
        return Tensor.of(dtype, sizes, Bytes.of(result.array()));
    }
}
