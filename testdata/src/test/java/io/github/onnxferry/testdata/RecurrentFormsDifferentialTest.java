package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms of RNN, GRU and LSTM that ONNX Runtime lacks, judged by those that it has. */
class RecurrentFormsDifferentialTest {
    private static final Map<String, List<Long>> BATCH_FIRST = Map.of(
            "X", List.of(1L, 0L, 2L),
            "initial_h", List.of(1L, 0L, 2L),
            "initial_c", List.of(1L, 0L, 2L),
            "Y", List.of(2L, 0L, 1L, 3L),
            "Y_h", List.of(1L, 0L, 2L),
            "Y_c", List.of(1L, 0L, 2L));

    @ParameterizedTest
    @CsvSource({
        "RNN, forward", "RNN, reverse", "RNN, bidirectional",
        "GRU, forward", "GRU, reverse", "GRU, bidirectional",
        "LSTM, forward", "LSTM, reverse", "LSTM, bidirectional"
    })
    void takesTheBatchFirst(String op, String direction) {
        batchFirst(RecurrentModels.of(op, direction).bias());
        batchFirst(RecurrentModels.of(op, direction).initial().lengths(2, 5, 3));
    }

    /** The inputs are turned in front of the node, and the outputs of the reference behind it. */
    private static void batchFirst(RecurrentModels layer) {
        var test = TestModel.opset(14);
        layer.inputs().forEach((name, value) -> {
            test.input(name, value);
            var order = BATCH_FIRST.get(name);
            test.node(
                    order == null ? "Identity" : "Transpose",
                    name,
                    "in_" + name,
                    order == null ? Map.of() : Map.of("perm", new IntsValue(order)));
        });
        var outputs = List.of(layer.outputNames().split(","));
        var turned = TestModel.opset(14);
        layer.inputs().forEach(turned::input);
        turned.node(
                layer.op(),
                layer.inputNames(""),
                String.join(",", outputs.stream().map(o -> "out_" + o).toList()),
                layer.attributes());
        layer.with("layout", 1);
        test.node(layer.op(), layer.inputNames("in_"), layer.outputNames(), layer.attributes());
        for (var output : outputs) {
            turned.node(
                    "Transpose",
                    "out_" + output,
                    output,
                    Map.of("perm", new IntsValue(BATCH_FIRST.getOrDefault(output, List.of()))));
            turned.output(output, FLOAT);
            test.output(output, FLOAT);
        }
        Differential.check(test, turned, 1e-4, 1e-6);
    }

    @ParameterizedTest
    @CsvSource({
        "RNN, DOUBLE, 1e-5", "RNN, FLOAT16, 4e-3", "RNN, BFLOAT16, 3e-2",
        "GRU, DOUBLE, 1e-5", "GRU, FLOAT16, 4e-3", "GRU, BFLOAT16, 3e-2",
        "LSTM, DOUBLE, 1e-5", "LSTM, FLOAT16, 4e-3", "LSTM, BFLOAT16, 3e-2"
    })
    void computesInOtherPrecisions(String op, DType dtype, double tolerance) {
        inPrecision(RecurrentModels.of(op, "bidirectional").bias(), dtype, tolerance);
        inPrecision(RecurrentModels.of(op, "reverse").initial().lengths(2, 5, 3), dtype, tolerance);
        if (op.equals("LSTM")) {
            inPrecision(RecurrentModels.of(op, "forward").peepholes(), dtype, tolerance);
        }
    }

    private static void inPrecision(RecurrentModels layer, DType dtype, double tolerance) {
        var test = TestModel.opset(22);
        layer.inputs().forEach((name, value) -> {
            test.input(name, value);
            boolean isLength = name.equals("sequence_lens");
            test.node(isLength ? "Identity" : "Cast", name, "in_" + name, isLength ? Map.of() : to(dtype));
        });
        var outputs = List.of(layer.outputNames().split(","));
        test.node(
                layer.op(),
                layer.inputNames("in_"),
                String.join(",", outputs.stream().map(o -> "out_" + o).toList()),
                layer.attributes());
        for (var output : outputs) {
            test.node("Cast", "out_" + output, output, to(FLOAT)).output(output, FLOAT);
        }
        Differential.check(test, layer.model(), tolerance, tolerance);
    }

    private static Map<String, OnnxAttribute> to(DType dtype) {
        return Map.of("to", new IntValue(OnnxTypes.number(dtype)));
    }
}
