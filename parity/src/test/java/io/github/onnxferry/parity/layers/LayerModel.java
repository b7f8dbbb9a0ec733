package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small ONNX model with inputs to feed, and its conversion on disk. Nodes are named after their first outputs. */
final class LayerModel {
    private final Random random = new Random(7);
    private final Map<String, Datum> feeds = new LinkedHashMap<>();
    private final List<OnnxValue> inputs = new ArrayList<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();

    LayerModel input(String name, Tensor value) {
        return input(name, value.shape(), value);
    }

    LayerModel input(String name, Shape stated, Tensor value) {
        inputs.add(new OnnxValue(name, new OnnxType.TensorType(value.dtype(), stated)));
        feeds.put(name, Datum.of(value));
        return this;
    }

    LayerModel input(String name, long... sizes) {
        return input(name, floats(sizes));
    }

    LayerModel constant(String name, Tensor value) {
        constants.put(name, value);
        return this;
    }

    LayerModel constant(String name, long... sizes) {
        return constant(name, floats(sizes));
    }

    LayerModel node(String op, String inputs, String outputs, Map<String, OnnxAttribute> attributes) {
        var given = List.of(outputs.split(","));
        nodes.add(new OnnxNode("n/" + given.get(0), "ai.onnx", op, "", List.of(inputs.split(",")), given, attributes));
        return this;
    }

    LayerModel node(String op, String inputs, String outputs) {
        return node(op, inputs, outputs, Map.of());
    }

    LayerModel output(String name, DType dtype) {
        outputs.add(new OnnxValue(name, new OnnxType.TensorType(dtype, Shape.unknown())));
        return this;
    }

    OnnxGraph graph() {
        return new OnnxGraph("layers", nodes, inputs, outputs, constants, Map.of());
    }

    OnnxModel build() {
        return new OnnxModel(8, Map.of("ai.onnx", 17L), graph(), List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    DataSet data() {
        return new DataSet("seeded", feeds, Map.of());
    }

    /** Converts the model, each layer as it is; the answer is the folder of the SavedModel. */
    Path convert(Path folder, Weights weights) {
        return convert(folder, weights, OptimisationLevel.NONE);
    }

    /** Converts the model; the answer is the folder of the SavedModel. */
    Path convert(Path folder, Weights weights, OptimisationLevel level) {
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(build(), file);
        var saved = folder.resolve("saved_model");
        new Converter(ConversionOptions.DEFAULT
                        .withWeights(weights)
                        .withOptimisation(level)
                        .withOverwrite(true))
                .convert(file, saved, Progress.NONE);
        return saved;
    }

    Tensor floats(long... sizes) {
        var values = new float[(int) Tensor.elements(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return Tensor.ofFloats(sizes, values);
    }

    static OnnxAttribute ints(long... values) {
        return new OnnxAttribute.IntsValue(Arrays.stream(values).boxed().toList());
    }

    static OnnxAttribute number(long value) {
        return new OnnxAttribute.IntValue(value);
    }
}
