package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The cell of ONNX GRU with the reset gate applied behind the product ({@code linear_before_reset} 1, as in cuDNN and
 * PyTorch), which needs one product a step:
 *
 * <pre>
 * z = f(X Wz + H Rz + bz),  r = f(X Wr + H Rr + br)
 * h = g(X Wh + r * (H Rh + Rbh) + Wbh)
 * H = (1 - z) * h + z * H
 * </pre>
 */
final class LinearFirstGruCell implements Cell {
    private final Side side;
    private final Activation gate;
    private final Activation hidden;

    LinearFirstGruCell(Side side, List<Activation> activations) {
        this.side = side;
        this.gate = activations.get(0);
        this.hidden = activations.get(1);
    }

    @Override
    public Optional<Value> inputBias() {
        return side.inputBias();
    }

    @Override
    public List<Value> invariants() {
        var result = new ArrayList<>(List.of(side.recurrentWeights(), side.gateSizes(2, 1)));
        side.recurrentBias().ifPresent(result::add);
        return result;
    }

    @Override
    public List<Value> next(Value input, List<Value> state, List<Value> invariants, TfBuilder tf) {
        var before = state.get(0);
        var product = tf.matMul(before, invariants.get(0));
        var biased = invariants.size() > 2 ? tf.add(product, invariants.get(2)) : product;
        var inputs = Side.split(input, invariants.get(1), 2, tf);
        var products = Side.split(biased, invariants.get(1), 2, tf);
        var gates = Side.equalParts(gate.apply(tf.add(inputs.get(0), products.get(0)), tf), 2, tf);
        var candidate = hidden.apply(tf.add(inputs.get(1), tf.mul(gates.get(1), products.get(1))), tf);
        return List.of(GruCell.blend(gates.get(0), candidate, before, tf));
    }
}
