package io.github.onnxferry.converter.lower.ops.sequence;

import io.github.onnxferry.converter.lower.Body;
import io.github.onnxferry.converter.lower.Captures;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Sequence;
import io.github.onnxferry.converter.lower.ops.control.StateLoop;
import io.github.onnxferry.converter.lower.ops.control.StateLoop.Round;
import io.github.onnxferry.converter.lower.ops.control.StateLoop.Start;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A body applied to each item of sequences. */
final class SequenceMaps {
    /** Sequences with more known items than this are mapped in a loop. */
    private static final int MAX_REPEATED = 16;

    private SequenceMaps() {}

    /**
     * SequenceMap 17: the body sees an item of each sequence, and every other input as it is. All sequences have as many
     * items as the first. A few known items each get a copy of the body; others a loop.
     */
    static List<Operand> map(NodeView n, TfBuilder tf) {
        var inputs = new ArrayList<Operand>();
        inputs.add(SequenceOps.sequence(n, "input_sequence"));
        n.operandSlots("additional_inputs").forEach(slot -> slot.ifPresent(inputs::add));
        var body = n.body("body");
        var known = count(inputs);
        return known.isPresent() && known.get() <= MAX_REPEATED
                ? repeated(n, body, inputs, known.get(), tf)
                : looped(n, body, inputs, tf);
    }

    /** The number of items, if all sequences are known item by item. */
    private static Optional<Integer> count(List<Operand> inputs) {
        int least = Integer.MAX_VALUE;
        for (var input : inputs) {
            if (input instanceof Sequence.Known known) {
                least = Math.min(least, known.items().size());
            } else if (input instanceof Sequence) {
                return Optional.empty();
            }
        }
        return Optional.of(least);
    }

    private static List<Operand> repeated(NodeView n, Body body, List<Operand> inputs, int count, TfBuilder tf) {
        var rounds = new ArrayList<List<Operand>>();
        for (int i = 0; i < count; i++) {
            int item = i;
            rounds.add(body.inline(
                    inputs.stream()
                            .map(o -> o instanceof Sequence.Known known
                                    ? known.items().get(item)
                                    : o)
                            .toList(),
                    tf));
        }
        var outputs = new ArrayList<Operand>();
        for (int i = 0; i < body.graph().outputs().size(); i++) {
            int output = i;
            var items =
                    rounds.stream().map(r -> r.get(output).components().get(0)).toList();
            outputs.add(Sequence.Known.ofTensors(
                    items.isEmpty() ? dtype(n, body, i) : items.get(0).dtype(), items));
        }
        return outputs;
    }

    private static List<Operand> looped(NodeView n, Body body, List<Operand> inputs, TfBuilder tf) {
        var outer = Body.captures(body);
        var given = inputs.stream()
                .map(o -> o instanceof Sequence s ? s.packed(tf) : o)
                .toList();
        var initial = new ArrayList<Operand>();
        for (int i = 0; i < body.graph().outputs().size(); i++) {
            initial.add(Sequence.Known.ofTensors(dtype(n, body, i), List.of()));
        }
        var length = ((Sequence.Packed) given.get(0)).length(tf);
        var constants = given.stream().flatMap(o -> o.components().stream()).toList();
        return new StateLoop(
                        n.where(),
                        Optional.of(length),
                        Optional.empty(),
                        initial,
                        constants,
                        outer,
                        (start, inside) -> round(body, given, start, outer, inside))
                .emit(tf)
                .state();
    }

    private static Round round(Body body, List<Operand> given, Start start, Captures outer, TfBuilder inside) {
        var inputs = new ArrayList<Operand>();
        int from = 0;
        for (var operand : given) {
            int to = from + operand.components().size();
            var here = operand.with(start.constants().subList(from, to));
            inputs.add(here instanceof Sequence.Packed packed ? packed.at(start.index(), inside) : here);
            from = to;
        }
        var items = body.lower(inputs, outer, start.captured(), inside);
        var next = new ArrayList<Operand>();
        for (int i = 0; i < items.size(); i++) {
            var sequence = ((Sequence) start.state().get(i)).packed(inside);
            next.add(sequence.insert(sequence.length(inside), items.get(i), inside));
        }
        return new Round(inside.bool(true), next, List.of());
    }

    private static DType dtype(NodeView n, Body body, int output) {
        var value = body.graph().outputs().get(output);
        if (value.type() instanceof TensorType tensor) {
            return tensor.dtype();
        }
        throw n.invalid("its body does not state the dtype of output '" + value.name() + "'");
    }
}
