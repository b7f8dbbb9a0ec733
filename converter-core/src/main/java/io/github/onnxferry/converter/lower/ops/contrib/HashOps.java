package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Hashes of numbers. */
public final class HashOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("MurmurHash3", HashOps::murmur)
            .parity(Parity.EXACT)
            .gap("hashes of strings", n -> n.in("X").dtype() == DType.STRING)
            .build();

    private static final long MASK = 0xffffffffL;

    private final TfBuilder tf;

    private HashOps(TfBuilder tf) {
        this.tf = tf;
    }

    /**
     * MurmurHash3_x86_32 of the bytes of each element, 4 or 8 of them. Numbers of 32 bits are held in int64, where their
     * products keep the low bits.
     */
    private static Value murmur(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var hash = new HashOps(tf);
        boolean wide = x.dtype().bits() == Long.SIZE;
        var words = wide
                ? hash.halves(tf.op("Bitcast")
                        .in(x)
                        .attr("type", DType.INT64)
                        .shapes(x.shape())
                        .one())
                : List.of(hash.low(tf.cast(
                        tf.op("Bitcast")
                                .in(x)
                                .attr("type", DType.INT32)
                                .shapes(x.shape())
                                .one(),
                        DType.INT64)));
        Value state = tf.int64(n.optionalInt64("seed").orElse(0L) & MASK);
        for (Value word : words) {
            state = hash.mixed(state, word);
        }
        var result = hash.avalanche(hash.xor(state, tf.int64(4L * words.size())));
        boolean positive = n.optionalInt64("positive").orElse(1L) != 0;
        return tf.cast(result, positive ? DType.UINT32 : DType.INT32);
    }

    private List<Value> halves(Value x) {
        return List.of(low(x), low(shifted("RightShift", x, Integer.SIZE)));
    }

    private Value mixed(Value state, Value word) {
        var scrambled = times(rotated(times(word, 0xcc9e2d51L), 15), 0x1b873593L);
        return low(tf.add(times(rotated(xor(state, scrambled), 13), 5), tf.int64(0xe6546b64L)));
    }

    private Value avalanche(Value hash) {
        var first = times(xor(hash, shifted("RightShift", hash, 16)), 0x85ebca6bL);
        var second = times(xor(first, shifted("RightShift", first, 13)), 0xc2b2ae35L);
        return xor(second, shifted("RightShift", second, 16));
    }

    private Value rotated(Value x, int bits) {
        var high = low(shifted("LeftShift", x, bits));
        return tf.op("BitwiseOr")
                .in(high, shifted("RightShift", x, Integer.SIZE - bits))
                .one();
    }

    private Value shifted(String op, Value x, int bits) {
        return tf.op(op).in(x, tf.int64(bits)).one();
    }

    private Value times(Value x, long factor) {
        return low(tf.mul(x, tf.int64(factor)));
    }

    private Value xor(Value a, Value b) {
        return tf.op("BitwiseXor").in(a, b).one();
    }

    /** The low 32 bits. */
    private Value low(Value x) {
        return tf.op("BitwiseAnd").in(x, tf.int64(MASK)).one();
    }
}
