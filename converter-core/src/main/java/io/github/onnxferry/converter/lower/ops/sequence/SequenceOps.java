package io.github.onnxferry.converter.lower.ops.sequence;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.Sequence;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Making, reading and changing sequences. */
public final class SequenceOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .composite("SequenceAt", (n, tf) -> List.of(at(n, tf)))
            .parity(Parity.EXACT)
            .composite("SequenceConstruct", (n, tf) -> List.of(construct(n)))
            .parity(Parity.EXACT)
            .composite("SequenceEmpty", (n, tf) -> List.of(empty(n)))
            .parity(Parity.EXACT)
            .composite("SequenceErase", (n, tf) -> List.of(erase(n, tf)))
            .parity(Parity.EXACT)
            .composite("SequenceInsert", (n, tf) -> List.of(insert(n, tf)))
            .parity(Parity.EXACT)
            .op("SequenceLength", SequenceOps::length)
            .parity(Parity.EXACT)
            .composite("SequenceMap", SequenceMaps::map)
            .parity(Parity.EXACT)
            .op("ConcatFromSequence", SequenceJoins::concat)
            .parity(Parity.EXACT)
            .composite("SplitToSequence", (n, tf) -> List.of(SequenceJoins.split(n, tf)))
            .parity(Parity.EXACT)
            .build();

    private SequenceOps() {}

    /** The input, which must be a sequence. */
    static Sequence sequence(NodeView n, String formal) {
        if (n.operand(formal) instanceof Sequence sequence) {
            return sequence;
        }
        throw n.invalid("input " + formal + " is a " + n.operand(formal).kind() + " and no sequence");
    }

    /** SequenceConstruct 11. */
    private static Operand construct(NodeView n) {
        var inputs = n.variadic("inputs");
        if (inputs.isEmpty()) {
            throw n.invalid("it has no inputs");
        }
        return Sequence.Known.ofTensors(inputs.get(0).dtype(), inputs);
    }

    /** SequenceEmpty 11. */
    private static Operand empty(NodeView n) {
        return Sequence.Known.ofTensors(n.optionalDtype("dtype").orElse(DType.FLOAT), List.of());
    }

    /** SequenceLength 11. */
    private static Value length(NodeView n, TfBuilder tf) {
        var sequence = sequence(n, "input_sequence");
        return sequence instanceof Sequence.Known known
                ? tf.int64(known.items().size())
                : sequence.packed(tf).length(tf);
    }

    /** SequenceAt 11: a position below 0 counts from the end; one that does not exist is an error. */
    private static Operand at(NodeView n, TfBuilder tf) {
        var sequence = sequence(n, "input_sequence");
        var position = n.in("position");
        if (sequence instanceof Sequence.Known known && position.isConstant()) {
            return known.items()
                    .get(place(n, position, known.items().size(), known.items().size() - 1));
        }
        var packed = sequence.packed(tf);
        return packed.at(fromFront(position, packed.length(tf), tf), tf);
    }

    /** SequenceInsert 11: before a position, at the end if none is given. */
    private static Operand insert(NodeView n, TfBuilder tf) {
        var sequence = sequence(n, "input_sequence");
        var tensor = n.in("tensor");
        var position = n.optional("position");
        if (sequence instanceof Sequence.Known known
                && position.map(Value::isConstant).orElse(true)) {
            int count = known.items().size();
            var items = new ArrayList<>(known.items());
            items.add(position.map(p -> place(n, p, count, count)).orElse(count), Operand.of(tensor));
            return Sequence.Known.ofTensors(tensor.dtype(), tensors(items));
        }
        var packed = sequence.packed(tf);
        var length = packed.length(tf);
        var place = position.map(p -> fromFront(p, length, tf)).orElse(length);
        return packed.insert(place, Operand.of(tensor), tf);
    }

    /** SequenceErase 11: the last one if no position is given. */
    private static Operand erase(NodeView n, TfBuilder tf) {
        var sequence = sequence(n, "input_sequence");
        var position = n.optional("position");
        if (sequence instanceof Sequence.Known known
                && position.map(Value::isConstant).orElse(true)) {
            int count = known.items().size();
            var items = new ArrayList<>(known.items());
            if (count == 0) {
                throw n.invalid("the sequence is empty");
            }
            items.remove((int) position.map(p -> place(n, p, count, count - 1)).orElse(count - 1));
            return new Sequence.Known(known.item(), items);
        }
        var packed = sequence.packed(tf);
        var length = packed.length(tf);
        var place = position.map(p -> fromFront(p, length, tf)).orElseGet(() -> tf.sub(length, tf.int64(1)));
        return packed.erase(place, tf);
    }

    private static List<Value> tensors(List<Operand> items) {
        return items.stream().flatMap(i -> i.components().stream()).toList();
    }

    /** A constant position counted from the front. */
    private static int place(NodeView n, Value position, int count, int last) {
        long stated = position.constant().orElseThrow().getLong(0);
        long place = stated < 0 ? stated + count : stated;
        if (place < 0 || place > last) {
            throw n.invalid("position " + stated + " does not exist in a sequence of " + count);
        }
        return (int) place;
    }

    private static Value fromFront(Value position, Value length, TfBuilder tf) {
        var wide = tf.reshape(tf.cast(position, DType.INT64));
        if (Optional.of(wide)
                .flatMap(Value::constant)
                .filter(t -> t.getLong(0) >= 0)
                .isPresent()) {
            return wide;
        }
        return tf.select(tf.less(wide, tf.int64(0)), tf.add(wide, length), wide);
    }
}
