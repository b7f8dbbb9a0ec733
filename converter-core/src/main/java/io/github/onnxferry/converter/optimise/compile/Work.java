package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.Set;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;

/**
 * The multiply-adds of a function in one call, by what they are part of. A length that is known only when the model runs counts
 * as 1.
 *
 * @param products of single-precision matrices with matrices
 * @param vectors of single-precision matrices with at most a few rows or columns
 * @param patches of convolutions whose windows do not overlap, as they cut a picture into patches
 * @param others of further convolutions, and of products in other precisions
 * @param patching how many convolutions there are whose windows do not overlap
 */
record Work(double products, double vectors, double patches, double others, long patching) {
    /** A matrix with fewer rows or columns is one of few vectors: reading the other matrix takes longer than computing then. */
    static final int MATRIX_ROWS = 16;

    private static final Work NONE = new Work(0, 0, 0, 0, 0);
    private static final Set<String> BATCHED = Set.of("BatchMatMulV2", "BatchMatMulV3");
    private static final Set<String> CONVOLUTIONS = Set.of(
            "Conv2D",
            "Conv3D",
            "Conv2DBackpropInput",
            "Conv3DBackpropInputV2",
            "DepthwiseConv2dNative",
            "DepthwiseConv2dNativeBackpropInput");

    /** The work of a function, without that of functions it calls. */
    static Work of(TfFunction function) {
        return function.nodes().stream().map(Work::of).reduce(NONE, Work::plus);
    }

    /** All multiply-adds. */
    double total() {
        return products + vectors + patches + others;
    }

    private Work plus(Work other) {
        return new Work(
                products + other.products,
                vectors + other.vectors,
                patches + other.patches,
                others + other.others,
                patching + other.patching);
    }

    private static Work of(TfNode node) {
        if (CONVOLUTIONS.contains(node.op())) {
            return convolution(node);
        }
        if (node.op().equals("MatMul")) {
            return product(node, flag(node, "transpose_a"));
        }
        return BATCHED.contains(node.op()) ? product(node, flag(node, "adj_x")) : NONE;
    }

    private static Work product(TfNode node, boolean transposed) {
        var a = node.inputs().get(0);
        var b = node.inputs().get(1);
        var result = node.outputs().get(0);
        if (!a.hasRank() || !b.hasRank() || !result.hasRank()) {
            return NONE;
        }
        double size = elements(result) * length(a.dim(transposed ? -2 : -1));
        if (result.dtype() != DType.FLOAT) {
            return new Work(0, 0, 0, size, 0);
        }
        double columns = length(result.dim(-1));
        // One matrix for all: the rows of all products are those of a single one.
        double rows = b.rank() == 2 ? elements(result) / Math.max(1, columns) : length(result.dim(-2));
        return Math.min(rows, columns) < MATRIX_ROWS ? new Work(0, size, 0, 0, 0) : new Work(size, 0, 0, 0, 0);
    }

    private static Work convolution(TfNode node) {
        var filter = node.inputs().get(1);
        var spread = node.op().contains("BackpropInput");
        var computed = spread ? node.inputs().get(2) : node.outputs().get(0);
        if (!filter.hasRank() || !computed.hasRank()) {
            return NONE;
        }
        // Each element meets a window, and in it all channels or, depthwise, its own.
        double window = filter.shape().dims().subList(0, filter.rank() - 2).stream()
                .mapToDouble(Work::length)
                .reduce(1, (a, b) -> a * b);
        double size = elements(computed) * window * (node.op().startsWith("Depthwise") ? 1 : length(filter.dim(-2)));
        return isPatching(node, filter) ? new Work(0, 0, size, 0, 1) : new Work(0, 0, 0, size, 0);
    }

    /** Whether a convolution moves its window by the window's size, which is more than one element. */
    private static boolean isPatching(TfNode node, Value filter) {
        if (!node.op().equals("Conv2D") || filter.dtype() != DType.FLOAT) {
            return false;
        }
        var strides = attr(node, "strides").getList().getIList();
        return IntStream.of(0, 1).allMatch(i -> filter.dim(i).is(strides.get(i + 1)))
                && IntStream.of(0, 1).anyMatch(i -> strides.get(i + 1) > 1);
    }

    private static boolean flag(TfNode node, String name) {
        return attr(node, name).getB();
    }

    private static AttrValue attr(TfNode node, String name) {
        return node.attrs().getOrDefault(name, AttrValue.getDefaultInstance());
    }

    private static double elements(Value value) {
        return value.shape().dims().stream().mapToDouble(Work::length).reduce(1, (a, b) -> a * b);
    }

    private static double length(Dim dim) {
        return dim.isKnown() ? dim.value() : Math.max(1, dim.at(1));
    }
}
