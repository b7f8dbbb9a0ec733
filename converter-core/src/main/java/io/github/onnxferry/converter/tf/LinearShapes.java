package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Shapes of products and other operations on matrices. */
final class LinearShapes {
    private LinearShapes() {}

    static void register(Map<String, ShapeRules.Rule> rules) {
        ShapeRules.put(rules, (e, u) -> product(e, e.boolAttr("transpose_a"), e.boolAttr("transpose_b"), u), "MatMul");
        ShapeRules.put(
                rules,
                (e, u) -> product(e, e.boolAttr("adj_x"), e.boolAttr("adj_y"), u),
                "BatchMatMulV2",
                "BatchMatMulV3");
        ShapeRules.put(rules, LinearShapes::einsum, "Einsum");
        ShapeRules.put(
                rules,
                (e, u) -> e.arg(0).hasRank()
                        ? Shape.of(e.arg(0).shape().dims().subList(0, e.arg(0).rank() - 2))
                        : Shape.unknown(),
                "MatrixDeterminant");
    }

    private static Shape product(Emission e, boolean transposeA, boolean transposeB, Supplier<Dim> unknown) {
        var a = e.arg(0).shape();
        var b = e.arg(1).shape();
        if (!a.hasRank() || !b.hasRank()) {
            return Shape.unknown();
        }
        var batch = ShapeRules.broadcast(
                List.of(
                        Shape.of(a.dims().subList(0, a.rank() - 2)),
                        Shape.of(b.dims().subList(0, b.rank() - 2))),
                unknown);
        var dims = new ArrayList<>(batch.dims());
        dims.add(a.dim(transposeA ? -1 : -2));
        dims.add(b.dim(transposeB ? -2 : -1));
        return Shape.of(dims);
    }

    /** TensorFlow's equations are explicit, with an optional ellipsis for broadcast axes. */
    private static Shape einsum(Emission e, Supplier<Dim> unknown) {
        var equation = e.stringAttr("equation").replace(" ", "");
        int arrow = equation.indexOf("->");
        var terms = equation.substring(0, arrow).split(",", -1);
        var output = equation.substring(arrow + 2);
        Map<Character, Dim> lengths = new HashMap<>();
        var ellipses = new ArrayList<Shape>();
        for (int i = 0; i < terms.length; i++) {
            var shape = e.argList(0).get(i).shape();
            if (!shape.hasRank()) {
                return Shape.unknown();
            }
            var term = terms[i];
            int dots = term.indexOf("...");
            var labels = term.replace("...", "");
            int hidden = shape.rank() - labels.length();
            int before = dots < 0 ? labels.length() : dots;
            for (int k = 0; k < labels.length(); k++) {
                var dim = shape.dim(k < before ? k : k + hidden);
                lengths.merge(labels.charAt(k), dim, (x, y) -> x.is(1) || (!x.isKnown() && y.isKnown()) ? y : x);
            }
            if (dots >= 0) {
                ellipses.add(Shape.of(shape.dims().subList(before, before + hidden)));
            }
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < output.length(); i++) {
            if (output.startsWith("...", i)) {
                dims.addAll(ShapeRules.broadcast(ellipses, unknown).dims());
                i += 2;
            } else {
                dims.add(lengths.getOrDefault(output.charAt(i), unknown.get()));
            }
        }
        return Shape.of(dims);
    }
}
