package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shapes of convolutions, pools, and operations on pictures; all channels-last, {@code [N, spatial..., C]}. */
final class ImageShapes {
    private ImageShapes() {}

    static void register(Map<String, ShapeRules.Rule> rules) {
        ShapeRules.put(
                rules,
                (e, u) -> convolution(e, e.arg(1).shape().hasRank() ? e.arg(1).dim(-1) : u.get(), u),
                "Conv2D",
                "Conv3D");
        ShapeRules.put(rules, (e, u) -> convolution(e, depthwiseChannels(e, u), u), "DepthwiseConv2dNative");
        ShapeRules.put(rules, ImageShapes::pool, "MaxPool", "AvgPool", "MaxPool3D", "AvgPool3D");
        rules.put("MaxPoolWithArgmax", (e, u) -> {
            var shape = pool(e, u);
            return List.of(shape, shape);
        });
        ShapeRules.put(
                rules,
                (e, u) -> ShapeRules.held(e.arg(0), u),
                "Conv2DBackpropInput",
                "Conv3DBackpropInputV2",
                "DepthwiseConv2dNativeBackpropInput");
        ShapeRules.put(
                rules,
                ImageShapes::resize,
                "ResizeBilinear",
                "ResizeNearestNeighbor",
                "ResizeBicubic",
                "ResizeArea",
                "ScaleAndTranslate");
        ShapeRules.put(rules, (e, u) -> depthToSpace(e), "DepthToSpace");
        ShapeRules.put(rules, (e, u) -> spaceToDepth(e), "SpaceToDepth");
        ShapeRules.put(rules, ImageShapes::spaceToBatch, "SpaceToBatchND");
        ShapeRules.put(rules, ImageShapes::batchToSpace, "BatchToSpaceND");
    }

    private static Dim depthwiseChannels(Emission e, Supplier<Dim> unknown) {
        var filter = e.arg(1).shape();
        return filter.hasRank() ? filter.dim(-1).times(filter.dim(-2)) : unknown.get();
    }

    private static Shape convolution(Emission e, Dim channels, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var filter = e.arg(1).shape();
        if (!source.hasRank() || !filter.hasRank()) {
            return Shape.unknown();
        }
        var strides = e.intsAttr("strides");
        var dilations = e.intsAttr("dilations");
        var dims = new ArrayList<Dim>();
        dims.add(source.dim(0));
        for (int i = 1; i + 1 < source.rank(); i++) {
            dims.add(window(
                    e,
                    source.dim(i),
                    filter.dim(i - 1).plus(-1).times(dilations[i]).plus(1),
                    strides[i],
                    i));
        }
        dims.add(channels);
        return Shape.of(dims);
    }

    private static Shape pool(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var kernel = e.intsAttr("ksize");
        var strides = e.intsAttr("strides");
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            dims.add(window(e, source.dim(i), Dim.of(kernel[i]), strides[i], i));
        }
        return Shape.of(dims);
    }

    private static Dim window(Emission e, Dim length, Dim window, long stride, int axis) {
        return switch (e.stringAttr("padding")) {
            case "SAME" -> length.ceilDiv(stride);
            case "EXPLICIT" -> {
                var pads = e.intsAttr("explicit_paddings");
                yield length.plus(pads[2 * axis] + pads[2 * axis + 1])
                        .minus(window)
                        .floorDiv(stride)
                        .plus(1);
            }
            default -> length.minus(window).floorDiv(stride).plus(1);
        };
    }

    private static Shape resize(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var size = e.arg(1).elements();
        return Shape.of(
                source.dim(0),
                size.map(s -> s.get(0)).orElseGet(unknown),
                size.map(s -> s.get(1)).orElseGet(unknown),
                source.dim(3));
    }

    private static Shape depthToSpace(Emission e) {
        var source = e.arg(0).shape();
        long block = e.intAttr("block_size");
        return !source.hasRank()
                ? source
                : Shape.of(
                        source.dim(0),
                        source.dim(1).times(block),
                        source.dim(2).times(block),
                        source.dim(3).floorDiv(block * block));
    }

    private static Shape spaceToDepth(Emission e) {
        var source = e.arg(0).shape();
        long block = e.intAttr("block_size");
        return !source.hasRank()
                ? source
                : Shape.of(
                        source.dim(0),
                        source.dim(1).floorDiv(block),
                        source.dim(2).floorDiv(block),
                        source.dim(3).times(block * block));
    }

    private static Shape spaceToBatch(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var block = e.arg(1).elements();
        var pads = e.arg(2).elements();
        if (!source.hasRank() || block.isEmpty() || pads.isEmpty()) {
            return source.hasRank() ? ShapeRules.unknowns(source.rank(), unknown) : source;
        }
        var dims = new ArrayList<>(source.dims());
        for (int i = 0; i < block.get().size(); i++) {
            var b = block.get().get(i);
            dims.set(0, dims.get(0).times(b));
            dims.set(
                    i + 1,
                    source.dim(i + 1)
                            .plus(pads.get().get(2 * i))
                            .plus(pads.get().get(2 * i + 1))
                            .floorDiv(b));
        }
        return Shape.of(dims);
    }

    private static Shape batchToSpace(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var block = e.arg(1).elements();
        var crops = e.arg(2).elements();
        if (!source.hasRank() || block.isEmpty() || crops.isEmpty()) {
            return source.hasRank() ? ShapeRules.unknowns(source.rank(), unknown) : source;
        }
        var dims = new ArrayList<>(source.dims());
        for (int i = 0; i < block.get().size(); i++) {
            var b = block.get().get(i);
            dims.set(0, dims.get(0).floorDiv(b));
            dims.set(
                    i + 1,
                    source.dim(i + 1)
                            .times(b)
                            .minus(crops.get().get(2 * i))
                            .minus(crops.get().get(2 * i + 1)));
        }
        return Shape.of(dims);
    }
}
