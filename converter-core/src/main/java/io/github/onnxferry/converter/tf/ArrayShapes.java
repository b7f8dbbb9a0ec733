package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Shapes of operations that move elements or reduce along axes. */
final class ArrayShapes {
    private ArrayShapes() {}

    static void register(Map<String, ShapeRules.Rule> rules) {
        ShapeRules.put(
                rules, ArrayShapes::reduction, "All", "Any", "Max", "Mean", "Min", "Prod", "Sum", "EuclideanNorm");
        ShapeRules.put(rules, ArrayShapes::reshape, "Reshape");
        ShapeRules.put(rules, ArrayShapes::transpose, "Transpose");
        ShapeRules.put(rules, ArrayShapes::expandDims, "ExpandDims");
        ShapeRules.put(rules, ArrayShapes::squeeze, "Squeeze");
        ShapeRules.put(rules, ArrayShapes::concat, "ConcatV2");
        ShapeRules.put(rules, ArrayShapes::pack, "Pack");
        rules.put("Unpack", ArrayShapes::unpack);
        rules.put("Split", ArrayShapes::split);
        rules.put("SplitV", ArrayShapes::splitV);
        ShapeRules.put(rules, StridedSlices::shape, "StridedSlice");
        ShapeRules.put(rules, ArrayShapes::slice, "Slice");
        ShapeRules.put(rules, ArrayShapes::pad, "Pad", "PadV2", "MirrorPad");
        ShapeRules.put(rules, ArrayShapes::tile, "Tile");
        ShapeRules.put(rules, (e, u) -> ShapeRules.held(e.arg(1), u), "BroadcastTo");
        ShapeRules.put(
                rules,
                (e, u) -> ShapeRules.held(e.arg(0), u),
                "Fill",
                "RandomUniform",
                "RandomStandardNormal",
                "StatelessRandomUniformV2",
                "StatelessRandomNormalV2",
                "RandomUniformInt",
                "StatelessRandomUniform",
                "StatelessRandomNormal",
                "TruncatedNormal");
        ShapeRules.put(rules, (e, u) -> Shape.of(sampled(e, u)), "Multinomial", "StatelessMultinomial");
        ShapeRules.put(rules, (e, u) -> e.arg(0).hasRank() ? Shape.of(e.arg(0).rank()) : Shape.of(u.get()), "Shape");
        ShapeRules.put(rules, ArrayShapes::broadcastArgs, "BroadcastArgs");
        ShapeRules.put(rules, (e, u) -> Shape.scalar(), "Size", "Rank");
        ShapeRules.put(rules, (e, u) -> range(e, u), "Range");
        ShapeRules.put(rules, (e, u) -> e.arg(0).shape(), "EnsureShape");
    }

    private static Shape reduction(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        boolean keep = e.boolAttr("keep_dims");
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var axes = ShapeRules.axes(e.arg(1), source.rank());
        if (axes.isEmpty()) {
            return keep ? ShapeRules.unknowns(source.rank(), unknown) : Shape.unknown();
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            if (!axes.get().contains(i)) {
                dims.add(source.dim(i));
            } else if (keep) {
                dims.add(Dim.of(1));
            }
        }
        return Shape.of(dims);
    }

    private static Shape reshape(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var sizes = e.arg(1);
        if (sizes.elements().isEmpty()) {
            return ShapeRules.held(sizes, unknown);
        }
        var dims = new ArrayList<>(sizes.elements().get());
        int open = dims.indexOf(Dim.of(-1));
        if (open >= 0) {
            dims.set(open, Dim.of(1));
            var rest = Shape.product(dims);
            Dim inferred = !source.hasRank() || rest.is(0) ? unknown.get() : quotient(source.dims(), dims, unknown);
            dims.set(open, inferred);
        }
        return Shape.of(dims);
    }

