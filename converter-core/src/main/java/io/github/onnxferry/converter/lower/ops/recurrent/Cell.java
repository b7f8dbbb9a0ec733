package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** What a recurrent layer does at one step. {@code B} is the batch, {@code H} the hidden size, {@code G} the gates. */
interface Cell {
    /** What is added to the product of inputs and weights of all steps at once, {@code [G * H]}. */
    Optional<Value> inputBias();

    /** What every step needs from outside of the loop, such as the recurrent weights. */
    List<Value> invariants();

    /**
     * The state after a step.
     *
     * @param input the inputs of the step, multiplied by their weights, {@code [B, G * H]}
     * @param state the state before, each {@code [B, H]}; the hidden state comes first
     * @param invariants the {@link #invariants()}, as they are called inside of the loop
     * @param tf where the step is emitted
     */
    List<Value> next(Value input, List<Value> state, List<Value> invariants, TfBuilder tf);
}
