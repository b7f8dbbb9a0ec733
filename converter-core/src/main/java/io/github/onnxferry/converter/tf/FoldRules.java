package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Operations on constants that are done at once. Views cost nothing at any size; what computes elements is done up to a
 * bound, so that conversion stays small.
 */
final class FoldRules {
    /** Results with more elements than this are left to TensorFlow, unless they are views. */
    static final long MAX_ELEMENTS = 1 << 20;

    private static final Set<String> WEIGHT_KEEPING =
            Set.of("Identity", "Reshape", "Transpose", "ExpandDims", "Squeeze", "Cast");

    private interface Rule {
        Optional<List<Tensor>> fold(Emission e, List<Tensor> inputs);
    }

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        view("Identity", (e, t) -> t.get(0));
        view("Reshape", (e, t) -> t.get(0).reshape(resolved(t.get(0), t.get(1).longs())));
        view("Transpose", (e, t) -> t.get(0).transpose(t.get(1).ints()));
        view("ExpandDims", FoldRules::expandDims);
        view("Squeeze", FoldRules::squeeze);
        view("Fill", (e, t) -> t.get(1).expand(t.get(0).longs()));
        view("BroadcastTo", (e, t) -> t.get(0).expand(t.get(1).longs()));
        RULES.put("Cast", FoldRules::cast);
        RULES.put("ConcatV2", FoldRules::concat);
        RULES.put("Pack", FoldRules::pack);
        RULES.put("GatherV2", FoldRules::gather);
        RULES.put("StridedSlice", PickRules::stridedSlice);
        RULES.put("Slice", PickRules::slice);
        RULES.put("Split", PickRules::split);
        RULES.put("SplitV", PickRules::splitSizes);
        RULES.put("Unpack", PickRules::unpack);
        RULES.put("Tile", PickRules::tile);
        binary("AddV2", (a, b) -> a + b);
        binary("Sub", (a, b) -> a - b);
        binary("Mul", (a, b) -> a * b);
        binary("RealDiv", (a, b) -> a / b);
        binary("Maximum", Math::max);
        binary("Minimum", Math::min);
        unary("Neg", a -> -a);
        unary("Abs", Math::abs);
        unary("Sqrt", Math::sqrt);
        unary("Rsqrt", a -> 1 / Math.sqrt(a));
        unary("Reciprocal", a -> 1 / a);
        unary("Square", a -> a * a);
        unary("Floor", Math::floor);
        unary("Ceil", Math::ceil);
        unary("Rint", Math::rint);
        comparison("Equal", (a, b) -> a == b);
        comparison("NotEqual", (a, b) -> a != b);
        comparison("Less", (a, b) -> a < b);
        comparison("LessEqual", (a, b) -> a <= b);
        comparison("Greater", (a, b) -> a > b);
        comparison("GreaterEqual", (a, b) -> a >= b);
        RULES.put("LogicalNot", (e, t) -> bools(t.get(0).sizes(), not(t.get(0).longs())));
        logical("LogicalAnd", (a, b) -> a != 0 && b != 0 ? 1 : 0);
        logical("LogicalOr", (a, b) -> a != 0 || b != 0 ? 1 : 0);
    }

    private FoldRules() {}

    /** The outputs of an operation on constants, if it is done at once. */
    static Optional<List<Tensor>> fold(Emission e) {
        var rule = RULES.get(e.op());
        if (rule == null || !e.controls().isEmpty()) {
            return Optional.empty();
        }
        var compared = ElementComparisons.fold(e);
        if (compared.isPresent()) {
            return compared.map(List::of);
        }
        var inputs = new ArrayList<Tensor>();
        for (Value value : e.flat()) {
            var constant = value.constant();
            if (constant.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(constant.get());
        }
        return rule.fold(e, inputs);
    }

    /** Whether the result of an operation on a parameter of the model is still that parameter. */
    static boolean keepsWeight(String op) {
        return WEIGHT_KEEPING.contains(op);
    }

    private interface View {
        Tensor of(Emission e, List<Tensor> inputs);
    }

    private static void view(String op, View view) {
        RULES.put(op, (e, t) -> Optional.of(List.of(view.of(e, t))));
    }

    private static long[] resolved(Tensor source, long[] wanted) {
        var sizes = wanted.clone();
        long known = 1;
        int open = -1;
        for (int i = 0; i < sizes.length; i++) {
            if (sizes[i] == -1) {
                open = i;
            } else {
                known *= sizes[i];
            }
        }
        if (open >= 0) {
            sizes[open] = known == 0 ? 0 : source.elements() / known;
        }
        return sizes;
    }

    private static Tensor expandDims(Emission e, List<Tensor> t) {
        var sizes = new ArrayList<Long>();
        Arrays.stream(t.get(0).sizes()).forEach(sizes::add);
        int axis = (int) t.get(1).getLong(0);
        sizes.add(axis < 0 ? axis + sizes.size() + 1 : axis, 1L);
        return t.get(0).reshape(sizes.stream().mapToLong(Long::longValue).toArray());
    }

    private static Tensor squeeze(Emission e, List<Tensor> t) {
        var axes = e.intsAttr("squeeze_dims");
        var sizes = t.get(0).sizes();
        var kept = new ArrayList<Long>();
        for (int i = 0; i < sizes.length; i++) {
            int axis = i;
            boolean named = Arrays.stream(axes).anyMatch(a -> a == axis || a + sizes.length == axis);
            if (!(named || (axes.length == 0 && sizes[i] == 1))) {
                kept.add(sizes[i]);
            }
        }
        return t.get(0).reshape(kept.stream().mapToLong(Long::longValue).toArray());
    }

    /** A cast of parameters is a view; between integers and floats it is done only where all machines agree. */
    private static Optional<List<Tensor>> cast(Emission e, List<Tensor> t) {
        var source = t.get(0);
        var to = e.types().get("DstT");
        if (to == null || source.dtype() == DType.STRING || source.dtype().isComplex() || to.isComplex()) {
            return Optional.empty();
        }
        if (source.dtype().isFloat() && to.isInteger()) {
            boolean inRange = source.elements() <= MAX_ELEMENTS
                    && Arrays.stream(source.doubles()).allMatch(v -> Math.abs(v) < (1L << Math.min(to.bits() - 1, 53)));
            return inRange ? Optional.of(List.of(source.cast(to))) : Optional.empty();
        }
        return Optional.of(List.of(source.cast(to)));
    }

    private static Optional<List<Tensor>> concat(Emission e, List<Tensor> t) {
        var parts = t.subList(0, t.size() - 1);
        var first = parts.get(0);
        int axis = (int) t.get(t.size() - 1).getLong(0);
        int at = axis < 0 ? axis + first.rank() : axis;
        long total = parts.stream().mapToLong(Tensor::elements).sum();
        if (total > MAX_ELEMENTS
                || first.dtype() == DType.STRING
                || first.dtype() != first.dtype().carrier()) {
            return Optional.empty();
        }
        var sizes = first.sizes();
        sizes[at] = parts.stream().mapToLong(p -> p.sizes()[at]).sum();
        long outer = Tensor.elements(Arrays.copyOf(sizes, at));
        return Optional.of(List.of(Concatenation.of(first.dtype(), sizes, outer, parts)));
    }

    private static Optional<List<Tensor>> pack(Emission e, List<Tensor> t) {
        var first = t.get(0);
        int axis = (int) e.intAttr("axis");
        int at = axis < 0 ? axis + first.rank() + 1 : axis;
        if (first.elements() * t.size() > MAX_ELEMENTS
                || first.dtype() == DType.STRING
                || first.dtype() != first.dtype().carrier()) {
            return Optional.empty();
        }
        var sizes = new long[first.rank() + 1];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = i == at ? t.size() : first.sizes()[i < at ? i : i - 1];
        }
        long outer = Tensor.elements(Arrays.copyOf(sizes, at));
        return Optional.of(List.of(Concatenation.of(first.dtype(), sizes, outer, t)));
    }

    private static Optional<List<Tensor>> gather(Emission e, List<Tensor> t) {
        var table = t.get(0);
        var indices = t.get(1);
        int axis = (int) t.get(2).getLong(0);
        int at = axis < 0 ? axis + table.rank() : axis;
        if (e.intAttr("batch_dims") != 0 || table.elements() == 0) {
            return Optional.empty();
        }
        var sizes = table.sizes();
        long inner = Tensor.elements(Arrays.copyOfRange(sizes, at + 1, sizes.length));
        long outer = Tensor.elements(Arrays.copyOf(sizes, at));
        long count = indices.elements();
        if (outer * count * inner > MAX_ELEMENTS) {
            return Optional.empty();
        }
        var positions = new long[(int) (outer * count * inner)];
        int p = 0;
        for (long o = 0; o < outer; o++) {
            for (long i = 0; i < count; i++) {
                long index = indices.getLong(i);
                if (index < 0 || index >= sizes[at]) {
                    return Optional.empty();
                }
                for (long k = 0; k < inner; k++) {
                    positions[p++] = (o * sizes[at] + index) * inner + k;
                }
            }
        }
        var result = new ArrayList<Long>();
        for (int i = 0; i < sizes.length; i++) {
            if (i == at) {
                Arrays.stream(indices.sizes()).forEach(result::add);
            } else {
                result.add(sizes[i]);
            }
        }
        var newSizes = result.stream().mapToLong(Long::longValue).toArray();
        return Optional.of(List.of(table.pick(newSizes, positions)));
    }

    private static void unary(String op, DoubleUnaryOperator f) {
        RULES.put(op, (e, t) -> {
            var x = t.get(0);
            if (!isComputed(x) || x.elements() > MAX_ELEMENTS) {
                return Optional.empty();
            }
            return Optional.of(List.of(Tensor.ofDoubles(
                    x.dtype(), x.sizes(), Arrays.stream(x.doubles()).map(f).toArray())));
        });
    }

    private static boolean isComputed(Tensor tensor) {
        return tensor.dtype() == DType.FLOAT || tensor.dtype() == DType.DOUBLE || tensor.dtype() == DType.FLOAT16;
    }

    private static void binary(String op, DoubleBinaryOperator f) {
        RULES.put(op, (e, t) -> {
            if (!isComputed(t.get(0))) {
                return Optional.empty();
            }
            return broadcast(t).map(pair -> {
                var x = pair.get(0).doubles();
                var y = pair.get(1).doubles();
                var result = new double[x.length];
                Arrays.setAll(result, i -> f.applyAsDouble(x[i], y[i]));
                return List.of(Tensor.ofDoubles(t.get(0).dtype(), pair.get(0).sizes(), result));
            });
        });
    }

    private interface Comparison {
        boolean test(double a, double b);
    }

    private static void comparison(String op, Comparison c) {
        RULES.put(op, (e, t) -> {
            if (!isComputed(t.get(0)) && !Elements.isFollowed(t.get(0).dtype())) {
                return Optional.empty();
            }
            return broadcast(t).flatMap(pair -> {
                var x = pair.get(0);
                var y = pair.get(1);
                var result = new long[(int) x.elements()];
                boolean integer = x.dtype().isInteger();
                for (int i = 0; i < result.length; i++) {
                    boolean holds = integer
                            ? c.test(Long.compare(x.getLong(i), y.getLong(i)), 0)
                            : c.test(x.getDouble(i), y.getDouble(i));
                    result[i] = holds ? 1 : 0;
                }
                return bools(x.sizes(), result);
            });
        });
    }

    private static void logical(String op, java.util.function.LongBinaryOperator f) {
        RULES.put(
                op,
                (e, t) -> broadcast(t).flatMap(pair -> {
                    var x = pair.get(0).longs();
                    var y = pair.get(1).longs();
                    var result = new long[x.length];
                    Arrays.setAll(result, i -> f.applyAsLong(x[i], y[i]));
                    return bools(pair.get(0).sizes(), result);
                }));
    }

    private static long[] not(long[] values) {
        return Arrays.stream(values).map(v -> 1 - v).toArray();
    }

    private static Optional<List<Tensor>> bools(long[] sizes, long[] values) {
        return Optional.of(List.of(Tensor.ofLongs(DType.BOOL, sizes, values)));
    }

    /** Two tensors broadcast to their common shape, if that is small enough. */
    private static Optional<List<Tensor>> broadcast(List<Tensor> t) {
        var a = t.get(0).sizes();
        var b = t.get(1).sizes();
        var sizes = new long[Math.max(a.length, b.length)];
        long count = 1;
        for (int i = 0; i < sizes.length; i++) {
            long x = i < sizes.length - a.length ? 1 : a[i - sizes.length + a.length];
            long y = i < sizes.length - b.length ? 1 : b[i - sizes.length + b.length];
            if (x != y && x != 1 && y != 1) {
                return Optional.empty();
            }
            sizes[i] = x == 1 ? y : x;
            count *= sizes[i];
            if (count > MAX_ELEMENTS) {
                return Optional.empty();
            }
        }
        return Optional.of(List.of(t.get(0).expand(sizes), t.get(1).expand(sizes)));
    }
}
