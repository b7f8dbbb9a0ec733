package io.github.onnxferry.converter.lower.ops.control;

import io.github.onnxferry.converter.lower.Body;
import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.control.StateLoop.Round;
import io.github.onnxferry.converter.lower.ops.control.StateLoop.Start;
import io.github.onnxferry.converter.lower.ops.sequence.OptionalOps;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Loops over a body: a number of times, while a condition holds, or over slices of tensors. */
public final class LoopOps {
    private static final int BACKWARD = 1;

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .composite("Loop", LoopOps::loop)
            .parity(Parity.EXACT)
            .composite("Scan", LoopOps::scan)
            .parity(Parity.EXACT)
            .build();

    private LoopOps() {}

    /**
     * Loop 25. Runs while the trip count is not reached and the condition, at first the input and then the body's first
     * output, holds. State may be of any type and may change its shape; scan outputs of no round are empty.
     */
    private static List<Operand> loop(NodeView n, TfBuilder tf) {
        var body = n.body("body");
        var initial = new ArrayList<Operand>();
        for (var slot : n.operandSlots("v_initial")) {
            initial.add(slot.orElseThrow(() -> n.invalid("the initial value of its state is missing")));
        }
        var outputs = body.graph().outputs();
        if (outputs.size() < initial.size() + 1) {
            throw n.invalid(
                    "its body gives " + outputs.size() + " values for a condition and a state of " + initial.size());
        }
        var outer = Body.captures(body);
        var result = new StateLoop(
                        n.where(),
                        n.optional("M").map(m -> tf.reshape(m)),
                        n.optional("cond").map(c -> tf.reshape(c)),
                        initial,
                        List.of(),
                        outer,
                        (start, inside) ->
                                round(n, body, start, body.lower(inputs(start), outer, start.captured(), inside)))
                .emit(tf);
        var results = new ArrayList<Operand>();
        for (int i = 0; i < initial.size(); i++) {
            boolean optional = outputs.get(1 + i).type() instanceof OptionalType;
            boolean certain = outputs.get(1 + i).type() instanceof TensorType
                    || outputs.get(1 + i).type() instanceof SequenceType;
            var operand = result.state().get(i);
            results.add(certain && !optional ? OptionalOps.element(operand, tf) : operand);
        }
        results.addAll(Operand.ofAll(result.collected()));
        return results;
    }

    private static List<Operand> inputs(Start start) {
        var inputs = new ArrayList<>(List.of(Operand.of(start.index()), Operand.of(start.condition())));
        inputs.addAll(start.state());
        return inputs;
    }

    private static Round round(NodeView n, Body body, Start start, List<Operand> outputs) {
        int states = start.state().size();
        return new Round(
                tensor(n, body, outputs, 0),
                outputs.subList(1, 1 + states),
                IntStream.range(1 + states, outputs.size())
                        .mapToObj(i -> tensor(n, body, outputs, i))
                        .toList());
    }

    private static Value tensor(NodeView n, Body body, List<Operand> outputs, int index) {
        if (outputs.get(index) instanceof Operand.Dense dense) {
            return dense.value();
        }
        throw n.invalid("output '" + body.graph().outputs().get(index).name() + "' of its body is a "
                + outputs.get(index).kind() + " where a tensor is needed");
    }

    /**
     * Scan 25. Round {@code i} sees slice {@code i} of each scan input, counted from the end where its direction is
     * backward; a scan output that is written backward is reversed at the end.
     */
    private static List<Operand> scan(NodeView n, TfBuilder tf) {
        var body = n.body("body");
        var all = n.variadic("initial_state_and_scan_inputs");
        int scans = Math.toIntExact(n.int64("num_scan_inputs"));
        int states = all.size() - scans;
        if (scans < 1 || states < 0) {
            throw n.invalid("num_scan_inputs is " + scans + " of " + all.size() + " inputs");
        }
        var sources = all.subList(states, all.size());
        var axes = new ArrayList<Integer>();
        for (int i = 0; i < scans; i++) {
            axes.add(n.axis(entry(n, "scan_input_axes", i), n.rank(sources.get(i), "scan input " + i)));
        }
        var length = tf.sizeOf(sources.get(0), axes.get(0));
        var outer = Body.captures(body);
        var result = new StateLoop(
                        n.where(),
                        java.util.Optional.of(length),
                        java.util.Optional.empty(),
                        Operand.ofAll(all.subList(0, states)),
                        sources,
                        outer,
                        (start, inside) -> {
                            var inputs = new ArrayList<>(start.state());
                            for (int i = 0; i < scans; i++) {
                                boolean backward = entry(n, "scan_input_directions", i) == BACKWARD;
                                inputs.add(Operand.of(slice(start, i, axes.get(i), backward, inside)));
                            }
                            var outputs = body.lower(inputs, outer, start.captured(), inside);
                            return new Round(
                                    inside.bool(true),
                                    outputs.subList(0, states),
                                    IntStream.range(states, outputs.size())
                                            .mapToObj(i -> tensor(n, body, outputs, i))
                                            .toList());
                        })
                .emit(tf);
        var results = new ArrayList<>(result.state());
        for (int i = 0; i < result.collected().size(); i++) {
            results.add(Operand.of(placed(n, result.collected().get(i), i, tf)));
        }
        return results;
    }

    private static Value slice(Start start, int scan, int axis, boolean backward, TfBuilder tf) {
        var source = start.constants().get(scan);
        var index = backward ? tf.sub(tf.sub(tf.sizeOf(source, axis), tf.int64(1)), start.index()) : start.index();
        return tf.gather(source, index, axis);
    }

    /** A scan output in its direction, its rounds along the axis that the node asks for. */
    private static Value placed(NodeView n, Value stacked, int output, TfBuilder tf) {
        boolean backward = entry(n, "scan_output_directions", output) == BACKWARD;
        var ordered = backward ? tf.op("ReverseV2").in(stacked, tf.vector(0)).one() : stacked;
        long wanted = entry(n, "scan_output_axes", output);
        if (wanted == 0) {
            return ordered;
        }
        int rank = n.rank(ordered, "scan output " + output);
        int axis = n.axis(wanted, rank);
        var permutation = new int[rank];
        for (int i = 0; i < rank; i++) {
            permutation[i] = i == axis ? 0 : i < axis ? i + 1 : i;
        }
        return tf.transpose(ordered, permutation);
    }

    /** An entry of a list attribute, 0 where the node does not set the list. */
    private static long entry(NodeView n, String attribute, int index) {
        var values = n.optionalInt64s(attribute).orElse(new long[0]);
        if (values.length > 0 && index >= values.length) {
            throw n.invalid(attribute + " has " + values.length + " entries, too few");
        }
        return values.length == 0 ? 0 : values[index];
    }
}
