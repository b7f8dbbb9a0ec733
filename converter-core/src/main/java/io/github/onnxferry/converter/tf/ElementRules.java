package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BinaryOperator;

/** Follows the elements of small integer tensors through the operations that shape arithmetic is made of. */
final class ElementRules {
    /** Elements of the first output, or nothing. */
    private interface Rule {
        Optional<List<Dim>> infer(Emission e);
    }

    private static final Map<String, Rule> RULES = new HashMap<>();

    static {
        RULES.put("Shape", e -> e.arg(0).shape().known());
        RULES.put("Size", e -> e.arg(0).shape().known().map(d -> List.of(Shape.product(d))));
        RULES.put("Rank", e -> e.arg(0).shape().known().map(d -> List.of(Dim.of(d.size()))));
        for (String op : List.of("Identity", "Reshape", "ExpandDims", "Squeeze", "Cast", "EnsureShape")) {
            RULES.put(op, e -> e.arg(0).elements());
        }
        for (String op : List.of("AddV2", "Add")) {
            RULES.put(op, e -> binary(e, Dim::plus));
        }
        RULES.put("Sub", e -> binary(e, Dim::minus));
        RULES.put("Mul", e -> binary(e, Dim::times));
        RULES.put("FloorDiv", e -> division(e, true));
        RULES.put("TruncateDiv", e -> division(e, false));
        RULES.put("FloorMod", ElementRules::floorMod);
        RULES.put("Maximum", e -> binary(e, Dim::max));
        RULES.put("Minimum", e -> binary(e, Dim::min));
        RULES.put(
                "Neg",
                e -> e.arg(0)
                        .elements()
                        .map(x -> x.stream().map(d -> d.times(-1)).toList()));
        RULES.put("Pack", ElementRules::pack);
        RULES.put("ConcatV2", ElementRules::concat);
        RULES.put("GatherV2", ElementRules::gather);
        RULES.put("StridedSlice", ElementRules::stridedSlice);
        RULES.put("Slice", ElementRules::slice);
        RULES.put("Prod", e -> reduce(e, Dim::times, Dim.of(1)));
        RULES.put("Sum", e -> reduce(e, Dim::plus, Dim.of(0)));
        RULES.put("SelectV2", ElementRules::select);
        RULES.put("Range", ElementRules::range);
        RULES.put("Fill", ElementRules::fill);
        RULES.put("BroadcastTo", ElementRules::broadcast);
        RULES.put("BroadcastArgs", ElementRules::broadcastArgs);
    }

    private ElementRules() {}

    static Optional<List<Dim>> infer(Emission e) {
        var rule = RULES.get(e.op());
        if (rule == null || e.flat().isEmpty()) {
            return Optional.empty();
        }
        var types = e.outputTypes();
        if (types.size() != 1 || !Elements.isFollowed(types.get(0))) {
            return Optional.empty();
        }
        return rule.infer(e).filter(x -> x.size() <= Elements.MAX);
    }

    private static Optional<List<Dim>> binary(Emission e, BinaryOperator<Dim> operator) {
        var a = e.arg(0);
        var b = e.arg(1);
        if (a.elements().isEmpty() || b.elements().isEmpty() || !isSmall(a) || !isSmall(b)) {
            return Optional.empty();
        }
        var x = a.elements().get();
        var y = b.elements().get();
        if (a.shape().equals(b.shape())) {
            return Optional.of(zip(x, y, operator));
        }
        if (x.size() == 1 && a.rank() <= b.rank()) {
            return Optional.of(y.stream().map(d -> operator.apply(x.get(0), d)).toList());
        }
        if (y.size() == 1 && b.rank() <= a.rank()) {
            return Optional.of(x.stream().map(d -> operator.apply(d, y.get(0))).toList());
        }
        return Optional.empty();
    }

    private static boolean isSmall(Value value) {
        return value.shape().isFullyKnown();
    }

    private static List<Dim> zip(List<Dim> x, List<Dim> y, BinaryOperator<Dim> operator) {
        var result = new ArrayList<Dim>();
        for (int i = 0; i < x.size(); i++) {
            result.add(operator.apply(x.get(i), y.get(i)));
        }
        return result;
    }

    /** Lengths are not negative, so a symbolic dividend that is a length truncates as it floors. */
    private static Optional<List<Dim>> division(Emission e, boolean floor) {
        var divisor = e.arg(1).elements();
        if (divisor.isEmpty() || divisor.get().stream().anyMatch(d -> d.is(0))) {
            return Optional.empty();
        }
        return binary(e, (a, b) -> {
            if (a.isKnown() && b.isKnown()) {
                return Dim.of(floor ? Math.floorDiv(a.value(), b.value()) : a.value() / b.value());
            }
            return floor
                    ? a.floorDiv(b)
                    : a.dividedExactlyBy(b).orElseGet(() -> Dim.symbol("trunc((" + a + ")/(" + b + "))"));
        });
    }

    private static Optional<List<Dim>> floorMod(Emission e) {
        var divisor = e.arg(1).elements();
        if (divisor.isEmpty() || divisor.get().stream().anyMatch(d -> d.is(0))) {
            return Optional.empty();
        }
        return binary(
                e,
                (a, b) -> a.isKnown() && b.isKnown()
                        ? Dim.of(Math.floorMod(a.value(), b.value()))
                        : Dim.symbol("mod(" + a + "," + b + ")"));
    }

    private static Optional<List<Dim>> pack(Emission e) {
        var values = e.argList(0);
        if (values.stream().anyMatch(v -> v.elements().isEmpty())
                || values.get(0).rank() > 0) {
            return Optional.empty();
        }
        return Optional.of(
                values.stream().map(v -> v.elements().orElseThrow().get(0)).toList());
    }

