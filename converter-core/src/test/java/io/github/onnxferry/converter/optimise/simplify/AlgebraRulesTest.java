package io.github.onnxferry.converter.optimise.simplify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.GraphText;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class AlgebraRulesTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");
    private final Value x = tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(3)));

    private Value on(String op, Value... inputs) {
        return tf.op(op).in(inputs).one();
    }

    private Value number(double number) {
        return tf.constant(Tensor.scalar(DType.FLOAT, number));
    }

    /** What is between two Exp. */
    private List<String> between(Function<Value, Value> made) {
        var y = on("Exp", made.apply(on("Exp", x)));
        return Functions.optimised(tf, y).nodes().stream()
                .map(n -> n.op())
                .filter(op -> !op.equals("Const") && !op.equals("Exp"))
                .toList();
    }

    @Test
    void whatChangesNothingIsLeftOut() {
        var ones = tf.constant(Tensor.ofFloats(new long[] {3}, 1, 1, 1));
        Map<String, Function<Value, Value>> nothing = Map.of(
                "x * 1", v -> on("Mul", v, number(1)),
                "1 * x", v -> on("Mul", ones, v),
                "x / 1", v -> on("RealDiv", v, number(1)),
                "x + -0", v -> on("AddV2", v, number(-0.0)),
                "x - 0", v -> on("Sub", v, number(0)),
                "identity", v -> on("Identity", v),
                "slice", v -> tf.sliceAxis(v, 1, 0, 7),
                "two negations", v -> on("Neg", on("Neg", v)),
                "select", v -> on("SelectV2", tf.bool(false), number(2), v));
        nothing.forEach((name, made) -> assertThat(between(made)).as(name).isEmpty());
    }

    @Test
    void whatChangesASignOfZeroAShapeOrAParameterStays() {
        var square = tf.constant(Tensor.ofFloats(new long[] {2, 1, 1}, 1, 1));
        Map<String, Function<Value, Value>> something = Map.of(
                "x + 0", v -> on("AddV2", v, number(0)),
                "x - -0", v -> on("Sub", v, number(-0.0)),
                "1 / x", v -> on("RealDiv", number(1), v),
                "broadcast", v -> on("Mul", v, square),
                "part", v -> tf.sliceAxis(v, 1, 1, 3),
                "parameter", v -> on("Mul", v, tf.weight("scale", Tensor.ofFloats(new long[] {3}, 1, 1, 1))),
                "select",
                        v -> on(
                                "SelectV2",
                                tf.constant(Tensor.ofLongs(DType.BOOL, new long[] {3}, 1, 0, 1)),
                                v,
                                number(2)));
        something.forEach((name, made) -> assertThat(between(made)).as(name).hasSize(1));
    }

    @Test
    void whatIsDoneIsNotDoneAgain() {
        assertThat(between(v -> on("Relu", on("Relu", on("Relu6", v))))).containsExactly("Relu6");
        assertThat(between(v -> on("Relu6", on("Relu", v)))).containsExactly("Relu", "Relu6");
        assertThat(between(v -> on("Floor", on("Rint", v)))).containsExactly("Rint");
    }

    @Test
    void whatNothingReadsIsGone() {
        on("Sin", on("Cos", x));
        assertThat(GraphText.of(Functions.optimised(tf, on("Relu", on("Relu", x)))))
                .isEqualTo("""
                arg x FLOAT[batch, 3]
                Relu FLOAT[batch, 3] = Relu(x)
                return Relu
                """);
    }
}