    /** The one length that is left over, after equal lengths on both sides have cancelled. */
    private static Dim quotient(List<Dim> source, List<Dim> others, Supplier<Dim> unknown) {
        var left = new ArrayList<>(source);
        var right = new ArrayList<Dim>();
        for (Dim dim : others) {
            if (!left.remove(dim)) {
                right.add(dim);
            }
        }
        var numerator = Shape.product(left);
        var denominator = Shape.product(right);
        return numerator.dividedExactlyBy(denominator).orElseGet(unknown);
    }

    private static Shape transpose(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var permutation = e.arg(1).constant();
        if (permutation.isEmpty()) {
            return source.hasRank() ? ShapeRules.unknowns(source.rank(), unknown) : Shape.unknown();
        }
        if (!source.hasRank()) {
            return ShapeRules.unknowns((int) permutation.get().elements(), unknown);
        }
        return Shape.of(
                Arrays.stream(permutation.get().ints()).mapToObj(source::dim).collect(Collectors.toList()));
    }

    private static Shape expandDims(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var axis = e.arg(1).constant();
        if (axis.isEmpty()) {
            return ShapeRules.unknowns(source.rank() + 1, unknown);
        }
        var dims = new ArrayList<>(source.dims());
        int at = (int) axis.get().getLong(0);
        dims.add(at < 0 ? at + dims.size() + 1 : at, Dim.of(1));
        return Shape.of(dims);
    }

    private static Shape squeeze(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var axes = e.intsAttr("squeeze_dims");
        if (!source.hasRank() || (axes.length == 0 && !source.isFullyKnown())) {
            return Shape.unknown();
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            int axis = i;
            boolean named = Arrays.stream(axes).anyMatch(a -> (a < 0 ? a + source.rank() : a) == axis);
            if (!(named || (axes.length == 0 && source.dim(i).is(1)))) {
                dims.add(source.dim(i));
            }
        }
        return Shape.of(dims);
    }

    private static Shape concat(Emission e, Supplier<Dim> unknown) {
        var parts = e.argList(0).stream().map(Value::shape).toList();
        var ranked = parts.stream().filter(Shape::hasRank).findFirst();
        if (ranked.isEmpty()) {
            return Shape.unknown();
        }
        int rank = ranked.get().rank();
        var axis = ShapeRules.axes(e.arg(1), rank);
        if (axis.isEmpty()) {
            return ShapeRules.unknowns(rank, unknown);
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            int at = i;
            if (i == axis.get().get(0)) {
                dims.add(
                        parts.stream().allMatch(Shape::hasRank)
                                ? parts.stream().map(s -> s.dim(at)).reduce(Dim.of(0), Dim::plus)
                                : unknown.get());
            } else {
                dims.add(parts.stream()
                        .filter(Shape::hasRank)
                        .map(s -> s.dim(at))
                        .filter(Dim::isKnown)
                        .findFirst()
                        .orElse(ranked.get().dim(at)));
            }
        }
        return Shape.of(dims);
    }

    private static Shape pack(Emission e, Supplier<Dim> unknown) {
        var first = e.argList(0).get(0).shape();
        if (!first.hasRank()) {
            return Shape.unknown();
        }
        var dims = new ArrayList<>(first.dims());
        int axis = (int) e.intAttr("axis");
        dims.add(axis < 0 ? axis + dims.size() + 1 : axis, Dim.of(e.argList(0).size()));
        return Shape.of(dims);
    }