    private static Optional<List<Dim>> concat(Emission e) {
        var values = e.argList(0);
        if (values.stream().anyMatch(v -> v.elements().isEmpty() || v.rank() != 1)) {
            return Optional.empty();
        }
        return Optional.of(values.stream()
                .flatMap(v -> v.elements().orElseThrow().stream())
                .toList());
    }

    private static Optional<List<Dim>> gather(Emission e) {
        var table = e.arg(0);
        var indices = e.arg(1).constant();
        if (table.elements().isEmpty() || indices.isEmpty() || table.rank() != 1) {
            return Optional.empty();
        }
        var elements = table.elements().get();
        var picked = new ArrayList<Dim>();
        for (long index : indices.get().longs()) {
            if (index < 0 || index >= elements.size()) {
                return Optional.empty();
            }
            picked.add(elements.get((int) index));
        }
        return Optional.of(picked);
    }

    private static Optional<List<Dim>> stridedSlice(Emission e) {
        var source = e.arg(0);
        if (source.elements().isEmpty() || source.rank() != 1) {
            return Optional.empty();
        }
        var positions = StridedSlices.positions(e, source.elements().get().size());
        var elements = source.elements().get();
        return positions.map(p -> p.stream().map(elements::get).toList());
    }

    private static Optional<List<Dim>> slice(Emission e) {
        var source = e.arg(0);
        var begin = e.arg(1).constant();
        var size = e.arg(2).constant();
        if (source.elements().isEmpty() || source.rank() != 1 || begin.isEmpty() || size.isEmpty()) {
            return Optional.empty();
        }
        var elements = source.elements().get();
        long from = begin.get().getLong(0);
        long count = size.get().getLong(0);
        long to = count == -1 ? elements.size() : from + count;
        if (from < 0 || to < from || to > elements.size()) {
            return Optional.empty();
        }
        return Optional.of(elements.subList((int) from, (int) to));
    }

    private static Optional<List<Dim>> reduce(Emission e, BinaryOperator<Dim> operator, Dim unit) {
        var value = e.arg(0);
        var axes = e.arg(1).constant();
        if (value.elements().isEmpty() || axes.isEmpty() || axes.get().elements() != value.rank()) {
            return Optional.empty();
        }
        return Optional.of(List.of(value.elements().get().stream().reduce(unit, operator)));
    }

    private static Optional<List<Dim>> select(Emission e) {
        var condition = e.arg(0).constant();
        if (condition.isEmpty() || condition.get().elements() > Elements.MAX) {
            return Optional.empty();
        }
        var x = e.arg(1);
        var y = e.arg(2);
        var chosen = condition.get();
        if (x.elements().isEmpty() || y.elements().isEmpty() || !isSmall(x) || !isSmall(y)) {
            return Optional.empty();
        }
        if (!x.shape().equals(y.shape()) || !chosen.shape().equals(x.shape())) {
            return Optional.empty();
        }
        var result = new ArrayList<Dim>();
        for (int i = 0; i < chosen.elements(); i++) {
            result.add((chosen.getLong(i) != 0 ? x : y).elements().orElseThrow().get(i));
        }
        return Optional.of(result);
    }

    private static Optional<List<Dim>> range(Emission e) {
        var start = e.arg(0).constant();
        var limit = e.arg(1).constant();
        var delta = e.arg(2).constant();
        if (start.isEmpty() || limit.isEmpty() || delta.isEmpty() || delta.get().getLong(0) == 0) {
            return Optional.empty();
        }
        var result = new ArrayList<Dim>();
        long step = delta.get().getLong(0);
        long end = limit.get().getLong(0);
        for (long i = start.get().getLong(0); step > 0 ? i < end : i > end; i += step) {
            result.add(Dim.of(i));
            if (result.size() > Elements.MAX) {
                return Optional.empty();
            }
        }
        return Optional.of(result);
    }

    private static Optional<List<Dim>> fill(Emission e) {
        return repeated(e.arg(0), e.arg(1));
    }

    private static Optional<List<Dim>> broadcast(Emission e) {
        var value = e.arg(0);
        if (value.elements().isEmpty() || value.elements().get().size() != 1) {
            return Optional.empty();
        }
        return repeated(e.arg(1), value);
    }

    /** The shape to which two shapes broadcast; where both lengths are open, a length of its own. */
    private static Optional<List<Dim>> broadcastArgs(Emission e) {
        var a = e.arg(0).elements();
        var b = e.arg(1).elements();
        if (a.isEmpty() || b.isEmpty()) {
            return Optional.empty();
        }
        var open = new AtomicInteger();
        var broadcast = ShapeRules.broadcast(
                List.of(Shape.of(a.get()), Shape.of(b.get())),
                () -> Dim.symbol("broadcast(" + a.get() + "," + b.get() + ")." + open.getAndIncrement()));
        return Optional.of(broadcast.dims());
    }

    private static Optional<List<Dim>> repeated(Value sizes, Value single) {
        if (sizes.constant().isEmpty() || single.elements().isEmpty()) {
            return Optional.empty();
        }
        long count = 1;
        for (long size : sizes.constant().get().longs()) {
            count = size < 0 || count > Elements.MAX ? Elements.MAX + 1 : count * size;
        }
        if (count > Elements.MAX) {
            return Optional.empty();
        }
        return Optional.of(java.util.Collections.nCopies(
                (int) count, single.elements().get().get(0)));
    }
}
