package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.NodeDef;

/** Defects of convolutions and poolings: padding, strides, dilations. Values are channels-last. */
final class WindowMutators {
    private static final String[] CONVOLUTIONS = {"Conv2D", "Conv3D", "DepthwiseConv2dNative"};
    private static final String[] WINDOWS = {
        "Conv2D", "Conv3D", "DepthwiseConv2dNative", "MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D"
    };

    /** Without depthwise convolutions: explicit paddings of those end the process once TensorFlow's remapper fuses them. */
    private static final List<String> EXPLICIT_PADDING = List.of("Conv2D", "MaxPool");

    private WindowMutators() {}

    static void pads(FunctionView function, Sites sites) {
        for (var node : function.nodes(WINDOWS)) {
            var pads = new ArrayList<>(Attr.numbers(node, "explicit_paddings"));
            if (!Attr.text(node, "padding").equals("EXPLICIT")) {
                pads = samePads(function, node);
            }
            var before = List.copyOf(pads);
            for (int axis = 0; 2 * axis + 1 < before.size(); axis++) {
                var moved = moved(before, axis);
                if (!moved.equals(before)) {
                    sites.add(DefectKind.PADS_MOVED, node, "pads " + before + " become " + moved, edit -> {
                        edit.attr(node, "padding", Attr.of("EXPLICIT"));
                        edit.attr(node, "explicit_paddings", Attr.of(moved));
                    });
                    break;
                }
            }
        }
    }

    /** What SAME means at stride 1, where it does not depend on the length of the value; else nothing. */
    private static ArrayList<Long> samePads(FunctionView function, NodeDef node) {
        var pads = new ArrayList<Long>();
        var kernel = kernel(function, node);
        boolean unit = Attr.numbers(node, "strides").stream().allMatch(s -> s == 1);
        if (!EXPLICIT_PADDING.contains(node.getOp())
                || !Attr.text(node, "padding").equals("SAME")
                || kernel.isEmpty()
                || !unit) {
            return pads;
        }
        var dilations = Attr.numbers(node, "dilations");
        for (int axis = 0; axis < 4; axis++) {
            boolean spatial = axis == 1 || axis == 2;
            long dilation = dilations.isEmpty() ? 1 : dilations.get(axis);
            long total = spatial ? (kernel.get().get(axis - 1) - 1) * dilation : 0;
            pads.add(total / 2);
            pads.add(total - total / 2);
        }
        return pads;
    }

    /** One element of padding on the other side of an axis. */
    static List<Long> moved(List<Long> pads, int axis) {
        var moved = new ArrayList<>(pads);
        int from = pads.get(2 * axis) > 0 ? 2 * axis : 2 * axis + 1;
        int to = from == 2 * axis ? from + 1 : from - 1;
        if (pads.get(from) > 0) {
            moved.set(from, pads.get(from) - 1);
            moved.set(to, pads.get(to) + 1);
        }
        return moved;
    }

    /** Lengths of the window on the axes between batch and channels. */
    private static Optional<List<Long>> kernel(FunctionView function, NodeDef node) {
        var sizes = Attr.numbers(node, "ksize");
        if (!sizes.isEmpty()) {
            return Optional.of(sizes.subList(1, sizes.size() - 1));
        }
        return function.constant(node, 1).map(WindowMutators::filterLengths);
    }

    private static List<Long> filterLengths(Tensor filter) {
        var lengths = new ArrayList<Long>();
        for (int i = 0; i < filter.rank() - 2; i++) {
            lengths.add(filter.sizes()[i]);
        }
        return lengths;
    }

    private static boolean isWide(FunctionView function, NodeDef node) {
        return kernel(function, node)
                .filter(k -> k.stream().anyMatch(n -> n > 1))
                .isPresent();
    }

    static void schemes(FunctionView function, Sites sites) {
        for (var node : function.nodes(WINDOWS)) {
            var before = Attr.text(node, "padding");
            var after = before.equals("SAME") ? "VALID" : "SAME";
            if (isWide(function, node)) {
                sites.add(DefectKind.PADDING_SCHEME, node, "padding " + before + " becomes " + after, edit -> {
                    edit.attr(node, "padding", Attr.of(after));
                    if (node.containsAttr("explicit_paddings")) {
                        edit.attr(node, "explicit_paddings", Attr.of(List.of()));
                    }
                });
            }
        }
    }

    static void strides(FunctionView function, Sites sites) {
        for (var node : function.nodes(WINDOWS)) {
            // Where a volume has another length than its reader was made for, oneDNN may end the process.
            if (!node.getOp().endsWith("3D")) {
                change(sites, DefectKind.STRIDE, node, "strides");
            }
        }
        for (var node : function.nodes(CONVOLUTIONS)) {
            if (isWide(function, node)) {
                change(sites, DefectKind.DILATION, node, "dilations");
            }
        }
    }

    /** The spatial entries: 1 becomes 2, and others one less. */
    private static void change(Sites sites, DefectKind kind, NodeDef node, String attribute) {
        var before = Attr.numbers(node, attribute);
        if (before.size() < 4) {
            return;
        }
        var after = new ArrayList<>(before);
        for (int i = 1; i + 1 < after.size(); i++) {
            after.set(i, after.get(i) == 1 ? 2 : after.get(i) - 1);
        }
        sites.add(
                kind,
                node,
                attribute + " " + before + " become " + after,
                edit -> edit.attr(node, attribute, Attr.of(after)));
    }
}
