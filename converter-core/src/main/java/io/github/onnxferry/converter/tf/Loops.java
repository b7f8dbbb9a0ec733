package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.ArrayList;
import java.util.List;

/** Loops and branches over functions: TensorFlow's {@code While} and {@code If}, stateless where nothing inside has state. */
public final class Loops {
    /**
     * Asks TensorFlow to run a loop as part of the graph around it, as its own front end does. A round then takes a fraction of
     * the time of a call of a function.
     */
    private static final String LOWER = "_lower_using_switch_merge";

    private Loops() {}

    /** The content of a function, emitted into a builder of its own. */
    @FunctionalInterface
    public interface Content {
        /** Emits operations that compute results from parameters. */
        List<Value> emit(List<Value> parameters, TfBuilder tf);
    }

    /** The condition of a loop. */
    @FunctionalInterface
    public interface Condition {
        /** Emits operations that compute a bool scalar from the state. */
        Value emit(List<Value> state, TfBuilder tf);
    }

    /**
     * Runs a body as long as a condition holds. What body and condition need from outside is part of the state.
     *
     * @param name what the two functions are called
     * @param state the initial state
     * @param shapes what stays true of the shapes of the state in every round
     * @param goesOn whether there is another round
     * @param body the next state, in the dtypes of the state
     * @return the last state, in {@code shapes}
     */
    public static List<Value> run(
            String name, List<Value> state, List<Shape> shapes, Condition goesOn, Content body, TfBuilder tf) {
        var next = function(name + "_body", state, shapes, body, tf);
        var cond = function(name + "_cond", state, shapes, (s, t) -> List.of(goesOn.emit(s, t)), tf);
        return emitWhile(state, shapes, cond, next, tf);
    }

    /** A loop over finished functions; {@code shapes} hold for the state in every round. */
    public static List<Value> emitWhile(
            List<Value> state, List<Shape> shapes, TfFunction cond, TfFunction body, TfBuilder tf) {
        tf.library().add(cond);
        tf.library().add(body);
        return tf.op(isStateful(cond) || isStateful(body) ? "While" : "StatelessWhile")
                .list(state)
                .function("cond", cond.name())
                .function("body", body.name())
                .attr(LOWER, true)
                .shapeList("output_shapes", shapes)
                .shapes(shapes.toArray(Shape[]::new))
                .all();
    }

    /**
     * One of two finished functions of the same parameters and result dtypes.
     *
     * @param shapes what is true of the shapes of the results of both
     */
    public static List<Value> emitIf(
            Value condition,
            List<Value> arguments,
            List<Shape> shapes,
            TfFunction thenBranch,
            TfFunction elseBranch,
            TfBuilder tf) {
        tf.library().add(thenBranch);
        tf.library().add(elseBranch);
        return tf.op(isStateful(thenBranch) || isStateful(elseBranch) ? "If" : "StatelessIf")
                .in(condition)
                .list(arguments)
                .types(
                        "Tout",
                        thenBranch.results().stream()
                                .map(r -> r.value().dtype())
                                .toList())
                .function("then_branch", thenBranch.name())
                .function("else_branch", elseBranch.name())
                .shapeList("output_shapes", shapes)
                .shapes(shapes.toArray(Shape[]::new))
                .all();
    }

    /**
     * A function with parameters like the given values. It is not in the library until something calls it.
     *
     * @param shapes the shapes of the parameters
     */
    public static TfFunction function(
            String name, List<Value> like, List<Shape> shapes, Content content, TfBuilder outer) {
        var tf = new TfBuilder(outer.library(), outer.library().uniqueName(name));
        tf.at("", outer.where());
        var parameters = new ArrayList<Value>();
        for (int i = 0; i < like.size(); i++) {
            parameters.add(tf.parameter("arg_" + i, like.get(i).dtype(), shapes.get(i)));
        }
        return tf.build(results(content.emit(parameters, tf)));
    }

    /** Results in order, under names of their own. */
    public static List<TfFunction.Result> results(List<Value> values) {
        var results = new ArrayList<TfFunction.Result>();
        for (var value : values) {
            results.add(new TfFunction.Result("result_" + results.size(), value));
        }
        return results;
    }

    private static boolean isStateful(TfFunction function) {
        return function.nodes().stream()
                .anyMatch(n -> OpRegistry.standard()
                        .find(n.op())
                        .map(def -> def.stateful())
                        .orElse(false));
    }
}
