package io.github.onnxferry.converter.lower.ops.control;

import io.github.onnxferry.converter.lower.Captures;
import io.github.onnxferry.converter.lower.Form;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TensorLists;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A loop over a body: operands that go from round to round, values that stay, and results of each round that are stacked
 * up. The shapes of the state are the strongest that hold in every round: the body is lowered under what is known at the
 * start, and again under less, until it gives back what it assumes.
 */
public final class StateLoop {
    private final String where;
    private final Optional<Value> trips;
    private final Optional<Value> condition;
    private final List<Operand> initial;
    private final List<Value> constants;
    private final Captures outer;
    private final Content content;

    /**
     * A loop.
     *
     * @param where the node, for messages
     * @param trips the highest number of rounds, an int64 scalar
     * @param condition whether there is a first round, a bool scalar
     * @param initial the state before the first round
     * @param constants values that rounds use besides
     * @param outer what the body uses of the graph around it
     * @param content the body
     */
    public StateLoop(
            String where,
            Optional<Value> trips,
            Optional<Value> condition,
            List<Operand> initial,
            List<Value> constants,
            Captures outer,
            Content content) {
        this.where = where;
        this.trips = trips;
        this.condition = condition;
        this.initial = initial;
        this.constants = constants;
        this.outer = outer;
        this.content = content;
    }

    /** The body of a loop. */
    @FunctionalInterface
    public interface Content {
        /** Emits a round. */
        Round emit(Start start, TfBuilder tf);
    }

    /**
     * What a round starts from.
     *
     * @param index its number, an int64 scalar
     * @param condition whether it takes place: true
     * @param state what the round before left
     * @param constants the constants of the loop
     * @param captured parameters for what is captured
     */
    public record Start(
            Value index, Value condition, List<Operand> state, List<Value> constants, List<Value> captured) {}

    /**
     * What a round gives.
     *
     * @param goesOn whether there may be another, a bool scalar
     * @param state the next state
     * @param collected what is stacked up
     */
    public record Round(Value goesOn, List<Operand> state, List<Value> collected) {}

    /**
     * What a loop gives.
     *
     * @param state the state after the last round
     * @param collected the values of all rounds along a new first axis
     */
    public record Result(List<Operand> state, List<Value> collected) {}

    /** A body lowered under an assumption that it keeps. */
    private record Lowered(List<Form> forms, TfFunction function, Round round) {}

    /** Emits the loop. */
    public Result emit(TfBuilder tf) {
        var lowered = lower(tf);
        var collected = lowered.round().collected();
        var state = new ArrayList<Value>(List.of(tf.int64(0), condition.orElseGet(() -> tf.bool(true))));
        var shapes = new ArrayList<>(List.of(Shape.scalar(), Shape.scalar()));
        trips.ifPresent(limit -> {
            state.add(limit);
            shapes.add(Shape.scalar());
        });
        for (int i = 0; i < initial.size(); i++) {
            var form = lowered.forms().get(i);
            state.addAll(form.fit(initial.get(i), tf).components());
            shapes.addAll(form.named(tf));
        }
        state.addAll(constants);
        constants.forEach(c -> shapes.add(c.shape()));
        state.addAll(outer.arguments());
        shapes.addAll(outer.shapes());
        for (var value : collected) {
            state.add(TensorLists.empty(value.dtype().carrier(), outside(value.shape(), tf), tf));
            shapes.add(Shape.scalar());
        }
        boolean endless = lowered.round()
                        .goesOn()
                        .constant()
                        .filter(t -> t.getLong(0) != 0)
                        .isPresent()
                && condition.isEmpty();
        var cond = Loops.function(tf.scope() + "_cond", state, shapes, (s, t) -> List.of(goesOn(s, endless, t)), tf);
        var last = Loops.emitWhile(state, shapes, cond, lowered.function(), tf);
        return result(lowered, last, tf);
    }

    private Value goesOn(List<Value> state, boolean endless, TfBuilder tf) {
        if (trips.isEmpty()) {
            return state.get(1);
        }
        var within = tf.less(state.get(0), state.get(2));
        return endless ? within : tf.and(state.get(1), within);
    }

    private Result result(Lowered lowered, List<Value> last, TfBuilder tf) {
        int at = trips.isPresent() ? 3 : 2;
        var operands = new ArrayList<Operand>();
        for (var form : lowered.forms()) {
            operands.add(form.with(last.subList(at, at + form.shapes().size())));
            at += form.shapes().size();
        }
        at += constants.size() + outer.arguments().size();
        var stacked = new ArrayList<Value>();
        for (var value : lowered.round().collected()) {
            var list = last.get(at++);
            var carried = TensorLists.stack(list, value.dtype().carrier(), outside(value.shape(), tf), last.get(0), tf);
            stacked.add(tf.as(carried, value.dtype()));
        }
        return new Result(operands, stacked);
    }

    private Lowered lower(TfBuilder tf) {
        var forms = initial.stream().map(s -> Form.of(s, tf)).toList();
        while (true) {
            var inside = new TfBuilder(tf.library(), tf.library().uniqueName(tf.scope() + "_body"));
            var next = new ArrayList<Form>();
            var lowered = lower(forms, next, inside);
            boolean holds = true;
            for (int i = 0; i < forms.size(); i++) {
                holds &= forms.get(i).says(next.get(i));
            }
            if (holds) {
                return lowered;
            }
            forms = next;
        }
    }

    private Lowered lower(List<Form> forms, List<Form> next, TfBuilder inside) {
        var index = inside.parameter("index", DType.INT64, Shape.scalar());
        var goesOn = inside.parameter("condition", DType.BOOL, Shape.scalar());
        var limit = trips.map(t -> inside.parameter("trips", DType.INT64, Shape.scalar()));
        var state = new ArrayList<Operand>();
        for (var form : forms) {
            state.add(form.parameter("state", inside));
        }
        var stay = new ArrayList<Value>();
        for (var constant : constants) {
            stay.add(inside.parameter("constant", constant.dtype(), constant.shape(), constant.elements()));
        }
        var captured = outer.parameters(inside);
        var round = content.emit(new Start(index, goesOn, state, stay, captured), inside);
        var results = new ArrayList<Value>(List.of(inside.add(index, inside.int64(1)), inside.reshape(round.goesOn())));
        limit.ifPresent(results::add);
        for (int i = 0; i < forms.size(); i++) {
            var joined = forms.get(i).or(Form.of(round.state().get(i), inside), where);
            next.add(joined);
            results.addAll(joined.fit(round.state().get(i), inside).components());
        }
        results.addAll(stay);
        results.addAll(captured);
        for (var value : round.collected()) {
            var list = inside.parameter("collected", DType.VARIANT, Shape.scalar());
            results.add(TensorLists.push(list, inside.as(value, value.dtype().carrier()), inside));
        }
        return new Lowered(forms, inside.build(Loops.results(results)), round);
    }

    /** What is known of a shape outside of the loop: numbers, and lengths that have a name in the model. */
    private static Shape outside(Shape shape, TfBuilder tf) {
        if (!shape.hasRank()) {
            return shape;
        }
        return Shape.of(shape.dims().stream()
                .map(d -> d.isKnown() || isNamed(d) ? d : tf.unknownDim())
                .toList());
    }

    private static boolean isNamed(Dim dim) {
        return dim.name().filter(n -> !n.startsWith("?")).isPresent();
    }
}
