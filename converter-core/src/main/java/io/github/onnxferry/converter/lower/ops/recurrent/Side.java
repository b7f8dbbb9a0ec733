package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/**
 * The parameters of one direction of a layer. {@code I} is the size of the inputs, {@code H} the hidden size, {@code G}
 * the number of gates.
 *
 * @param index 0 for the first or only direction
 * @param inputWeights {@code [I, G * H]}
 * @param recurrentWeights {@code [H, G * H]}
 * @param biases those of inputs and of recurrence, {@code [2, G * H]}
 * @param peepholes of input, output and forget gate, each {@code [H]}; or none
 * @param hiddenSize {@code H} as an int64 scalar
 * @param tf where the layer is emitted
 */
record Side(
        int index,
        Value inputWeights,
        Value recurrentWeights,
        Optional<Value> biases,
        List<Value> peepholes,
        Value hiddenSize,
        TfBuilder tf) {

    /** The sum of both biases, {@code [G * H]}. */
    Optional<Value> biasSum() {
        return biases.map(b -> tf.reduce("Sum", b, false, 0));
    }

    /** The bias of the inputs, {@code [G * H]}. */
    Optional<Value> inputBias() {
        return biases.map(b -> unpack(b, 2, tf).get(0));
    }

    /** The bias of the recurrence, {@code [G * H]}. */
    Optional<Value> recurrentBias() {
        return biases.map(b -> unpack(b, 2, tf).get(1));
    }

    /** How many columns two groups of gates have, {@code [2]}. */
    Value gateSizes(int first, int second) {
        return tf.pack(List.of(times(first), times(second)), 0);
    }

    private Value times(int gates) {
        return gates == 1
                ? hiddenSize
                : tf.op("Mul").in(hiddenSize, tf.int64(gates)).one();
    }

    /** The slices along the first axis, without it. */
    static List<Value> unpack(Value x, int count, TfBuilder tf) {
        return tf.op("Unpack").in(x).attr("num", count).attr("axis", 0).all();
    }

    /** Columns in groups of given sizes. */
    static List<Value> split(Value x, Value sizes, int count, TfBuilder tf) {
        return tf.op("SplitV")
                .in(x, sizes, tf.int32(1))
                .attr("num_split", count)
                .attr("Tlen", DType.INT64)
                .all();
    }

    /** Columns in groups of one size. */
    static List<Value> equalParts(Value x, int count, TfBuilder tf) {
        return tf.op("Split").in(tf.int32(1), x).attr("num_split", count).all();
    }
}
