package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the cells of RNN, GRU and LSTM compute, against ONNX Runtime: activations, clips, peepholes and variants. */
class RecurrentCellsDifferentialTest {
    @ParameterizedTest
    @ValueSource(strings = {"Relu", "Tanh", "Sigmoid", "LeakyRelu", "HardSigmoid", "Elu", "Softsign", "Softplus"})
    void activatesWithoutParameters(String activation) {
        Differential.check(RecurrentModels.of("RNN", "forward")
                .bias()
                .activations(activation)
                .model());
        Differential.check(RecurrentModels.of("GRU", "reverse")
                .bias()
                .activations("HardSigmoid " + activation)
                .model());
        Differential.check(RecurrentModels.of("LSTM", "forward")
                .bias()
                .activations("Sigmoid " + activation + " " + activation)
                .model());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Affine", "LeakyRelu", "ThresholdedRelu", "ScaledTanh", "HardSigmoid", "Elu"})
    void activatesWithParameters(String activation) {
        Differential.check(
                RecurrentModels.of("RNN", "forward")
                        .bias()
                        .activations(activation)
                        .numbers("activation_alpha", 0.3f)
                        .numbers("activation_beta", 0.6f)
                        .model(),
                1e-4,
                1e-5);
        Differential.check(
                RecurrentModels.of("GRU", "forward")
                        .bias()
                        .activations("Sigmoid " + activation)
                        .numbers("activation_alpha", 0.3f)
                        .numbers("activation_beta", 0.6f)
                        .model(),
                1e-4,
                1e-5);
        Differential.check(
                RecurrentModels.of("LSTM", "reverse")
                        .bias()
                        .activations(activation + " Tanh " + activation)
                        .numbers("activation_alpha", 0.3f, 0.7f)
                        .numbers("activation_beta", 0.6f, 0.2f)
                        .model(),
                1e-4,
                1e-5);
    }

    @ParameterizedTest
    @CsvSource({
        "RNN, LeakyRelu Tanh",
        "RNN, Tanh ThresholdedRelu",
        "GRU, HardSigmoid Elu Sigmoid ScaledTanh",
        "GRU, Sigmoid Relu HardSigmoid LeakyRelu",
        "LSTM, HardSigmoid Tanh Elu Sigmoid LeakyRelu Softsign",
        "LSTM, Sigmoid Affine Tanh HardSigmoid ScaledTanh Relu"
    })
    void takesParametersInTheOrderOfTheFunctionsThatHaveThem(String op, String activations) {
        Differential.check(RecurrentModels.of(op, "bidirectional")
                .bias()
                .activations(activations)
                .numbers("activation_alpha", 0.3f, 0.4f, 0.5f)
                .numbers("activation_beta", 0.6f, 0.2f, 0.1f)
                .model());
    }

    @ParameterizedTest
    @CsvSource({"RNN, 0.3", "RNN, 1.5", "GRU, 0.3", "GRU, 1.5", "LSTM, 0.3", "LSTM, 0.05", "LSTM, 1.5"})
    void clipsWhatIsActivated(String op, float clip) {
        Differential.check(RecurrentModels.of(op, "bidirectional")
                .bias()
                .initial()
                .with("clip", new FloatValue(clip))
                .model());
    }

    @ParameterizedTest
    @CsvSource({"forward, 0", "reverse, 0", "bidirectional, 0.4", "bidirectional, 0"})
    void appliesTheLinearMapBeforeTheReset(String direction, float clip) {
        var layer = RecurrentModels.of("GRU", direction)
                .with("linear_before_reset", 1)
                .initial();
        if (clip > 0) {
            layer.with("clip", new FloatValue(clip));
        }
        Differential.check(layer.model());
        Differential.check(layer.bias().lengths(2, 5, 3).model());
    }

    @ParameterizedTest
    @CsvSource({"forward, 0", "reverse, 0", "bidirectional, 0", "bidirectional, 0.4"})
    void looksThroughPeepholes(String direction, float clip) {
        var layer = RecurrentModels.of("LSTM", direction).peepholes();
        if (clip > 0) {
            layer.with("clip", new FloatValue(clip));
        }
        Differential.check(layer.model());
        Differential.check(layer.bias().initial().lengths(2, 5, 3).model());
    }

    @ParameterizedTest
    @CsvSource({"forward", "reverse", "bidirectional"})
    void couplesInputAndForgetGates(String direction) {
        var layer = RecurrentModels.of("LSTM", direction).with("input_forget", 1);
        Differential.check(layer.bias().initial().model());
        Differential.check(layer.peepholes().model());
    }
}
