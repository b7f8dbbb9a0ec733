package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.function.Supplier;

/** What several shapes have in common. */
final class Shapes {
    /** Stands for a length that the shapes do not share; it never reaches a value. */
    private static final Dim DIFFERENT = Dim.symbol("?");

    private Shapes() {}

    /** What holds for both shapes; lengths that differ are no dimension of either. */
    static Shape common(Shape a, Shape b) {
        if (a.equals(b)) {
            return a;
        }
        if (!a.hasRank() || !b.hasRank() || a.rank() != b.rank()) {
            return Shape.unknown();
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < a.rank(); i++) {
            dims.add(a.dim(i).equals(b.dim(i)) ? a.dim(i) : DIFFERENT);
        }
        return Shape.of(dims);
    }

    /** The shape with new names for the lengths that are not shared. */
    static Shape named(Shape shape, Supplier<Dim> names) {
        if (!shape.hasRank()) {
            return shape;
        }
        return Shape.of(shape.dims().stream()
                .map(d -> d.equals(DIFFERENT) ? names.get() : d)
                .toList());
    }

    /** What holds for several tensors of which one shape with free lengths is stated: those may differ. */
    static Shape varying(Shape shape) {
        return shape.hasRank()
                ? Shape.of(shape.dims().stream()
                        .map(d -> d.isKnown() ? d : DIFFERENT)
                        .toList())
                : shape;
    }
}
