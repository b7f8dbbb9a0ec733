package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.array.AxisVectors;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** Operators of PyTorch that its exporter leaves as they are: nodes {@code ATen}, whose attribute names the operator. */
public final class TorchOps {
    /** The domain of PyTorch's own operators. */
    private static final String DOMAIN = "org.pytorch.aten";

    private static final String EMBEDDING_BAG = "embedding_bag";

    /** The row of the operator. */
    public static final LoweringTable TABLE = LoweringTable.of(DOMAIN)
            .ops("ATen", TorchOps::embeddingBag)
            .gap(
                    "a PyTorch operator other than embedding_bag",
                    n -> !operator(n).equals(EMBEDDING_BAG))
            .gap("more than the sums of the bags", n -> n.wants(1) || n.wants(2) || n.wants(3))
            .build();

    private static final int SUM = 0;
    private static final int MEAN = 1;

    private TorchOps() {}

    private static String operator(NodeView n) {
        var name = n.optionalString("operator").orElse("");
        return name.startsWith("aten::") ? name.substring("aten::".length()) : name;
    }

    /**
     * embedding_bag(weight, indices, offsets, scale_grad_by_freq, mode, sparse, per_sample_weights, include_last_offset,
     * padding_idx): the sums (mode 0), means (1) or largest elements (2) of the rows of each bag, which begins at its
     * offset. Rows of {@code padding_idx} do not count; an empty bag is 0.
     */
    private static List<Value> embeddingBag(NodeView n, TfBuilder tf) {
        var weight = input(n, 0).orElseThrow(() -> n.invalid("there is no weight"));
        var indices = tf.reshape(input(n, 1).orElseThrow(() -> n.invalid("there are no indices")), -1);
        var offsets =
                tf.cast(tf.reshape(input(n, 2).orElseThrow(() -> n.invalid("there are no offsets")), -1), DType.INT64);
        long mode = number(n, 4, SUM);
        if (number(n, 7, 0) != 0) {
            offsets = tf.op("StridedSlice")
                    .in(offsets, tf.vector(0), tf.vector(-1), tf.vector(1))
                    .attr("begin_mask", 1)
                    .one();
        }
        var positions = AxisVectors.upTo(tf, tf.sizeOf(indices, 0));
        var bagOf = tf.sub(
                tf.reshape(
                        tf.op("UpperBound")
                                .in(tf.expandDims(offsets, 0), tf.expandDims(positions, 0))
                                .attr("out_type", DType.INT64)
                                .one(),
                        -1),
                tf.int64(1));
        long padding = number(n, 8, -1);
        // Rows that belong to no bag have a negative number, which sums by segments leave out.
        var bags = padding < 0 ? bagOf : tf.select(tf.equal(indices, tf.like(indices, padding)), tf.int64(-1), bagOf);
        var rows = tf.gather(weight, indices, 0);
        var weighted = input(n, 6)
                .map(w -> tf.mul(rows, tf.expandDims(tf.reshape(w, -1), 1)))
                .orElse(rows);
        var count = tf.sizeOf(offsets, 0);
        var ones = tf.fill(tf.reshape(tf.sizeOf(indices, 0), 1), tf.like(weight, 1));
        var sizes = tf.expandDims(segments("Sum", ones, bags, count, tf), 1);
        if (mode == SUM || mode == MEAN) {
            var sum = segments("Sum", weighted, bags, count, tf);
            return List.of(mode == SUM ? sum : tf.div(sum, tf.maximum(sizes, tf.like(sizes, 1))));
        }
        var largest = segments("Max", weighted, bags, count, tf);
        return List.of(tf.select(tf.equal(sizes, tf.like(sizes, 0)), tf.like(largest, 0), largest));
    }

    private static Value segments(String op, Value data, Value segments, Value count, TfBuilder tf) {
        var shape = data.shape().with(0, count.elements().map(e -> e.get(0)).orElseGet(tf::unknownDim));
        return tf.op("UnsortedSegment" + op)
                .in(data, segments, count)
                .shapes(shape)
                .one();
    }

    private static Optional<Value> input(NodeView n, int position) {
        return position < n.inputs().size() ? n.inputs().get(position) : Optional.empty();
    }

    /** An input that must be a constant number, or a number if it is not there. */
    private static long number(NodeView n, int position, long otherwise) {
        return input(n, position)
                .map(v -> v.constant()
                        .orElseThrow(() -> n.unsupported("input " + position + " is computed"))
                        .getLong(0))
                .orElse(otherwise);
    }
}
