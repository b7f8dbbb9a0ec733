package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cell of ONNX LSTM, with peepholes {@code P} if there are any:
 *
 * <pre>
 * i = f(X Wi + H Ri + Pi * C + bi),  f = f(X Wf + H Rf + Pf * C + bf), or 1 - i if they are coupled
 * c = g(X Wc + H Rc + bc)
 * C = f * C + i * c
 * o = f(X Wo + H Ro + Po * C + bo)
 * H = o * h(C)
 * </pre>
 *
 * <p>ONNX bounds "the input of activations"; ONNX Runtime, and this, bound those of f and g but not that of h.
 */
final class LstmCell implements Cell {
    private final Side side;
    private final Activation gate;
    private final Activation cell;
    private final Activation hidden;
    private final boolean coupled;

    /** {@code coupled}: the forget gate is what the input gate leaves. */
    LstmCell(Side side, List<Activation> activations, boolean coupled) {
        this.side = side;
        this.gate = activations.get(0);
        this.cell = activations.get(1);
        this.hidden = activations.get(2).unclipped();
        this.coupled = coupled;
    }

    @Override
    public Optional<Value> inputBias() {
        return side.biasSum();
    }

    @Override
    public List<Value> invariants() {
        var result = new ArrayList<>(List.of(side.recurrentWeights(), side.gateSizes(3, 1)));
        result.addAll(side.peepholes());
        return result;
    }

    @Override
    public List<Value> next(Value input, List<Value> state, List<Value> invariants, TfBuilder tf) {
        var sums = tf.add(input, tf.matMul(state.get(0), invariants.get(0)));
        var split = Side.split(sums, invariants.get(1), 2, tf);
        var peepholes = invariants.subList(2, invariants.size());
        var before = state.get(1);
        var candidate = cell.apply(split.get(1), tf);
        if (peepholes.isEmpty()) {
            var gates = Side.equalParts(gate.apply(split.get(0), tf), 3, tf);
            var after = remember(gates.get(0), gates.get(2), candidate, before, tf);
            return List.of(tf.mul(gates.get(1), hidden.apply(after, tf)), after);
        }
        var gates = Side.equalParts(split.get(0), 3, tf);
        var in = gate.apply(tf.add(gates.get(0), tf.mul(peepholes.get(0), before)), tf);
        var forget = gate.apply(tf.add(gates.get(2), tf.mul(peepholes.get(2), before)), tf);
        var after = remember(in, forget, candidate, before, tf);
        var out = gate.apply(tf.add(gates.get(1), tf.mul(peepholes.get(1), after)), tf);
        return List.of(tf.mul(out, hidden.apply(after, tf)), after);
    }

    private Value remember(Value in, Value forget, Value candidate, Value before, TfBuilder tf) {
        var kept = coupled ? tf.sub(tf.like(in, 1), in) : forget;
        return tf.add(tf.mul(kept, before), tf.mul(in, candidate));
    }
}
