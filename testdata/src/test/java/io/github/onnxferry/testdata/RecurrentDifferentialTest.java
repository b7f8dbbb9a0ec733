package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;

import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RNN, GRU and LSTM against ONNX Runtime: directions, lengths, initial states, and which inputs and outputs there are. */
class RecurrentDifferentialTest {
    @ParameterizedTest
    @CsvSource({
        "RNN, forward", "RNN, reverse", "RNN, bidirectional",
        "GRU, forward", "GRU, reverse", "GRU, bidirectional",
        "LSTM, forward", "LSTM, reverse", "LSTM, bidirectional"
    })
    void goesThroughASequence(String op, String direction) {
        Differential.check(RecurrentModels.of(op, direction).model());
        Differential.check(RecurrentModels.of(op, direction).bias().initial().model());
    }

    @ParameterizedTest
    @CsvSource({
        "RNN, forward, 5 5 5", "RNN, forward, 3 0 5", "RNN, reverse, 2 5 1", "RNN, bidirectional, 0 4 2",
        "GRU, forward, 5 5 5", "GRU, forward, 3 0 5", "GRU, reverse, 2 5 1", "GRU, bidirectional, 0 4 2",
        "LSTM, forward, 5 5 5", "LSTM, forward, 3 0 5", "LSTM, reverse, 2 5 1", "LSTM, bidirectional, 0 4 2"
    })
    void stopsAtTheEndOfEachSequence(String op, String direction, String lengths) {
        var sizes = MovementDifferentialTest.vector(lengths).longs();
        Differential.check(
                RecurrentModels.of(op, direction).bias().lengths(sizes).model());
        Differential.check(
                RecurrentModels.of(op, direction).initial().lengths(sizes).model());
    }

    @ParameterizedTest
    @CsvSource({
        "RNN, Y",
        "RNN, ',Y_h'",
        "GRU, Y",
        "GRU, ',Y_h'",
        "LSTM, Y",
        "LSTM, ',Y_h'",
        "LSTM, ',,Y_c'",
        "LSTM, 'Y,,Y_c'",
        "LSTM, ',Y_h,Y_c'"
    })
    void givesTheOutputsThatAreWanted(String op, String outputs) {
        Differential.check(RecurrentModels.of(op, "bidirectional").bias().model(outputs));
        Differential.check(
                RecurrentModels.of(op, "reverse").bias().lengths(4, 1, 5).model(outputs));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void takesOneStep(String op) {
        Differential.check(RecurrentModels.of(op, "bidirectional").steps(1).model());
        Differential.check(
                RecurrentModels.of(op, "reverse").steps(1).lengths(1, 0, 1).model());
    }

    @ParameterizedTest
    @CsvSource({"RNN, 7", "GRU, 7", "LSTM, 7", "RNN, 14", "GRU, 14", "LSTM, 14"})
    void keepsItsMeaningThroughOpsets(String op, long opset) {
        var layer = RecurrentModels.of(op, "bidirectional").bias().initial();
        var test = TestModel.opset(opset);
        layer.inputs().forEach(test::input);
        Differential.check(test.node(op, layer.inputNames(""), "Y,Y_h", layer.attributes())
                .output("Y", FLOAT)
                .output("Y_h", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"RNN, 1, 3", "GRU, 1, 3", "LSTM, 1, 3", "RNN, 40, 1", "GRU, 40, 1", "LSTM, 40, 1", "LSTM, 33, 9"})
    void staysCloseOverManySteps(String op, long batch, long inputs) {
        var layer = RecurrentModels.of(op, "forward");
        long gates = layer.gates();
        long hidden = 8;
        layer.with("hidden_size", hidden);
        Differential.check(
                TestModel.opset(14)
                        .input("X", RecurrentModels.noise(8, 70, batch, inputs))
                        .constant("W", RecurrentModels.noise(9, 1, gates * hidden, inputs))
                        .constant("R", RecurrentModels.noise(10, 1, gates * hidden, hidden))
                        .constant("B", RecurrentModels.noise(11, 1, 2 * gates * hidden))
                        .node(op, "X,W,R,B", "Y,Y_h", layer.attributes())
                        .output("Y", FLOAT)
                        .output("Y_h", FLOAT),
                1e-3,
                1e-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"RNN", "GRU", "LSTM"})
    void letsNothingThatIsNotANumberBack(String op) {
        var values = RecurrentModels.noise(0, RecurrentModels.STEPS, RecurrentModels.BATCH, RecurrentModels.INPUTS)
                .doubles();
        int last = values.length - 1;
        values[last] = Double.NaN;
        values[last - RecurrentModels.INPUTS] = Double.POSITIVE_INFINITY;
        var x = Tensor.ofDoubles(
                FLOAT, new long[] {RecurrentModels.STEPS, RecurrentModels.BATCH, RecurrentModels.INPUTS}, values);
        var layer = RecurrentModels.of(op, "forward").lengths(5, 4, 4);
        var test = TestModel.opset(14).input("X", x);
        layer.inputs().forEach((name, value) -> {
            if (!name.equals("X")) {
                test.constant(name, value);
            }
        });
        Differential.check(test.node(op, layer.inputNames(""), "Y,Y_h", layer.attributes())
                .output("Y", FLOAT)
                .output("Y_h", FLOAT));
    }
}
