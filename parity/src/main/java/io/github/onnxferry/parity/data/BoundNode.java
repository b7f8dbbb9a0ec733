package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A node with the lengths that are about to be fed: a {@link ValueRules.Rule} reads it and says what it asks of the values
 * of its inputs. Parameters of one node, such as starts and ends, are drawn together and fit each other.
 */
final class BoundNode {
    private static final Set<String> MOVES =
            Set.of("Identity", "Cast", "Expand", "Unsqueeze", "Squeeze", "Reshape", "Tile");

    private static final int SEARCH = 8;

    /** Values that are drawn as a whole have at most so many elements. */
    private static final long LONGEST = 1 << 22;

    private final OnnxNode node;
    private final GraphFacts facts;
    private final DimSizes sizes;
    private final Random random;
    private final Map<String, ValueRange> ranges;
    private final Map<String, double[]> exact;

    /**
     * Binds.
     *
     * @param ranges where ranges go, by value
     * @param exact where values go that are drawn as a whole, in row-major order
     */
    BoundNode(
            OnnxNode node,
            GraphFacts facts,
            DimSizes sizes,
            long seed,
            Map<String, ValueRange> ranges,
            Map<String, double[]> exact) {
        this.node = node;
        this.facts = facts;
        this.sizes = sizes;
        this.random = new Random(31 * seed + node.outputs().hashCode());
        this.ranges = ranges;
        this.exact = exact;
    }

    OnnxNode node() {
        return node;
    }

    Random random() {
        return random;
    }

    GraphFacts facts() {
        return facts;
    }

    /** Whether there is an input at a place. */
    boolean has(int place) {
        return place < node.inputs().size() && !node.inputs().get(place).isEmpty();
    }

    /** The lengths of an input, if its rank is known; an axis that is not stated counts as 1. */
    Optional<long[]> lengths(int place) {
        return has(place) ? facts.lengths(node.inputs().get(place), sizes, 1) : Optional.empty();
    }

    /** The length of an axis of an input, from the end if it is negative; 1 if it is not known. */
    long length(int place, long axis) {
        return lengths(place)
                .filter(l -> l.length > 0)
                .map(l -> l[(int) Math.floorMod(axis, (long) l.length)])
                .orElse(1L);
    }

    /** The number of elements of an input; 0 if its rank is not known, or it is too long for a parameter. */
    int count(int place) {
        return lengths(place)
                .map(Tensor::elements)
                .filter(n -> n <= LONGEST)
                .map(Long::intValue)
                .orElse(0);
    }

    /** The lengths of an output, if all are stated or follow from those of the inputs. */
    Optional<long[]> output(int place) {
        return place < node.outputs().size()
                ? facts.lengths(node.outputs().get(place), sizes, -1)
                        .filter(l -> Arrays.stream(l).allMatch(n -> n >= 0))
                : Optional.empty();
    }

    /** The value of an input that is a constant. */
    Optional<Tensor> constant(int place) {
        return has(place) ? facts.constant(node.inputs().get(place)) : Optional.empty();
    }

    /** The constant that an input is made of by repeating and reshaping it. */
    Optional<Tensor> origin(int place) {
        String value = has(place) ? node.inputs().get(place) : "";
        for (int steps = 0; steps < SEARCH && facts.constant(value).isEmpty(); steps++) {
            var producer = facts.producer(value).filter(n -> MOVES.contains(n.opType()));
            value = producer.map(n -> n.inputs().get(0)).orElse("");
        }
        return facts.constant(value);
    }

    /** The integers of an input that is a constant. */
    Optional<long[]> integers(int place) {
        return constant(place).filter(t -> t.dtype().isInteger()).map(Tensor::longs);
    }

    /** The element type of an input, if it is known. */
    Optional<DType> dtype(int place) {
        if (!has(place)) {
            return Optional.empty();
        }
        String name = node.inputs().get(place);
        return facts.tensorType(name)
                .map(OnnxType.TensorType::dtype)
                .or(() -> facts.constant(name).map(Tensor::dtype));
    }

    /** Whether an input is of integers. */
    boolean isInteger(int place) {
        return dtype(place).filter(DType::isInteger).isPresent();
    }

    /** Whether an input is of real floating point numbers. */
    boolean isFloat(int place) {
        return dtype(place).filter(DType::isFloat).isPresent();
    }

    /** An integer attribute. */
    long attribute(String key, long otherwise) {
        return node.attribute(key).orElse(null) instanceof OnnxAttribute.IntValue i ? i.value() : otherwise;
    }

    /** A real attribute. */
    double attribute(String key, float otherwise) {
        return node.attribute(key).orElse(null) instanceof OnnxAttribute.FloatValue f ? f.value() : otherwise;
    }

    /** A text attribute. */
    String attribute(String key, String otherwise) {
        return node.attribute(key).orElse(null) instanceof OnnxAttribute.StringValue s
                ? s.value().toString()
                : otherwise;
    }

    /** An attribute of integers. */
    Optional<long[]> attributes(String key) {
        return node.attribute(key).orElse(null) instanceof OnnxAttribute.IntsValue i
                ? Optional.of(i.values().stream().mapToLong(Long::longValue).toArray())
                : Optional.empty();
    }

    /** Asks for values of a range. */
    void ask(int place, ValueRange range) {
        if (has(place)) {
            ranges.merge(node.inputs().get(place), range, ValueRange::and);
        }
    }

    /** Asks for the very values, in row-major order; the last who asks counts for an input that several use. */
    void set(int place, double... values) {
        if (has(place)) {
            exact.put(node.inputs().get(place), values);
        }
    }

    /** Asks for the very integers, in row-major order. */
    void set(int place, long[] values) {
        set(place, Arrays.stream(values).asDoubleStream().toArray());
    }

    /** Asks for the very integers, in row-major order. */
    void set(int place, List<Long> values) {
        set(place, values.stream().mapToDouble(Long::doubleValue).toArray());
    }

    /** An integer from one bound up to, not including, the other. */
    long draw(long low, long high) {
        return low + Math.floorMod(random.nextLong(), Math.max(1, high - low));
    }

    /** Different integers from 0 up to, not including, a bound, in random order; fewer if there are not so many. */
    long[] distinct(int count, long bound) {
        var all = new long[(int) Math.max(0, Math.min(bound, LONGEST))];
        Arrays.setAll(all, i -> i);
        int taken = Math.min(count, all.length);
        for (int i = 0; i < taken; i++) {
            int other = i + random.nextInt(all.length - i);
            long swapped = all[i];
            all[i] = all[other];
            all[other] = swapped;
        }
        return Arrays.copyOf(all, taken);
    }
}
