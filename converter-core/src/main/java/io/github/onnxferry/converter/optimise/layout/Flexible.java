package io.github.onnxferry.converter.optimise.layout;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionRewriter;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * A node that does the same in channels-first and in channels-last order.
 *
 * @param node the node, in channels-first order
 * @param carried which arguments are in the order of the node; others are constants and scalars
 * @param rank number of axes of those arguments
 * @param keepsOrder whether results are in the order of the node; otherwise they are the same in both
 */
record Flexible(TfNode node, Set<Integer> carried, int rank, boolean keepsOrder) {
    /** What the node is, if it is flexible. */
    static Optional<Flexible> of(TfNode node) {
        var role = LayoutRole.of(node.op());
        if (role == LayoutRole.PINNED || node.outputs().isEmpty()) {
            return Optional.empty();
        }
        int rank = node.inputs().stream()
                .filter(v -> !v.isConstant() && v.hasRank())
                .mapToInt(Value::rank)
                .max()
                .orElse(0);
        if (rank < 3) {
            return Optional.empty();
        }
        var carried = carried(node, role, rank);
        if (carried.isEmpty() || carried.get().isEmpty()) {
            return Optional.empty();
        }
        boolean sameRank = node.outputs().stream().allMatch(v -> v.hasRank() && v.rank() == rank);
        boolean changes = role == LayoutRole.RESHAPE || role == LayoutRole.SQUEEZE;
        if (sameRank && !changes) {
            return Optional.of(new Flexible(node, carried.get(), rank, true));
        }
        boolean same =
                role == LayoutRole.RESHAPE ? isVector(node.inputs().get(0)) : isSameInBothOrders(node, role, rank);
        return same ? Optional.of(new Flexible(node, carried.get(), rank, false)) : Optional.empty();
    }

    /** Whether all lengths but those of batch and channels are 1. */
    private static boolean isVector(Value value) {
        return value.shape().dims().stream().skip(2).allMatch(d -> d.is(1));
    }

    /** Which arguments carry the order; nothing if some argument fits neither way. */
    private static Optional<Set<Integer>> carried(TfNode node, LayoutRole role, int rank) {
        var data = data(node, role);
        var carried = new TreeSet<Integer>();
        for (int i = 0; i < node.inputs().size(); i++) {
            var value = node.inputs().get(i);
            if (!data.contains(i)) {
                if (!value.isConstant() && role != LayoutRole.RESHAPE) {
                    return Optional.empty();
                }
            } else if (!value.hasRank()) {
                return Optional.empty();
            } else if (!value.isConstant() && value.rank() > 0) {
                if (value.rank() != rank) {
                    return Optional.empty();
                }
                carried.add(i);
            }
        }
        boolean plain = role == LayoutRole.STRIDES
                ? Strides.isPlain(node)
                : role != LayoutRole.GATHER
                        || node.attrs().get("batch_dims") == null
                        || node.attrs().get("batch_dims").getI() == 0;
        return plain ? Optional.of(carried) : Optional.empty();
    }

    /** The arguments that hold elements; the others say what to do with them. */
    private static Set<Integer> data(TfNode node, LayoutRole role) {
        int count = node.inputs().size();
        return switch (role) {
            case ELEMENTWISE -> IntStream.range(0, count).boxed().collect(Collectors.toSet());
            case CONCAT -> IntStream.range(0, count - 1).boxed().collect(Collectors.toSet());
            case SPLIT -> Set.of(1);
            default -> Set.of(0);
        };
    }

    /** Whether the axes that are left are in the same order either way: batch and channels, or all but the channels. */
    private static boolean isSameInBothOrders(TfNode node, LayoutRole role, int rank) {
        var dropped = role == LayoutRole.REDUCE
                ? Arrays.stream(node.inputs().get(1).constant().orElseThrow().longs())
                        .boxed()
                        .toList()
                : role == LayoutRole.SQUEEZE ? squeezed(node) : List.<Long>of();
        var gone = dropped.stream().map(a -> a < 0 ? a + rank : a).collect(Collectors.toSet());
        var left =
                LongStream.range(0, rank).filter(a -> !gone.contains(a)).boxed().toList();
        return !gone.isEmpty() && (left.size() <= 1 || left.equals(List.of(0L, 1L)) || !left.contains(1L));
    }

    private static List<Long> squeezed(TfNode node) {
        var axes = node.attrs().get("squeeze_dims");
        return axes == null ? List.of() : axes.getList().getIList();
    }

