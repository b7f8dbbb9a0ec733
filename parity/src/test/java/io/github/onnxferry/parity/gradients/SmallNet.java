package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.GradientReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A small ONNX model with seeded weights and inputs, written and converted on disk. */
final class SmallNet {
    private final Random random;
    private final long opset;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final List<String> outputs = new ArrayList<>();

    SmallNet(long seed, long opset) {
        this.random = new Random(seed);
        this.opset = opset;
    }

    String input(String name, long... sizes) {
        inputs.put(name, normal(DType.FLOAT, sizes));
        return name;
    }

    String indices(String name, int below, long... sizes) {
        var values = random.ints((int) Tensor.elements(sizes), 0, below)
                .asLongStream()
                .toArray();
        inputs.put(name, Tensor.ofLongs(DType.INT64, sizes, values));
        return name;
    }

    String weight(String name, long... sizes) {
        return weight(name, normal(DType.FLOAT, sizes));
    }

    String weight(String name, Tensor value) {
        weights.put(name, value);
        return name;
    }

    Tensor normal(DType dtype, long... sizes) {
        var values = new double[(int) Tensor.elements(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian() * 0.7;
        }
        return Tensor.ofDoubles(dtype, sizes, values);
    }

    /** Adds a node and gives the name of its only output. */
    String op(String op, Map<String, OnnxAttribute> attributes, String... arguments) {
        String output = op + "_" + nodes.size();
        nodes.add(new OnnxNode(output, "ai.onnx", op, "", List.of(arguments), List.of(output), attributes));
        return output;
    }

    String op(String op, String... arguments) {
        return op(op, Map.of(), arguments);
    }

    /** Adds a node of two outputs and gives the first, which is an output of the model. */
    SmallNet two(String op, String... arguments) {
        String output = op + "_" + nodes.size();
        nodes.add(new OnnxNode(
                output, "ai.onnx", op, "", List.of(arguments), List.of(output, output + "_second"), Map.of()));
        return output(output);
    }

    SmallNet output(String name) {
        outputs.add(name);
        return this;
    }

    static OnnxAttribute ints(Long... values) {
        return new OnnxAttribute.IntsValue(List.of(values));
    }

    static OnnxAttribute number(long value) {
        return new OnnxAttribute.IntValue(value);
    }

    /** The model, with free lengths where nothing is said of them. */
    OnnxModel model() {
        var types = new ArrayList<OnnxValue>();
        inputs.forEach((name, tensor) ->
                types.add(new OnnxValue(name, new OnnxType.TensorType(tensor.dtype(), free(name, tensor.rank())))));
        var results = outputs.stream()
                .map(o -> new OnnxValue(o, new OnnxType.TensorType(DType.FLOAT, Shape.unknown())))
                .toList();
        var graph = new OnnxGraph("small", nodes, types, results, weights, Map.of());
        return new OnnxModel(8, Map.of("ai.onnx", opset), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static Shape free(String name, int rank) {
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < rank; i++) {
            dims.add(Dim.symbol(name + i));
        }
        return Shape.of(dims);
    }

    DataSet data() {
        var values = new LinkedHashMap<String, Datum>();
        inputs.forEach((name, tensor) -> values.put(name, Datum.of(tensor)));
        return new DataSet("drawn", values, Map.of());
    }

    /** Writes the model and converts it; gives the SavedModel. */
    Path convert(Path folder, Weights kept) {
        var file = folder.resolve("model.onnx");
        OnnxWriter.write(model(), file);
        var savedModel = folder.resolve("saved");
        new Converter(ConversionOptions.DEFAULT.withWeights(kept).withOverwrite(true))
                .convert(file, savedModel, Progress.NONE);
        return savedModel;
    }

    /** Compares the gradients of this model with those of a SavedModel. */
    GradientReport compare(Path savedModel, long seed) {
        return GradientComparison.compare(
                OnnxReader.read(savedModel.resolveSibling("model.onnx")),
                savedModel,
                data(),
                GradientOptions.of(seed, 1));
    }
}
