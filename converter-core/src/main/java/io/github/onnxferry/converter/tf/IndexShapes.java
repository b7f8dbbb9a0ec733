package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shapes of operations that pick or place elements by index, search and sort. */
final class IndexShapes {
    private IndexShapes() {}

    static void register(Map<String, ShapeRules.Rule> rules) {
        ShapeRules.put(rules, IndexShapes::gather, "GatherV2");
        ShapeRules.put(rules, IndexShapes::gatherNd, "GatherNd");
        ShapeRules.put(rules, (e, u) -> ShapeRules.held(e.arg(2), u), "ScatterNd");
        ShapeRules.put(rules, (e, u) -> ShapeRules.held(e.arg(1), u), "SparseToDense");
        ShapeRules.put(rules, (e, u) -> e.arg(1).shape(), "LowerBound", "UpperBound");
        ShapeRules.put(
                rules,
                (e, u) -> e.arg(0).shape(),
                "TensorScatterUpdate",
                "TensorScatterAdd",
                "TensorScatterSub",
                "TensorScatterMax",
                "TensorScatterMin");
        ShapeRules.put(rules, IndexShapes::oneHot, "OneHot");
        ShapeRules.put(
                rules,
                (e, u) -> e.arg(0).hasRank() ? Shape.of(u.get(), Dim.of(e.arg(0).rank())) : Shape.unknown(),
                "Where");
        rules.put("TopKV2", (e, u) -> {
            var source = e.arg(0).shape();
            if (!source.hasRank()) {
                return List.of(Shape.unknown(), Shape.unknown());
            }
            Dim k = e.arg(1).elements().map(x -> x.get(0)).orElseGet(u);
            var shape = source.with(-1, k);
            return List.of(shape, shape);
        });
        ShapeRules.put(rules, IndexShapes::arg, "ArgMax", "ArgMin");
        rules.put("Unique", (e, u) -> List.of(Shape.of(u.get()), e.arg(0).shape()));
        rules.put("UniqueWithCounts", (e, u) -> {
            var count = u.get();
            return List.of(Shape.of(count), e.arg(0).shape(), Shape.of(count));
        });
        rules.put("UniqueWithCountsV2", IndexShapes::uniqueAlong);
        rules.put("ListDiff", (e, u) -> {
            var count = u.get();
            return List.of(Shape.of(count), Shape.of(count));
        });
        ShapeRules.put(
                rules,
                IndexShapes::segment,
                "UnsortedSegmentSum",
                "UnsortedSegmentMax",
                "UnsortedSegmentMin",
                "UnsortedSegmentProd");
    }

    /** Distinct slices along a constant axis, the number of each, and how often it is there. */
    private static List<Shape> uniqueAlong(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        var count = Shape.of(unknown.get());
        if (!source.hasRank()) {
            return List.of(Shape.unknown(), Shape.of(unknown.get()), count);
        }
        var axis = ShapeRules.axes(e.arg(1), source.rank());
        if (axis.isEmpty() || axis.get().size() != 1) {
            return List.of(ShapeRules.unknowns(source.rank(), unknown), Shape.of(unknown.get()), count);
        }
        int at = axis.get().get(0);
        return List.of(source.with(at, count.dim(0)), Shape.of(source.dim(at)), count);
    }

    private static Shape gather(Emission e, Supplier<Dim> unknown) {
        var table = e.arg(0).shape();
        var indices = e.arg(1).shape();
        int batch = (int) e.intAttr("batch_dims");
        if (!table.hasRank() || !indices.hasRank()) {
            return Shape.unknown();
        }
        var axis = ShapeRules.axes(e.arg(2), table.rank());
        if (axis.isEmpty()) {
            return ShapeRules.unknowns(table.rank() + indices.rank() - 1 - batch, unknown);
        }
        int at = axis.get().get(0);
        var dims = new ArrayList<>(table.dims().subList(0, at));
        dims.addAll(indices.dims().subList(batch, indices.rank()));
        dims.addAll(table.dims().subList(at + 1, table.rank()));
        return Shape.of(dims);
    }

    private static Shape gatherNd(Emission e, Supplier<Dim> unknown) {
        var table = e.arg(0).shape();
        var indices = e.arg(1).shape();
        if (!table.hasRank() || !indices.hasRank() || !indices.dim(-1).isKnown()) {
            return Shape.unknown();
        }
        var dims = new ArrayList<>(indices.dims().subList(0, indices.rank() - 1));
        dims.addAll(table.dims().subList((int) indices.dim(-1).value(), table.rank()));
        return Shape.of(dims);
    }

    private static Shape oneHot(Emission e, Supplier<Dim> unknown) {
        var indices = e.arg(0).shape();
        if (!indices.hasRank()) {
            return Shape.unknown();
        }
        int axis = (int) e.intAttr("axis");
        var dims = new ArrayList<>(indices.dims());
        dims.add(
                axis < 0 ? dims.size() : axis,
                e.arg(1).elements().map(x -> x.get(0)).orElseGet(unknown));
        return Shape.of(dims);
    }

    private static Shape arg(Emission e, Supplier<Dim> unknown) {
        var source = e.arg(0).shape();
        if (!source.hasRank()) {
            return Shape.unknown();
        }
        var axis = ShapeRules.axes(e.arg(1), source.rank());
        if (axis.isEmpty()) {
            return ShapeRules.unknowns(source.rank() - 1, unknown);
        }
        var dims = new ArrayList<>(source.dims());
        dims.remove((int) axis.get().get(0));
        return Shape.of(dims);
    }

    private static Shape segment(Emission e, Supplier<Dim> unknown) {
        var data = e.arg(0).shape();
        var ids = e.arg(1).shape();
        if (!data.hasRank() || !ids.hasRank()) {
            return Shape.unknown();
        }
        var dims = new ArrayList<Dim>();
        dims.add(e.arg(2).elements().map(x -> x.get(0)).orElseGet(unknown));
        dims.addAll(data.dims().subList(ids.rank(), data.rank()));
        return Shape.of(dims);
    }
}
