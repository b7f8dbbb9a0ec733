package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What RNN, GRU and LSTM have in common: directions, layouts, lengths of sequences, initial states and outputs. {@code T}
 * is the number of steps, {@code B} the batch, {@code D} the directions, {@code I} the size of the inputs, {@code H} the
 * hidden size.
 *
 * <p>Numbers of 16 bits are computed in single precision and rounded once. No step asks for lengths: what is computed
 * behind the end of a sequence is cut off afterwards, and a reverse direction starts with the last element of each
 * sequence.
 */
final class RecurrentLayer {
    private final NodeView n;
    private final TfBuilder tf;
    private final int gates;
    private final DType dtype;
    private final String direction;
    private final int directions;
    private final boolean batchFirst;
    /** {@code [T, B, I]}. */
    private final Value x;
    /** {@code [B]}; absent if all sequences take all steps. */
    private final Optional<Value> lengths;

    private final Value hiddenSize;

    RecurrentLayer(NodeView n, TfBuilder tf, int gates) {
        this.n = n;
        this.tf = tf;
        this.gates = gates;
        var outer = n.in("X").dtype();
        this.dtype = outer == DType.FLOAT16 || outer == DType.BFLOAT16 ? DType.FLOAT : outer;
        this.direction = n.string("direction");
        if (!List.of("forward", "reverse", "bidirectional").contains(direction)) {
            throw n.invalid("there is no direction " + direction);
        }
        this.directions = direction.equals("bidirectional") ? 2 : 1;
        this.batchFirst = n.flag("layout");
        this.x = stepsFirst(parameter("X", 3));
        this.lengths = n.optional("sequence_lens").filter(v -> !isEveryStep(v));
        this.hiddenSize = hiddenSize();
    }

    /** The outputs of the node, computed by a cell a direction: all hidden states, then the last of each state. */
    List<Value> outputs(Function<Side, Cell> cells) {
        int states = gates == 4 ? 2 : 1;
        var steps = new ArrayList<Value>();
        var last = new ArrayList<List<Value>>();
        for (var side : sides()) {
            boolean reverse = direction.equals("reverse") || side.index() == 1;
            var result = run(cells.apply(side), side, reverse, states);
            steps.addAll(result.all());
            last.add(result.last());
        }
        var outputs = new ArrayList<Value>();
        outputs.add(n.wants("Y") ? narrow(joined(steps)) : x);
        for (int i = 0; i < states; i++) {
            int state = i;
            var both = last.stream().map(l -> l.get(state)).toList();
            outputs.add(narrow(tf.pack(both, batchFirst ? 1 : 0)));
        }
        return outputs;
    }

    /** {@code [T, B, H]} of each direction as {@code [T, D, B, H]}, or {@code [B, T, D, H]} if the batch comes first. */
    private Value joined(List<Value> steps) {
        return batchFirst
                ? tf.pack(steps.stream().map(y -> tf.transpose(y, 1, 0, 2)).toList(), 2)
                : tf.pack(steps, 1);
    }

    private Value narrow(Value y) {
        return tf.cast(y, n.in("X").dtype());
    }

    /** Runs one direction; its hidden states are in the order of time, and zero behind the end of a sequence. */
    private Recurrence run(Cell cell, Side side, boolean reverse, int states) {
        var sequence = reverse ? reversed(x) : x;
        var product = product(sequence, side.inputWeights());
        var inputs = cell.inputBias().map(b -> tf.add(product, b)).orElse(product);
        var initial = new ArrayList<>(List.of(initial("initial_h", side)));
        if (states > 1) {
            initial.add(initial("initial_c", side));
        }
        var collected = new ArrayList<Integer>();
        for (int i = 0; i < states; i++) {
            if (lengths.isPresent() ? n.wants(i + 1) || (i == 0 && n.wants(0)) : i == 0 && n.wants(0)) {
                collected.add(i);
            }
        }
        var result = Recurrence.run(inputs, initial, cell, collected, tf);
        var last = new ArrayList<>(result.last().stream().map(this::zeroIfEmpty).toList());
        for (int i = 0; i < collected.size() && lengths.isPresent(); i++) {
            last.set(collected.get(i), atEnd(result.all().get(i)));
        }
        if (!n.wants(0)) {
            return new Recurrence(last, List.of());
        }
        var hidden = result.all().get(0);
        var inTime = reverse ? reversed(hidden) : hidden;
        return new Recurrence(last, List.of(lengths.isPresent() ? cut(inTime) : inTime));
    }

    /** {@code [T, B, I] x [I, G * H]}. */
    private Value product(Value sequence, Value weights) {
        var flat = tf.reshape(sequence, tf.pack(List.of(tf.int64(-1), tf.sizeOf(sequence, 2)), 0));
        var rows = tf.matMul(flat, weights);
        var sizes = tf.pack(List.of(tf.sizeOf(sequence, 0), tf.sizeOf(sequence, 1), tf.sizeOf(weights, 1)), 0);
        return tf.op("Reshape")
                .in(rows, sizes)
                .shapes(Shape.of(sequence.dim(0), sequence.dim(1), weights.dim(1)))
                .one();
    }

