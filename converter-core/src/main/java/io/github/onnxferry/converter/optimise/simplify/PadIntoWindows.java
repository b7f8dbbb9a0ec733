package io.github.onnxferry.converter.optimise.simplify;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What is put around an image for the windows of a convolution or a pool is left to their kernel, where that puts the same there:
 * zeros around convolutions, what never wins around maxima. {@code SAME} is taken where it means just this padding for all lengths
 * that the axes may have. Explicit paddings are taken for convolutions without groups and for pools of images only: TensorFlow's
 * remapper drops those of others when it fuses them with a bias, and its shape function then ends the process (2.18, with oneDNN).
 */
final class PadIntoWindows implements Rule {
    private static final Set<String> POOLS = Set.of("MaxPool", "MaxPool3D");

    @Override
    public Set<String> operations() {
        return Set.of("Conv2D", "DepthwiseConv2dNative", "Conv3D", "MaxPool", "MaxPool3D");
    }

    /** What a window does along one spatial axis. */
    private record Window(Dim length, long before, long after, Dim extent, long stride) {
        /** Whether {@code SAME} puts what is put before the axis, and gives as many windows. */
        boolean isSame() {
            if (!extent.isKnown() || !(length.isKnown() || stride == 1)) {
                return false;
            }
            long e = extent.value();
            if (stride == 1) {
                return before + after == e - 1 && before == (e - 1) / 2;
            }
            long count = -Math.floorDiv(-length.value(), stride);
            long total = Math.max((count - 1) * stride + e - length.value(), 0);
            return Math.floorDiv(length.value() + before + after - e, stride) + 1 == count && before == total / 2;
        }
    }

    @Override
    public Optional<Value> apply(Site site) {
        var padding = Padding.of(site.in(0));
        if (padding.isEmpty() || !padding.get().of().hasRank() || !isPlain(site.node())) {
            return Optional.empty();
        }
        var it = padding.get();
        boolean pool = POOLS.contains(site.node().op());
        boolean neutral = Double.compare(it.with(), pool ? Double.NEGATIVE_INFINITY : 0.0) == 0;
        int rank = it.of().rank();
        boolean spatial =
                it.pads()[0] == 0 && it.pads()[1] == 0 && it.pads()[2 * rank - 2] == 0 && it.pads()[2 * rank - 1] == 0;
        if (!neutral || !spatial) {
            return Optional.empty();
        }
        var windows = IntStream.range(1, rank - 1)
                .mapToObj(axis -> window(site, it, axis))
                .toList();
        if (windows.stream().allMatch(Window::isSame)) {
            return Optional.of(with(site, it.of(), "SAME", new long[0]));
        }
        return takesExplicit(site, it.of(), windows)
                ? Optional.of(with(site, it.of(), "EXPLICIT", it.pads()))
                : Optional.empty();
    }

    /** Whether a node has channels last and pads nothing by itself. */
    private static boolean isPlain(TfNode node) {
        var padding = node.attrs().get("padding");
        var format = node.attrs().get("data_format");
        return padding != null
                && padding.getS().toStringUtf8().equals("VALID")
                && (format == null || format.getS().toStringUtf8().endsWith("C"));
    }

    private static Window window(Site site, Padding padding, int axis) {
        var kernel = POOLS.contains(site.node().op())
                ? Dim.of(list(site.node(), "ksize").get(axis))
                : site.in(1).dim(axis - 1);
        var dilations = list(site.node(), "dilations");
        long dilation = dilations.isEmpty() ? 1 : dilations.get(axis);
        return new Window(
                padding.of().dim(axis),
                padding.pads()[2 * axis],
                padding.pads()[2 * axis + 1],
                kernel.plus(-1).times(dilation).plus(1),
                list(site.node(), "strides").get(axis));
    }

    private static List<Long> list(TfNode node, String attribute) {
        var value = node.attrs().get(attribute);
        return value == null ? List.of() : value.getList().getIList();
    }

    private static boolean takesExplicit(Site site, Value image, List<Window> windows) {
        return switch (site.node().op()) {
            case "Conv2D" -> site.in(1).dim(2).equals(image.dim(3));
            case "MaxPool" ->
                windows.stream()
                        .allMatch(w -> w.extent().isKnown()
                                && w.before() < w.extent().value()
                                && w.after() < w.extent().value());
            default -> false;
        };
    }

    private static Value with(Site site, Value image, String padding, long[] pads) {
        var node = site.node();
        var emission = site.tf().op(node.op()).in(image);
        if (!POOLS.contains(node.op())) {
            emission.in(site.in(1));
        }
        for (var name : List.of("ksize", "strides", "dilations")) {
            var numbers = list(node, name);
            if (!numbers.isEmpty()) {
                emission.attr(name, numbers.stream().mapToLong(Long::longValue).toArray());
            }
        }
        if (padding.equals("EXPLICIT")) {
            emission.attr("explicit_paddings", pads);
        }
        return emission.attr("padding", padding).shapes(site.result().shape()).one();
    }
}
