package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/**
 * The cell of ONNX GRU with the reset gate applied to the state itself ({@code linear_before_reset} 0):
 *
 * <pre>
 * z = f(X Wz + H Rz + bz),  r = f(X Wr + H Rr + br)
 * h = g(X Wh + (r * H) Rh + bh)
 * H = (1 - z) * h + z * H
 * </pre>
 */
final class GruCell implements Cell {
    private final Side side;
    private final Activation gate;
    private final Activation hidden;

    GruCell(Side side, List<Activation> activations) {
        this.side = side;
        this.gate = activations.get(0);
        this.hidden = activations.get(1);
    }

    @Override
    public Optional<Value> inputBias() {
        return side.biasSum();
    }

    @Override
    public List<Value> invariants() {
        var sizes = side.gateSizes(2, 1);
        var split = Side.split(side.recurrentWeights(), sizes, 2, side.tf());
        return List.of(split.get(0), split.get(1), sizes);
    }

    @Override
    public List<Value> next(Value input, List<Value> state, List<Value> invariants, TfBuilder tf) {
        var before = state.get(0);
        var inputs = Side.split(input, invariants.get(2), 2, tf);
        var gates = gate.apply(tf.add(inputs.get(0), tf.matMul(before, invariants.get(0))), tf);
        var parts = Side.equalParts(gates, 2, tf);
        var kept = tf.matMul(tf.mul(parts.get(1), before), invariants.get(1));
        return List.of(blend(parts.get(0), hidden.apply(tf.add(inputs.get(1), kept), tf), before, tf));
    }

    /** {@code (1 - z) * h + z * H}. */
    static Value blend(Value z, Value h, Value before, TfBuilder tf) {
        return tf.add(tf.mul(tf.sub(tf.like(z, 1), z), h), tf.mul(z, before));
    }
}
