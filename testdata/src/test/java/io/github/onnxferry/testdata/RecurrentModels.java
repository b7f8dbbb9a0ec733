package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of one recurrent node: five steps, three sequences, inputs of size four, two hidden numbers. */
final class RecurrentModels {
    static final int STEPS = 5;
    static final int BATCH = 3;
    static final int INPUTS = 4;
    static final int HIDDEN = 2;

    private final String op;
    private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    private final Map<String, Tensor> optional = new LinkedHashMap<>();
    private final int directions;
    private int steps = STEPS;

    private RecurrentModels(String op, String direction) {
        this.op = op;
        this.directions = direction.equals("bidirectional") ? 2 : 1;
        with("hidden_size", HIDDEN);
        attributes.put("direction", StringValue.of(direction));
    }

    static RecurrentModels of(String op, String direction) {
        return new RecurrentModels(op, direction);
    }

    RecurrentModels with(String attribute, long value) {
        return with(attribute, new IntValue(value));
    }

    RecurrentModels with(String attribute, OnnxAttribute value) {
        attributes.put(attribute, value);
        return this;
    }

    /** Activations separated by spaces. */
    RecurrentModels activations(String names) {
        return with(
                "activations",
                new StringsValue(Arrays.stream(names.split(" ")).map(Text::of).toList()));
    }

    RecurrentModels numbers(String attribute, float... values) {
        var list = new ArrayList<Float>();
        for (float value : values) {
            list.add(value);
        }
        return with(attribute, new FloatsValue(list));
    }

    RecurrentModels steps(int count) {
        steps = count;
        return this;
    }

    RecurrentModels bias() {
        optional.put("B", noise(3, directions, 2L * gates() * HIDDEN));
        return this;
    }

    RecurrentModels lengths(long... lengths) {
        optional.put("sequence_lens", Tensor.ofLongs(INT32, new long[] {lengths.length}, lengths));
        return this;
    }

    RecurrentModels initial() {
        optional.put("initial_h", noise(4, directions, BATCH, HIDDEN));
        if (op.equals("LSTM")) {
            optional.put("initial_c", noise(5, directions, BATCH, HIDDEN));
        }
        return this;
    }

    RecurrentModels peepholes() {
        optional.put("P", noise(6, directions, 3L * HIDDEN));
        return this;
    }

    int gates() {
        return switch (op) {
            case "LSTM" -> 4;
            case "GRU" -> 3;
            default -> 1;
        };
    }

    String op() {
        return op;
    }

    Map<String, OnnxAttribute> attributes() {
        return new LinkedHashMap<>(attributes);
    }

    /** All inputs in the order of the operator; those that it does not have are left out. */
    Map<String, Tensor> inputs() {
        var inputs = new LinkedHashMap<String, Tensor>();
        inputs.put("X", noise(0, steps, BATCH, INPUTS));
        inputs.put("W", noise(1, directions, (long) gates() * HIDDEN, INPUTS));
        inputs.put("R", noise(2, directions, (long) gates() * HIDDEN, HIDDEN));
        for (var name : List.of("B", "sequence_lens", "initial_h", "initial_c", "P")) {
            var value = optional.get(name);
            if (value != null) {
                inputs.put(name, value);
            }
        }
        return inputs;
    }

    /** The names of a node's inputs, empty for those that it does not have, each behind a prefix. */
    String inputNames(String prefix) {
        var given = inputs();
        var formals = new ArrayList<>(List.of("X", "W", "R", "B", "sequence_lens", "initial_h"));
        if (op.equals("LSTM")) {
            formals.addAll(List.of("initial_c", "P"));
        }
        return String.join(
                ",",
                formals.stream()
                        .map(f -> given.containsKey(f) ? prefix + f : "")
                        .toList());
    }

    String outputNames() {
        return op.equals("LSTM") ? "Y,Y_h,Y_c" : "Y,Y_h";
    }

    /** The model with all inputs fed, and the named outputs. */
    TestModel model(String outputs) {
        var test = TestModel.opset(14);
        inputs().forEach(test::input);
        test.node(op, inputNames(""), outputs, attributes());
        Arrays.stream(outputs.split(",")).filter(o -> !o.isEmpty()).forEach(o -> test.output(o, FLOAT));
        return test;
    }

    TestModel model() {
        return model(outputNames());
    }

    static Tensor noise(int seed, long... sizes) {
        var random = new Random(seed);
        var values = random.doubles(Tensor.elements(sizes), -1.2, 1.2).toArray();
        return Tensor.ofDoubles(FLOAT, sizes, values);
    }
}
