package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** The cell of ONNX RNN: {@code H = f(X W + H R + Wb + Rb)}. */
final class SimpleCell implements Cell {
    private final Side side;
    private final Activation activation;

    SimpleCell(Side side, Activation activation) {
        this.side = side;
        this.activation = activation;
    }

    @Override
    public Optional<Value> inputBias() {
        return side.biasSum();
    }

    @Override
    public List<Value> invariants() {
        return List.of(side.recurrentWeights());
    }

    @Override
    public List<Value> next(Value input, List<Value> state, List<Value> invariants, TfBuilder tf) {
        return List.of(activation.apply(tf.add(input, tf.matMul(state.get(0), invariants.get(0))), tf));
    }
}
