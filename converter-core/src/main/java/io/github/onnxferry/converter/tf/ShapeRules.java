package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The shapes of an operation's outputs, as TensorFlow's kernels make them. An operation without a rule has outputs of
 * unknown shape.
 */
final class ShapeRules {
    /** The shapes of all outputs. */
    interface Rule {
        List<Shape> infer(Emission e, Supplier<Dim> unknown);
    }

    /** The shape of the only output. */
    interface Single {
        Shape infer(Emission e, Supplier<Dim> unknown);
    }

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        ElementwiseShapes.register(RULES);
        ArrayShapes.register(RULES);
        IndexShapes.register(RULES);
        ImageShapes.register(RULES);
        LinearShapes.register(RULES);
    }

    private ShapeRules() {}

    static List<Shape> infer(Emission e, int outputs, Supplier<Dim> unknown) {
        var rule = RULES.get(e.op());
        if (rule == null) {
            return Collections.nCopies(outputs, Shape.unknown());
        }
        var shapes = rule.infer(e, unknown);
        if (shapes.size() != outputs) {
            throw new IllegalStateException(e.op() + " has " + outputs + " outputs, not " + shapes.size());
        }
        return shapes;
    }

    static void put(Map<String, Rule> rules, Single rule, String... ops) {
        for (String op : ops) {
            rules.put(op, (e, unknown) -> List.of(rule.infer(e, unknown)));
        }
    }

    /** The shape to which operands broadcast by the rules of NumPy. */
    static Shape broadcast(List<Shape> shapes, Supplier<Dim> unknown) {
        if (shapes.stream().anyMatch(s -> !s.hasRank())) {
            return Shape.unknown();
        }
        int rank = shapes.stream().mapToInt(Shape::rank).max().orElse(0);
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            Dim dim = Dim.of(1);
            for (Shape shape : shapes) {
                int axis = i - rank + shape.rank();
                if (axis >= 0) {
                    dim = broadcast(dim, shape.dim(axis), unknown);
                }
            }
            dims.add(dim);
        }
        return Shape.of(dims);
    }

    private static Dim broadcast(Dim a, Dim b, Supplier<Dim> unknown) {
        if (a.is(1) || a.equals(b)) {
            return b;
        }
        if (b.is(1)) {
            return a;
        }
        if (a.isKnown()) {
            return a;
        }
        if (b.isKnown()) {
            return b;
        }
        return unknown.get();
    }

    /** The shape that a value holds as its elements; lengths that are not known are fresh. */
    static Shape held(Value sizes, Supplier<Dim> unknown) {
        if (sizes.elements().isPresent()) {
            var dims = new ArrayList<Dim>();
            for (Dim dim : sizes.elements().get()) {
                dims.add(dim.isKnown() && dim.value() < 0 ? unknown.get() : dim);
            }
            return Shape.of(dims);
        }
        if (sizes.hasRank() && sizes.rank() == 1 && sizes.dim(0).isKnown()) {
            return unknowns((int) sizes.dim(0).value(), unknown);
        }
        return Shape.unknown();
    }

    /** A shape of known rank and unknown lengths. */
    static Shape unknowns(int rank, Supplier<Dim> unknown) {
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            dims.add(unknown.get());
        }
        return Shape.of(dims);
    }

    /** The axes that a constant names, counted from the front; nothing if not constant. */
    static java.util.Optional<List<Integer>> axes(Value axes, int rank) {
        return axes.constant().map(t -> {
            var result = new ArrayList<Integer>();
            for (long axis : t.longs()) {
                result.add((int) (axis < 0 ? axis + rank : axis));
            }
            return result;
        });
    }
}
