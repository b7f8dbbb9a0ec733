package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Small graphs. */
final class Graphs {
    private Graphs() {}

    static OnnxValue value(String name, DType dtype, Dim... dims) {
        return new OnnxValue(name, new OnnxType.TensorType(dtype, Shape.of(dims)));
    }

    static OnnxValue value(String name, DType dtype, long... sizes) {
        return new OnnxValue(name, new OnnxType.TensorType(dtype, Shape.of(sizes)));
    }

    /** An input of a record, a tensor. */
    static Tensor tensor(DataSet data, String input) {
        return Objects.requireNonNull(data.tensors().get(input), input);
    }

    static OnnxNode node(String op, List<String> inputs, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode("", "ai.onnx", op, "", inputs, List.of("y"), attributes);
    }

    /** A graph that takes inputs, and gives one of them back as {@code y}. */
    static OnnxGraph graph(OnnxValue... inputs) {
        return graph(List.of(), Map.of(), List.of(), inputs);
    }

    static OnnxGraph graph(
            List<OnnxNode> nodes, Map<String, Tensor> constants, List<OnnxValue> outputs, OnnxValue... inputs) {
        return new OnnxGraph("g", nodes, List.of(inputs), outputs, constants, Map.of());
    }

    static OnnxModel model(OnnxGraph graph) {
        return new OnnxModel(10, Map.of("ai.onnx", 20L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    /** A model of one operator whose inputs are all fed and whose output is stated. */
    static OnnxModel model(OnnxNode node, OnnxValue output, OnnxValue... inputs) {
        return model(graph(List.of(node), Map.of(), List.of(output), inputs));
    }
}
