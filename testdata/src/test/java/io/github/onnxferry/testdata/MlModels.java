package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Models of one operator of {@code ai.onnx.ml}, and what goes into them. */
final class MlModels {
    private MlModels() {}

    /** A model of the operator in a version of its domain, with input {@code X} and outputs to be added. */
    static TestModel of(String op, long version, Tensor x, String outputs, Map<String, OnnxAttribute> attributes) {
        return TestModel.opset(17)
                .domain(Domain.ML, version)
                .input("X", x)
                .node(Domain.ML + ":" + op, "X", outputs, attributes);
    }

    /** A model with one output, {@code Y}. */
    static TestModel of(String op, long version, Tensor x, DType result, Map<String, OnnxAttribute> attributes) {
        return of(op, version, x, "Y", attributes).output("Y", result);
    }

    /** A model of a classifier, with labels {@code Y} and scores {@code Z}. */
    static TestModel classifier(String op, long version, Tensor x, DType label, Map<String, OnnxAttribute> attributes) {
        return of(op, version, x, "Y,Z", attributes).output("Y", label).output("Z", DType.FLOAT);
    }

    /** Fails unless TensorFlow gives what the operator's definition asks for, in every variant. */
    static void gives(TestModel test, Tensor expected) {
        for (var variant : Variant.values()) {
            Map<String, Datum> feeds = new LinkedHashMap<>();
            if (variant != Variant.CONSTANT) {
                test.feeds().forEach((name, value) -> feeds.put(name, Datum.of(value)));
            }
            gives(test.build(variant), feeds, expected);
        }
    }

    /** Fails unless TensorFlow gives a tensor for an output {@code Y}. */
    static void gives(OnnxModel model, Map<String, Datum> feeds, Tensor expected) {
        var comparison = Comparison.of(
                Map.of("Y", Datum.of(expected)), run(model, feeds), ToleranceRule.elementwise(1e-5, 1e-6));
        if (!comparison.agrees()) {
            throw new AssertionError(feeds + ": " + comparison.problems());
        }
    }

    private static Map<String, Datum> run(OnnxModel model, Map<String, Datum> feeds) {
        try (var folder = new Scratch()) {
            var file = folder.path().resolve("model.onnx");
            OnnxWriter.write(model, file);
            Path saved = folder.path().resolve("saved_model");
            new Converter(ConversionOptions.DEFAULT).convert(file, saved, Progress.NONE);
            try (var tensorflow = new TensorFlowRunner(saved, ModelContract.of(model.graph()), 1)) {
                return tensorflow.run(feeds);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder fails", e);
        }
    }

    static OnnxAttribute ints(long... values) {
        return new IntsValue(Arrays.stream(values).boxed().toList());
    }

    static OnnxAttribute floats(double... values) {
        return new FloatsValue(Arrays.stream(values).mapToObj(v -> (float) v).toList());
    }

    static OnnxAttribute strings(String... values) {
        return new StringsValue(
                Arrays.stream(values).map(OnnxAttribute.Text::of).toList());
    }

    static OnnxAttribute tensor(Tensor value) {
        return new OnnxAttribute.TensorValue(value);
    }

    static OnnxAttribute number(double value) {
        return new OnnxAttribute.FloatValue((float) value);
    }

    static OnnxAttribute number(long value) {
        return new OnnxAttribute.IntValue(value);
    }

    static OnnxAttribute text(String value) {
        return OnnxAttribute.StringValue.of(value);
    }

    /** Texts of a shape. */
    static Tensor texts(long[] sizes, String... values) {
        return Tensor.ofStrings(
                sizes,
                Arrays.stream(values)
                        .map(v -> v.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** Numbers of a shape. */
    static Tensor numbers(DType dtype, long[] sizes, double... values) {
        return dtype.isInteger()
                ? Tensor.ofLongs(
                        dtype,
                        sizes,
                        Arrays.stream(values).mapToLong(v -> (long) v).toArray())
                : Tensor.ofDoubles(dtype, sizes, values);
    }

    /** Numbers around zero, in quarters so that sums are exact; integers between -8 and 8. */
    static Tensor random(DType dtype, long seed, long... sizes) {
        var random = new Random(seed);
        var values = random.doubles(Tensor.elements(sizes), -8, 8)
                .map(v -> dtype.isInteger() ? Math.rint(v) : Math.rint(v * 4) / 4)
                .toArray();
        return numbers(dtype, sizes, values);
    }

    /** Numbers around zero, for attributes. */
    static double[] randoms(long seed, int count) {
        return new Random(seed).doubles(count, -1, 1).toArray();
    }
}
