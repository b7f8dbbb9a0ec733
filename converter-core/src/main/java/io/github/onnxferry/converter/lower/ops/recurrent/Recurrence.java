package io.github.onnxferry.converter.lower.ops.recurrent;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TensorLists;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The loop over the steps of a sequence.
 *
 * @param last the state after the last step, each {@code [B, H]}
 * @param all the states after each step that were asked for, each {@code [T, B, H]}
 */
record Recurrence(List<Value> last, List<Value> all) {
    /** Constants with at most so many elements are repeated inside of the loop, where their values help. */
    private static final long MAX_REPEATED = 16;

    /**
     * Runs a cell over all steps.
     *
     * @param inputs the inputs of all steps, multiplied by their weights, {@code [T, B, G * H]}
     * @param initial the first state, each {@code [B, H]}
     * @param collected which of the states are collected
     */
    static Recurrence run(Value inputs, List<Value> initial, Cell cell, List<Integer> collected, TfBuilder tf) {
        var dtype = inputs.dtype();
        var stateShape = Shape.of(inputs.dim(1), initial.get(0).dim(1));
        var steps = tf.sizeOf(inputs, 0);
        var invariants = cell.invariants();
        var captured = new ArrayList<Value>(List.of(steps, inputs));
        captured.addAll(invariants);
        var passed = captured.stream().filter(v -> !isRepeated(v)).toList();

        var loop = new ArrayList<Value>(List.of(tf.int64(0)));
        var shapes = new ArrayList<Shape>(List.of(Shape.scalar()));
        for (var state : initial) {
            loop.add(state);
            shapes.add(stateShape);
        }
        for (int i = 0; i < collected.size(); i++) {
            loop.add(TensorLists.empty(dtype, stateShape, tf));
            shapes.add(Shape.scalar());
        }
        for (var value : passed) {
            loop.add(value);
            shapes.add(value.shape());
        }
        int lists = 1 + initial.size();
        int firstPassed = lists + collected.size();
        var last = Loops.run(
                "recurrence",
                loop,
                shapes,
                (state, inner) -> inner.less(
                        state.get(0),
                        inside(captured, state, firstPassed, inner).get(0)),
                (state, inner) -> {
                    var outside = inside(captured, state, firstPassed, inner);
                    var input = inner.gather(outside.get(1), state.get(0), 0);
                    var next = cell.next(input, state.subList(1, lists), outside.subList(2, outside.size()), inner);
                    var results = new ArrayList<Value>();
                    results.add(
                            inner.op("AddV2").in(state.get(0), inner.int64(1)).one());
                    results.addAll(next);
                    for (int i = 0; i < collected.size(); i++) {
                        results.add(TensorLists.push(state.get(lists + i), next.get(collected.get(i)), inner));
                    }
                    results.addAll(state.subList(firstPassed, state.size()));
                    return results;
                },
                tf);
        var all = new ArrayList<Value>();
        for (int i = 0; i < collected.size(); i++) {
            all.add(stacked(last.get(lists + i), dtype, inputs.dim(0), initial.get(0), stateShape, tf));
        }
        return new Recurrence(last.subList(1, lists), all);
    }

    private static boolean isRepeated(Value value) {
        return value.constant().filter(t -> t.elements() <= MAX_REPEATED).isPresent();
    }

    /** What the loop captured, as it is called inside. */
    private static List<Value> inside(List<Value> captured, List<Value> state, int firstPassed, TfBuilder inner) {
        var result = new ArrayList<Value>();
        int at = firstPassed;
        for (var value : captured) {
            result.add(isRepeated(value) ? inner.constant(value.constant().orElseThrow()) : state.get(at++));
        }
        return result;
    }

    /** The elements of a list; their shape is computed, so that an empty list has the right one too. */
    private static Value stacked(Value list, DType dtype, Dim steps, Value like, Shape shape, TfBuilder tf) {
        return tf.op("TensorListStack")
                .in(list, tf.cast(tf.shapeOf(like), DType.INT32))
                .attr("element_dtype", dtype)
                .shapes(Shape.of(steps, shape.dim(0), shape.dim(1)))
                .one();
    }
}
