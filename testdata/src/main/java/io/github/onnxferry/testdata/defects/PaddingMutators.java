package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/** Defects of Pad and of Resize. */
final class PaddingMutators {
    private PaddingMutators() {}

    static void pads(FunctionView function, Sites sites) {
        for (var node : function.nodes("Pad", "PadV2", "MirrorPad")) {
            var constant = function.constant(node, 1).filter(t -> t.dtype().isInteger() && t.elements() <= 64);
            if (constant.isEmpty()) {
                continue;
            }
            var before = Arrays.stream(constant.get().longs()).boxed().toList();
            for (int axis = before.size() / 2 - 1; axis >= 0; axis--) {
                var moved = WindowMutators.moved(before, axis);
                if (!moved.equals(before)) {
                    var value = integers(constant.get(), moved);
                    sites.add(
                            DefectKind.PADS_MOVED,
                            node,
                            "pads " + before + " become " + moved,
                            edit -> edit.constant(node, 1, value));
                    break;
                }
            }
        }
    }

    private static Tensor integers(Tensor like, List<Long> values) {
        return Tensor.ofLongs(
                like.dtype(),
                like.sizes(),
                values.stream().mapToLong(Long::longValue).toArray());
    }

    static void values(FunctionView function, Sites sites) {
        for (var node : function.nodes("PadV2")) {
            function.scalar(node, 2)
                    .filter(t -> t.dtype() != DType.STRING && t.dtype() != DType.BOOL)
                    .ifPresent(value -> {
                        double before = value.getDouble(0);
                        double after = before == 0 ? 1 : 0;
                        sites.add(
                                DefectKind.PAD_VALUE,
                                node,
                                "pads with " + after + ", not " + before,
                                edit -> edit.constant(node, 2, Tensor.scalar(value.dtype(), after)));
                    });
        }
    }

    static void resizes(FunctionView function, Sites sites) {
        for (var node : function.nodes("ResizeBilinear", "ResizeNearestNeighbor", "ResizeBicubic")) {
            var flag = Attr.flag(node, "align_corners") ? "align_corners" : "half_pixel_centers";
            sites.add(
                    DefectKind.RESIZE_COORDINATES,
                    node,
                    flag + " is flipped",
                    edit -> edit.attr(node, flag, Attr.of(!Attr.flag(node, flag))));
        }
    }
}
