package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.lower.Sequence.Component;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What several operands that take one place have in common: the results of two branches, or the state of a loop in each
 * round. Operands brought {@linkplain #fit into the form} have the same components with the same dtypes, for which
 * {@link #shapes} hold.
 *
 * @param structure an operand of this form
 * @param shapes what holds for the shapes of its components
 */
public record Form(Operand structure, List<Shape> shapes) {
    public Form {
        shapes = List.copyOf(shapes);
    }

    /** The form of one operand. */
    public static Form of(Operand operand, TfBuilder tf) {
        var general = general(operand, tf);
        return new Form(general, general.components().stream().map(Value::shape).toList());
    }

    /**
     * What holds for this form and another.
     *
     * @param where the node, for messages
     * @throws FerryException TYPE_MISMATCH if they are of different types
     */
    public Form or(Form other, String where) {
        var together = join(structure, other.structure, where);
        var common = new ArrayList<Shape>();
        var mine = laidOutLike(together, structure, shapes).iterator();
        var others = laidOutLike(together, other.structure, other.shapes).iterator();
        while (mine.hasNext()) {
            common.add(Shapes.common(mine.next(), others.next()));
        }
        return new Form(together, common);
    }

    /** Whether both say the same. */
    public boolean says(Form other) {
        return shapes.equals(other.shapes)
                && structure.kind().equals(other.structure.kind())
                && items(structure).equals(items(other.structure));
    }

    /** An operand in this form, of which it is a special case. */
    public Operand fit(Operand operand, TfBuilder tf) {
        return fit(structure, general(operand, tf), tf);
    }

    /** An operand of this form, made of values that arrive from a function. */
    public Operand with(List<Value> components) {
        return structure.with(components);
    }

    /** The shapes with names for the lengths that are not shared. */
    public List<Shape> named(TfBuilder tf) {
        return shapes.stream().map(s -> Shapes.named(s, tf::unknownDim)).toList();
    }

    /** Adds parameters of this form to a function. */
    public Operand parameter(String name, TfBuilder inside) {
        var parameters = new ArrayList<Value>();
        var named = named(inside);
        for (int i = 0; i < named.size(); i++) {
            parameters.add(inside.parameter(name, structure.dtypes().get(i), named.get(i)));
        }
        return with(parameters);
    }

    /** Sequences without knowledge of single items. */
    private static Operand general(Operand operand, TfBuilder tf) {
        if (operand instanceof Sequence sequence) {
            return sequence.packed(tf);
        }
        return operand instanceof Operand.Maybe maybe
                ? new Operand.Maybe(general(maybe.value(), tf), maybe.present())
                : operand;
    }

    private static Operand join(Operand a, Operand b, String where) {
        if (a instanceof Operand.Maybe x && b instanceof Operand.Maybe y) {
            return new Operand.Maybe(join(x.value(), y.value(), where), x.present());
        }
        if (a instanceof Operand.Maybe x) {
            return new Operand.Maybe(join(x.value(), b, where), x.present());
        }
        if (b instanceof Operand.Maybe y) {
            return new Operand.Maybe(join(a, y.value(), where), y.present());
        }
        if (a instanceof Sequence.Packed x
                && b instanceof Sequence.Packed y
                && x.columns().size() == y.columns().size()) {
            var columns = new ArrayList<Column>();
            for (int i = 0; i < x.columns().size(); i++) {
                var column = x.columns().get(i);
                columns.add(new Column(
                        column.component().or(y.columns().get(i).component()), column.flat(), column.shapes()));
            }
            sameDtypes(a, b, where);
            return new Sequence.Packed(columns);
        }
        if (a.getClass() != b.getClass()) {
            throw different(where, "a " + a.kind() + " and a " + b.kind());
        }
        sameDtypes(a, b, where);
        return a;
    }

    private static void sameDtypes(Operand a, Operand b, String where) {
        if (!a.dtypes().equals(b.dtypes())) {
            throw different(where, a.dtypes() + " and " + b.dtypes());
        }
    }

    private static FerryException different(String where, String what) {
        return new FerryException(
                Code.TYPE_MISMATCH, where, "one value is " + what + " at different times", "correct the model");
    }

    /** The shapes of components once {@link #fit} has brought them into a structure. */
    private static List<Shape> laidOutLike(Operand target, Operand source, List<Shape> shapes) {
        var result = new ArrayList<Shape>();
        collect(target, source, shapes.iterator(), result);
        return result;
    }

    private static void collect(Operand target, Operand source, Iterator<Shape> shapes, List<Shape> result) {
        if (target instanceof Operand.Maybe wanted) {
            if (source instanceof Operand.Maybe maybe) {
                collect(wanted.value(), maybe.value(), shapes, result);
                result.add(shapes.next());
            } else {
                collect(wanted.value(), source, shapes, result);
                result.add(Shape.scalar());
            }
            return;
        }
        if (target instanceof Sequence.Packed wanted && source instanceof Sequence.Packed packed) {
            for (int i = 0; i < wanted.columns().size(); i++) {
                result.add(shapes.next());
                var table = shapes.next();
                var rank = wanted.columns().get(i).component().rank();
                boolean isNew = packed.columns().get(i).component().shape().isEmpty();
                result.add(isNew && rank.isPresent() ? Shape.of(0, rank.get()) : table);
            }
            return;
        }
        target.components().forEach(c -> result.add(shapes.next()));
    }

    private static Operand fit(Operand target, Operand operand, TfBuilder tf) {
        if (target instanceof Operand.Maybe wanted) {
            return operand instanceof Operand.Maybe maybe
                    ? new Operand.Maybe(fit(wanted.value(), maybe.value(), tf), maybe.present())
                    : new Operand.Maybe(fit(wanted.value(), operand, tf), tf.bool(true));
        }
        if (target instanceof Sequence.Packed wanted && operand instanceof Sequence.Packed packed) {
            return packed.as(wanted.item(), tf);
        }
        return operand;
    }

    private static List<Component> items(Operand operand) {
        if (operand instanceof Operand.Maybe maybe) {
            return items(maybe.value());
        }
        return operand instanceof Sequence sequence ? sequence.item() : List.of();
    }
}
