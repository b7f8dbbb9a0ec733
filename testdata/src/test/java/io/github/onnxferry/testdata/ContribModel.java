package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Models of one node of {@code com.microsoft}, with seeded inputs. Lists of numbers are written {@code 1 2 3}. */
final class ContribModel {
    private static final long OPSET = 21;

    private final String op;
    private final TestModel model = TestModel.opset(OPSET).domain(Domain.MICROSOFT, 1);
    private final List<String> inputs = new ArrayList<>();
    private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
    private final Random random;

    private ContribModel(String op, long seed) {
        this.op = op;
        this.random = new Random(seed);
    }

    /** A model of an operator. */
    static ContribModel of(String op) {
        return new ContribModel(op, op.hashCode());
    }

    /** Lengths of axes. */
    static long[] sizes(String text) {
        return text.isBlank()
                ? new long[0]
                : Arrays.stream(text.trim().split(" +"))
                        .mapToLong(Long::parseLong)
                        .toArray();
    }

    /** An input of normally distributed floats; {@code -} leaves it out. */
    ContribModel floats(String sizes) {
        return sizes.equals("-") ? absent() : input(random(DType.FLOAT, sizes(sizes)));
    }

    /** The same as a constant of the model. */
    ContribModel weights(String sizes) {
        return sizes.equals("-") ? absent() : constant(random(DType.FLOAT, sizes(sizes)));
    }

    private Tensor random(DType dtype, long... sizes) {
        var values = new double[(int) Tensor.elements(sizes)];
        Arrays.setAll(values, i -> random.nextGaussian());
        return Tensor.ofDoubles(dtype, sizes, values);
    }

    /** An input of integers below a limit, evenly distributed; negative ones too for signed dtypes. */
    ContribModel integers(DType dtype, long limit, String sizes) {
        return sizes.equals("-") ? absent() : input(integerTensor(dtype, limit, sizes));
    }

    /** The same as a constant of the model. */
    ContribModel integerWeights(DType dtype, long limit, String sizes) {
        return sizes.equals("-") ? absent() : constant(integerTensor(dtype, limit, sizes));
    }

    private Tensor integerTensor(DType dtype, long limit, String sizes) {
        var lengths = sizes(sizes);
        var values = new long[(int) Tensor.elements(lengths)];
        boolean signed = dtype == DType.INT8 || dtype == DType.INT16;
        Arrays.setAll(values, i -> signed ? random.nextLong(2 * limit) - limit : random.nextLong(limit));
        return Tensor.ofLongs(dtype, lengths, values);
    }

    /** An input of given values. */
    ContribModel input(Tensor value) {
        model.input(name(), value);
        inputs.add(name());
        return this;
    }

    /** A constant of given values. */
    ContribModel constant(Tensor value) {
        model.constant(name(), value);
        inputs.add(name());
        return this;
    }

    /** A constant scalar of a float. */
    ContribModel scale(double value) {
        return constant(Tensor.scalar(DType.FLOAT, value));
    }

    /** A constant scalar of an integer. */
    ContribModel zeroPoint(DType dtype, long value) {
        return constant(Tensor.scalar(dtype, value));
    }

    /** No input. */
    ContribModel absent() {
        inputs.add("");
        return this;
    }

    private String name() {
        return "x" + inputs.size();
    }

    /** An integer attribute. */
    ContribModel with(String name, long value) {
        attributes.put(name, new IntValue(value));
        return this;
    }

    /** A float attribute. */
    ContribModel with(String name, double value) {
        attributes.put(name, new FloatValue((float) value));
        return this;
    }

    /** A text attribute. */
    ContribModel with(String name, String value) {
        attributes.put(name, StringValue.of(value));
        return this;
    }

    /** An attribute of integers; {@code -} leaves it out. */
    ContribModel withInts(String name, String values) {
        if (!values.equals("-")) {
            attributes.put(
                    name, new IntsValue(Arrays.stream(sizes(values)).boxed().toList()));
        }
        return this;
    }

    /** An attribute of floats. */
    ContribModel withFloats(String name, Float... values) {
        attributes.put(name, new FloatsValue(List.of(values)));
        return this;
    }

    /** An attribute of texts. */
    ContribModel withStrings(String name, String... values) {
        attributes.put(
                name, new StringsValue(Arrays.stream(values).map(Text::of).toList()));
        return this;
    }

    /** The model with outputs of some dtypes. */
    TestModel outputs(DType... dtypes) {
        var names = new ArrayList<String>();
        for (int i = 0; i < dtypes.length; i++) {
            names.add("y" + i);
        }
        int last = inputs.size();
        while (last > 0 && inputs.get(last - 1).isEmpty()) {
            last--;
        }
        model.node(
                Domain.MICROSOFT + ":" + op,
                String.join(",", inputs.subList(0, last)),
                String.join(",", names),
                attributes);
        for (int i = 0; i < dtypes.length; i++) {
            model.output(names.get(i), dtypes[i]);
        }
        return model;
    }

    /** Fails unless both runtimes agree on float outputs. */
    void check(int floatOutputs) {
        var dtypes = new DType[floatOutputs];
        Arrays.fill(dtypes, DType.FLOAT);
        Differential.check(outputs(dtypes), 1e-4, 1e-5);
    }
}