    private static List<Shape> unpack(Emission e, Supplier<Dim> unknown) {
        int count = (int) e.intAttr("num");
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Collections.nCopies(count, Shape.unknown());
        }
        var dims = new ArrayList<>(source.dims());
        int axis = (int) e.intAttr("axis");
        dims.remove(axis < 0 ? axis + dims.size() : axis);
        return Collections.nCopies(count, Shape.of(dims));
    }

    private static List<Shape> split(Emission e, Supplier<Dim> unknown) {
        int count = (int) e.intAttr("num_split");
        var source = e.arg(1).shape();
        var axis =
                source.hasRank() ? ShapeRules.axes(e.arg(0), source.rank()) : java.util.Optional.<List<Integer>>empty();
        if (axis.isEmpty()) {
            return Collections.nCopies(
                    count, source.hasRank() ? ShapeRules.unknowns(source.rank(), unknown) : Shape.unknown());
        }
        int at = axis.get().get(0);
        return Collections.nCopies(count, source.with(at, source.dim(at).floorDiv(count)));
    }

    private static List<Shape> splitV(Emission e, Supplier<Dim> unknown) {
        int count = (int) e.intAttr("num_split");
        var source = e.arg(0).shape();
        var axis =
                source.hasRank() ? ShapeRules.axes(e.arg(2), source.rank()) : java.util.Optional.<List<Integer>>empty();
        if (axis.isEmpty()) {
            return Collections.nCopies(
                    count, source.hasRank() ? ShapeRules.unknowns(source.rank(), unknown) : Shape.unknown());
        }
        var sizes = e.arg(1).elements();
        var shapes = new ArrayList<Shape>();
        for (int i = 0; i < count; i++) {
            int part = i;
            Dim size = sizes.map(s -> s.get(part)).filter(d -> !d.is(-1)).orElseGet(unknown);
            shapes.add(source.with(axis.get().get(0), size));
        }
        return shapes;
    }

    private static Shape slice(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var begin = e.arg(1).elements();
        var size = e.arg(2).elements();
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            int axis = i;
            Dim length = size.map(s -> s.get(axis)).orElseGet(unknown);
            if (length.is(-1)) {
                length = begin.map(b -> source.dim(axis).minus(b.get(axis))).orElseGet(unknown);
            }
            dims.add(length);
        }
        return Shape.of(dims);
    }

    private static Shape pad(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var pads = e.arg(1).elements();
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            int axis = i;
            dims.add(pads.map(p -> source.dim(axis).plus(p.get(2 * axis)).plus(p.get(2 * axis + 1)))
                    .orElseGet(unknown));
        }
        return Shape.of(dims);
    }

    private static Shape tile(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var repeats = e.arg(1).elements();
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < source.rank(); i++) {
            int axis = i;
            dims.add(repeats.map(r -> source.dim(axis).times(r.get(axis))).orElseGet(unknown));
        }
        return Shape.of(dims);
    }

    private static Shape broadcastArgs(Emission e, Supplier<Dim> unknown) {
        var a = e.arg(0).shape();
        var b = e.arg(1).shape();
        if (!a.hasRank() || !b.hasRank() || !a.dim(0).isKnown() || !b.dim(0).isKnown()) {
            return Shape.of(unknown.get());
        }
        return Shape.of(Math.max(a.dim(0).value(), b.dim(0).value()));
    }

    private static Shape range(Emission e, Supplier<Dim> unknown) {
        var start = e.arg(0).elements();
        var limit = e.arg(1).elements();
        var step = e.arg(2).elements();
        if (start.isEmpty() || limit.isEmpty() || step.isEmpty()) {
            return Shape.of(unknown.get());
        }
        var span = limit.get().get(0).minus(start.get().get(0));
        var by = step.get().get(0);
        if (span.isKnown() && by.isKnown() && !by.is(0)) {
            return Shape.of(Math.max(0, -Math.floorDiv(-span.value(), by.value())));
        }
        return Shape.of(by.is(1) ? span : unknown.get());
    }

    /** {@code [N, count]} drawn by {@code [N, classes]}. */
    private static List<Dim> sampled(Emission e, Supplier<Dim> unknown) {
        var count = e.arg(1).constant().map(t -> Dim.of(t.getLong(0))).orElseGet(unknown);
        return List.of(e.arg(0).hasRank() ? e.arg(0).dim(0) : unknown.get(), count);
    }
}
