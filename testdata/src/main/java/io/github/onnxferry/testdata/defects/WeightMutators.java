package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import org.tensorflow.proto.NodeDef;

/** Defects of the weights of convolutions and matrix products, an output channel at a time. */
final class WeightMutators {
    private static final String[] PRODUCTS = {
        "Conv2D",
        "Conv3D",
        "DepthwiseConv2dNative",
        "Conv2DBackpropInput",
        "Conv3DBackpropInputV2",
        "MatMul",
        "BatchMatMulV2"
    };

    private WeightMutators() {}

    /**
     * A constant weight.
     *
     * @param input which input of the node it is
     * @param axis its axis of output channels
     */
    private record Weight(NodeDef node, int input, Tensor tensor, int axis) {
        long channels() {
            return tensor.sizes()[axis];
        }

        /** Row-major indices of one channel's weights. */
        long[] channel(long channel) {
            long[] sizes = tensor.sizes();
            long inner = Arrays.stream(sizes, axis + 1, sizes.length).reduce(1, (a, b) -> a * b);
            long outer = Arrays.stream(sizes, 0, axis).reduce(1, (a, b) -> a * b);
            return LongStream.range(0, outer * inner)
                    .map(i -> (i / inner * channels() + channel) * inner + i % inner)
                    .toArray();
        }

        String name() {
            return "weights " + Arrays.toString(tensor.sizes());
        }
    }

    static void channels(FunctionView function, Sites sites) {
        for (var node : function.nodes(PRODUCTS)) {
            weight(function, node).filter(w -> w.tensor().elements() > 1).ifPresent(weight -> {
                if (weight.channels() > 1) {
                    swap(sites, weight);
                }
                permute(sites, weight);
                negate(sites, weight);
                zero(sites, weight);
            });
        }
    }

    private static Optional<Weight> weight(FunctionView function, NodeDef node) {
        for (int input = 1; input >= 0; input--) {
            var constant = function.constant(node, input).filter(t -> t.dtype().isFloat() && t.rank() >= 2);
            boolean isWeight = input == 1 || node.getOp().contains("MatMul");
            if (constant.isPresent() && isWeight) {
                return Optional.of(new Weight(
                        node,
                        input,
                        constant.get(),
                        axis(node, input, constant.get().rank())));
            }
        }
        return Optional.empty();
    }

    private static int axis(NodeDef node, int input, int rank) {
        return switch (node.getOp()) {
            case "DepthwiseConv2dNative", "Conv2DBackpropInput", "Conv3DBackpropInputV2" -> rank - 2;
            case "MatMul" -> Attr.flag(node, input == 0 ? "transpose_a" : "transpose_b") == (input == 1) ? 0 : 1;
            case "BatchMatMulV2" -> rank - (Attr.flag(node, input == 0 ? "adj_x" : "adj_y") == (input == 1) ? 2 : 1);
            default -> rank - 1;
        };
    }

    private static long[] identity(Tensor tensor) {
        return LongStream.range(0, tensor.elements()).toArray();
    }

    private static void swap(Sites sites, Weight weight) {
        var random = sites.random(DefectKind.WEIGHT_CHANNELS_SWAPPED, weight.node());
        int count = Math.toIntExact(weight.channels());
        int one = random.nextInt(count);
        int other = (one + 1 + random.nextInt(count - 1)) % count;
        sites.add(
                DefectKind.WEIGHT_CHANNELS_SWAPPED,
                weight.node(),
                "channels " + one + " and " + other + " of " + weight.name() + " change places",
                edit -> {
                    long[] from = identity(weight.tensor());
                    long[] ones = weight.channel(one);
                    long[] others = weight.channel(other);
                    for (int i = 0; i < ones.length; i++) {
                        from[(int) ones[i]] = others[i];
                        from[(int) others[i]] = ones[i];
                    }
                    edit.constant(
                            weight.node(),
                            weight.input(),
                            weight.tensor().pick(weight.tensor().sizes(), from));
                });
    }

    private static int drawn(Sites sites, DefectKind kind, Weight weight) {
        return sites.random(kind, weight.node()).nextInt(Math.toIntExact(weight.channels()));
    }

    private static void permute(Sites sites, Weight weight) {
        int channel = drawn(sites, DefectKind.WEIGHT_CHANNEL_PERMUTED, weight);
        long[] positions = weight.channel(channel);
        var tensor = weight.tensor();
        if (Arrays.stream(positions).allMatch(i -> tensor.getDouble(i) == tensor.getDouble(positions[0]))) {
            return;
        }
        sites.add(
                DefectKind.WEIGHT_CHANNEL_PERMUTED,
                weight.node(),
                "channel " + channel + " of " + weight.name() + " is rolled by one element",
                edit -> {
                    long[] from = identity(weight.tensor());
                    for (int i = 0; i < positions.length; i++) {
                        from[(int) positions[i]] = positions[(i + 1) % positions.length];
                    }
                    edit.constant(
                            weight.node(),
                            weight.input(),
                            weight.tensor().pick(weight.tensor().sizes(), from));
                });
    }

    private static void negate(Sites sites, Weight weight) {
        int channel = drawn(sites, DefectKind.WEIGHT_ELEMENT, weight);
        var tensor = weight.tensor();
        long at = weight.channel(channel)[0];
        for (long i : weight.channel(channel)) {
            at = Math.abs(tensor.getDouble(i)) > Math.abs(tensor.getDouble(at)) ? i : at;
        }
        long index = at;
        double value = tensor.getDouble(index);
        if (value == 0) {
            return;
        }
        sites.add(
                DefectKind.WEIGHT_ELEMENT,
                weight.node(),
                "element " + index + " of " + weight.name() + ", " + value + ", changes its sign",
                edit -> edit.constant(weight.node(), weight.input(), Constants.with(tensor, index, -value)));
    }

    private static void zero(Sites sites, Weight weight) {
        int channel = drawn(sites, DefectKind.WEIGHT_CHANNEL_ZEROED, weight);
        if (Arrays.stream(weight.channel(channel)).allMatch(i -> weight.tensor().getDouble(i) == 0)) {
            return;
        }
        sites.add(
                DefectKind.WEIGHT_CHANNEL_ZEROED,
                weight.node(),
                "channel " + channel + " of " + weight.name() + " is zero",
                edit -> {
                    double[] values = weight.tensor().doubles();
                    for (long i : weight.channel(channel)) {
                        values[(int) i] = 0;
                    }
                    edit.constant(
                            weight.node(),
                            weight.input(),
                            Tensor.ofDoubles(
                                    weight.tensor().dtype(), weight.tensor().sizes(), values));
                });
    }
}
