package io.github.onnxferry.converter.optimise.fuse;

import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A convolution or product with a constant filter, and the bias after it if there is one.
 *
 * @param node the convolution or product; channels of its result are along the last axis
 * @param filter its constant filter, whose last axes are the channels of the result
 * @param bias one number a channel
 */
record Linear(TfNode node, Tensor filter, Optional<Tensor> bias) {
    private static final Set<String> OPERATIONS = Set.of("Conv2D", "DepthwiseConv2dNative", "Conv3D", "MatMul");

    /** What a value is made by, if it is one of these. */
    static Optional<Linear> of(Value value) {
        var node = value.node();
        if (node.op().equals("BiasAdd")) {
            var bias = node.inputs().get(1).constant();
            return bias.isEmpty()
                    ? Optional.empty()
                    : of(node.inputs().get(0))
                            .filter(l -> l.bias.isEmpty())
                            .map(l -> new Linear(l.node, l.filter, bias));
        }
        if (!OPERATIONS.contains(node.op()) || !node.controlInputs().isEmpty()) {
            return Optional.empty();
        }
        boolean plain = flag(node, "transpose_b") == 0 && isChannelsLast(node);
        var filter = node.inputs().get(1).constant();
        return plain && value.dtype() == DType.FLOAT
                ? filter.map(f -> new Linear(node, f, Optional.empty()))
                : Optional.empty();
    }

    private static int flag(TfNode node, String name) {
        var attr = node.attrs().get(name);
        return attr != null && attr.getB() ? 1 : 0;
    }

    private static boolean isChannelsLast(TfNode node) {
        var format = node.attrs().get("data_format");
        return format == null || format.getS().toStringUtf8().endsWith("C");
    }

    /** Number of channels of the result. */
    long channels() {
        long[] sizes = filter.sizes();
        long last = sizes[sizes.length - 1];
        return node.op().equals("DepthwiseConv2dNative") ? last * sizes[sizes.length - 2] : last;
    }

    /** The same with another filter and bias. */
    Value with(Tensor otherFilter, Optional<Tensor> otherBias, TfBuilder tf, Site site) {
        var result = node.outputs().get(0);
        var weight = node.inputs().get(1).node().weightName();
        var constant = weight.map(w -> tf.weight(w, otherFilter)).orElseGet(() -> tf.constant(otherFilter));
        var value = site.rewriter()
                .copy(node, List.of(node.inputs().get(0), constant), Map.of(), List.of(result.shape()))
                .get(0);
        return otherBias
                .map(b -> tf.op("BiasAdd")
                        .in(value, tf.constant(b))
                        .shapes(value.shape())
                        .one())
                .orElse(value);
    }

    /** A filter with each channel of the result times a number. */
    static Tensor scaled(Tensor filter, Tensor factors) {
        var from = filter.materialised().plainBytes().orElseThrow();
        var by = factors.doubles();
        long count = filter.elements();
        var to = ByteBuffer.allocate(Math.toIntExact(count * 4)).order(ByteOrder.LITTLE_ENDIAN);
        for (long i = 0; i < count; i++) {
            to.putFloat((float) (Float.intBitsToFloat(from.getInt(i * 4)) * by[(int) (i % by.length)]));
        }
        return Tensor.of(DType.FLOAT, filter.sizes(), Bytes.of(to.array()));
    }
}