    /** Each sequence from its end to its beginning; what is behind its end stays there. */
    private Value reversed(Value steps) {
        return lengths.map(l -> tf.op("ReverseSequence")
                        .in(steps, l)
                        .attr("seq_dim", 0)
                        .attr("batch_dim", 1)
                        .one())
                .orElseGet(() -> tf.op("ReverseV2").in(steps, tf.vector(0)).one());
    }

    /** Zero behind the end of each sequence. */
    private Value cut(Value steps) {
        var time = tf.range(tf.int64(0), tf.sizeOf(steps, 0), tf.int64(1));
        var open = tf.less(tf.reshape(time, -1, 1, 1), tf.reshape(ends(), 1, -1, 1));
        return tf.op("SelectV2")
                .in(open, steps, tf.like(steps, 0))
                .shapes(steps.shape())
                .one();
    }

    /** What the last step of each sequence left, {@code [B, H]}; zero for an empty sequence, as in ONNX Runtime. */
    private Value atEnd(Value steps) {
        var ends = ends();
        var none = tf.equal(ends, tf.int64(0));
        var row = tf.range(tf.int64(0), tf.sizeOf(steps, 1), tf.int64(1));
        var end = tf.maximum(tf.sub(ends, tf.int64(1)), tf.int64(0));
        var positions = tf.pack(List.of(end, row), 1);
        var found = tf.op("GatherNd").in(steps, positions).one();
        return tf.op("SelectV2")
                .in(tf.reshape(none, -1, 1), tf.like(steps, 0), found)
                .shapes(Shape.of(steps.dim(1), steps.dim(2)))
                .one();
    }

    /** ONNX Runtime leaves zeros, not the initial state, when there is no step at all. */
    private Value zeroIfEmpty(Value last) {
        if (x.dim(0).isKnown() && x.dim(0).value() > 0) {
            return last;
        }
        return tf.op("SelectV2")
                .in(tf.greater(tf.sizeOf(x, 0), tf.int64(0)), last, tf.like(last, 0))
                .shapes(last.shape())
                .one();
    }

    private Value ends() {
        return tf.cast(lengths.orElseThrow(), DType.INT64);
    }

    private boolean isEveryStep(Value lens) {
        return x.dim(0).isKnown()
                && lens.constant()
                        .filter(t ->
                                Arrays.stream(t.longs()).allMatch(v -> x.dim(0).is(v)))
                        .isPresent();
    }

    /** {@code [B, H]}; zero if the node has none. */
    private Value initial(String formal, Side side) {
        if (!n.has(formal)) {
            return tf.fill(tf.pack(List.of(tf.sizeOf(x, 1), hiddenSize), 0), tf.scalar(dtype, 0));
        }
        return slices(stepsFirst(parameter(formal, 3))).get(side.index());
    }

    /** Swaps the first two axes if the batch comes first. */
    private Value stepsFirst(Value value) {
        return batchFirst ? tf.transpose(value, 1, 0, 2) : value;
    }

    /** An input in the dtype of the computation. */
    private Value parameter(String formal, int rank) {
        return tf.cast(ChannelsLast.ofRank(n, tf, n.in(formal), rank), dtype);
    }

    private Value hiddenSize() {
        var recurrent = parameter("R", 3);
        if (recurrent.dim(2).isKnown()) {
            return tf.int64(recurrent.dim(2).value());
        }
        return n.optionalInt64("hidden_size").map(tf::int64).orElseGet(() -> tf.sizeOf(recurrent, 2));
    }

    private List<Side> sides() {
        var inputWeights = slices(tf.transpose(parameter("W", 3), 0, 2, 1));
        var recurrentWeights = slices(tf.transpose(parameter("R", 3), 0, 2, 1));
        var biases = n.has("B") ? slices(parameter("B", 2)) : List.<Value>of();
        var peepholes = gates == 4 && n.has("P") ? slices(parameter("P", 2)) : List.<Value>of();
        var sides = new ArrayList<Side>();
        for (int i = 0; i < directions; i++) {
            sides.add(new Side(
                    i,
                    inputWeights.get(i),
                    recurrentWeights.get(i),
                    biases.isEmpty() ? Optional.empty() : Optional.of(tf.reshape(biases.get(i), 2, -1)),
                    peepholes.isEmpty() ? List.of() : Side.unpack(tf.reshape(peepholes.get(i), 3, -1), 3, tf),
                    hiddenSize,
                    tf));
        }
        return sides;
    }

    /** A value with directions in front as one value a direction. */
    private List<Value> slices(Value value) {
        return directions == 1 ? List.of(tf.squeeze(value, 0)) : Side.unpack(value, directions, tf);
    }
}
