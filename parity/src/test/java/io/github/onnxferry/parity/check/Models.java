package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Small models for checks: one input {@code x} of float {@code [batch, width]}, nodes, outputs. */
public final class Models {
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();
    private final DType dtype;
    private final long width;
    private long opset = 17;

    private Models(DType dtype, long width) {
        this.dtype = dtype;
        this.width = width;
    }

    public static Models of(DType dtype, long width) {
        return new Models(dtype, width);
    }

    public Models opset(long version) {
        opset = version;
        return this;
    }

    public Models weight(String name, long seed, double scale, long... sizes) {
        var random = new Random(seed);
        var values = random.doubles(Tensor.elements(sizes), -scale, scale).toArray();
        initializers.put(name, Tensor.ofDoubles(dtype, sizes, values));
        return this;
    }

    public Models constant(String name, Tensor value) {
        initializers.put(name, value);
        return this;
    }

    public Models node(String op, List<String> inputs, String output, Map<String, OnnxAttribute> attributes) {
        nodes.add(new OnnxNode(op + nodes.size(), "ai.onnx", op, "", inputs, List.of(output), attributes));
        return this;
    }

    public Models node(String op, List<String> inputs, String output) {
        return node(op, inputs, output, Map.of());
    }

    public Models output(String name, DType type) {
        outputs.add(new OnnxValue(name, new TensorType(type, Shape.unknown())));
        return this;
    }

    public OnnxModel build() {
        var x = new OnnxValue("x", new TensorType(dtype, Shape.of(List.of(Dim.symbol("batch"), Dim.of(width)))));
        var graph = new OnnxGraph("test", nodes, List.of(x), outputs, initializers, Map.of());
        return new OnnxModel(8, Map.of("ai.onnx", opset), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    /** Writes a model. */
    public static Path write(OnnxModel model, Path file) {
        OnnxWriter.write(model, file);
        return file;
    }

    /** Converts a model file. */
    public static Path convert(Path onnx, Path folder) {
        new Converter(ConversionOptions.DEFAULT).convert(onnx, folder, Progress.NONE);
        return folder;
    }
}