    /**
     * Makes the node in channels-last order.
     *
     * @param last the channels-last form of an argument of the node
     */
    List<Value> last(FunctionRewriter rewriter, Function<Value, Value> last) {
        var tf = rewriter.builder();
        var inputs = new ArrayList<Value>();
        for (int i = 0; i < node.inputs().size(); i++) {
            var value = node.inputs().get(i);
            if (carried.contains(i)) {
                inputs.add(last.apply(value));
            } else {
                inputs.add(other(i, rewriter.of(value), tf));
            }
        }
        if (LayoutRole.of(node.op()) == LayoutRole.SQUEEZE) {
            var axes = squeezed(node).stream()
                    .mapToLong(a -> Order.moved((int) (a < 0 ? a + rank : a), rank))
                    .toArray();
            return List.of(tf.squeeze(inputs.get(0), axes));
        }
        var shapes = node.outputs().stream()
                .map(v -> keepsOrder ? Order.toLast(v.shape()) : v.shape())
                .toList();
        return rewriter.copy(node, inputs, masks(), shapes);
    }

    private Map<String, Long> masks() {
        return LayoutRole.of(node.op()) == LayoutRole.STRIDES
                ? Map.of(
                        "begin_mask", Strides.mask(node, "begin_mask", rank),
                        "end_mask", Strides.mask(node, "end_mask", rank))
                : Map.of();
    }

    /** An argument that is no carried value, as it has to be in channels-last order. */
    private Value other(int index, Value value, TfBuilder tf) {
        var tensor = value.constant();
        if (tensor.isEmpty()) {
            return value;
        }
        return switch (LayoutRole.of(node.op())) {
            case ELEMENTWISE -> relaid(value, tf);
            case CONCAT -> index == node.inputs().size() - 1 ? moved(tensor.get(), tf) : relaid(value, tf);
            case SPLIT -> moved(tensor.get(), tf);
            case SPLIT_SIZES, GATHER -> index == 2 ? moved(tensor.get(), tf) : value;
            case REDUCE -> moved(tensor.get(), tf);
            case PAD -> index == 1 ? rows(tensor.get(), tf) : value;
            case SLICE -> vector(tensor.get(), tf);
            case STRIDES -> tf.constant(Strides.moved(tensor.get(), index, rank));
            case RESHAPE, SQUEEZE -> value;
            case PINNED -> throw new IllegalStateException(node + " is not flexible");
        };
    }

    /** A constant operand of an element-wise node, with the axes that it lacks where it is not one vector along the last axis. */
    private Value relaid(Value constant, TfBuilder tf) {
        if (constant.rank() == 0) {
            return constant;
        }
        var sizes = new long[rank];
        Arrays.fill(sizes, 1);
        long[] own = constant.constant().orElseThrow().sizes();
        System.arraycopy(own, 0, sizes, rank - own.length, own.length);
        var full = own.length == rank ? constant : tf.reshape(constant, sizes);
        var moved = tf.toChannelsLast(full);
        long[] after = moved.constant().orElseThrow().sizes();
        boolean alongChannels = Arrays.stream(after).limit(rank - 1L).allMatch(s -> s == 1);
        boolean broadcasts =
                LayoutRole.of(node.op()) == LayoutRole.ELEMENTWISE && !node.op().equals("AddN");
        return alongChannels && broadcasts ? tf.reshape(moved, after[rank - 1]) : moved;
    }

    /** Axes by number, moved. */
    private Value moved(Tensor axes, TfBuilder tf) {
        var numbers = Arrays.stream(axes.longs())
                .map(a -> Order.moved((int) (a < 0 ? a + rank : a), rank))
                .toArray();
        return tf.constant(Tensor.ofLongs(axes.dtype(), axes.sizes(), numbers));
    }

    /** A number for each axis. */
    private Value vector(Tensor perAxis, TfBuilder tf) {
        var old = perAxis.longs();
        var numbers = Arrays.stream(Order.toLast(rank)).mapToLong(a -> old[a]).toArray();
        return tf.constant(Tensor.ofLongs(perAxis.dtype(), perAxis.sizes(), numbers));
    }

    /** Two numbers for each axis. */
    private Value rows(Tensor perAxis, TfBuilder tf) {
        var old = perAxis.longs();
        var numbers = Arrays.stream(Order.toLast(rank))
                .boxed()
                .flatMapToLong(a -> LongStream.of(old[2 * a], old[2 * a + 1]))
                .toArray();
        return tf.constant(Tensor.ofLongs(perAxis.dtype(), perAxis.sizes(), numbers));
    }
}
