package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Optional;

/** Unsigned integers of 2 or 4 bits in bytes, the first one in the lowest bits. */
final class PackedIntegers {
    private PackedIntegers() {}

    /**
     * The integers of bytes, whose last axis is longer by the number of them a byte.
     *
     * @param bytes uint8; of a constant no element is copied
     * @param bits 2, 4 or 8
     */
    static Value unpack(Value bytes, int bits, TfBuilder tf) {
        if (bits == Byte.SIZE) {
            return bytes;
        }
        return ofConstant(bytes, bits, tf).orElseGet(() -> shifted(bytes, bits, tf));
    }

    private static Optional<Value> ofConstant(Value bytes, int bits, TfBuilder tf) {
        return bytes.constant()
                .filter(t -> t.rank() > 0)
                .flatMap(tensor -> tensor.packedBytes().map(packed -> {
                    var sizes = tensor.sizes();
                    sizes[sizes.length - 1] *= Byte.SIZE / bits;
                    var integers = Tensor.of(bits == 4 ? DType.UINT4 : DType.UINT2, sizes, packed);
                    return bytes.node()
                            .weightName()
                            .map(name -> tf.weight(name, integers))
                            .orElseGet(() -> tf.constant(integers));
                }));
    }

    private static Value shifted(Value bytes, int bits, TfBuilder tf) {
        var mask = tf.like(bytes, (1 << bits) - 1);
        var parts = new ArrayList<Value>();
        for (int shift = 0; shift < Byte.SIZE; shift += bits) {
            parts.add(tf.op("BitwiseAnd")
                    .in(tf.op("RightShift").in(bytes, tf.like(bytes, shift)).one(), mask)
                    .one());
        }
        var sizes = new ArrayList<Value>();
        for (int axis = 0; axis + 1 < bytes.rank(); axis++) {
            sizes.add(tf.sizeOf(bytes, axis));
        }
        sizes.add(tf.mul(tf.sizeOf(bytes, -1), tf.int64(parts.size())));
        return tf.reshape(tf.pack(parts, -1), tf.pack(sizes, 0));
    }
}
