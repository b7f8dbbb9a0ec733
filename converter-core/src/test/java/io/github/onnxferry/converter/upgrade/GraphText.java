package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.TensorValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A graph as short text: a line a constant, then a line a node. */
final class GraphText {
    private GraphText() {}

    static String of(OnnxGraph graph) {
        var text = new StringBuilder();
        graph.initializers()
                .forEach((name, value) ->
                        text.append(name).append(" := ").append(tensor(value)).append('\n'));
        graph.nodes().forEach(node -> text.append(line(node)).append('\n'));
        return text.toString();
    }

    private static String line(OnnxNode node) {
        String attributes = new TreeMap<>(node.attributes())
                .entrySet().stream()
                        .map(entry -> " " + entry.getKey() + "=" + value(entry.getValue()))
                        .collect(Collectors.joining());
        return String.join(", ", node.outputs()) + " = " + node.opType() + "(" + String.join(", ", node.inputs()) + ")"
                + attributes;
    }

    private static String value(OnnxAttribute attribute) {
        if (attribute instanceof IntValue number) {
            return Long.toString(number.value());
        }
        if (attribute instanceof FloatValue number) {
            return Float.toString(number.value());
        }
        if (attribute instanceof StringValue text) {
            return text.value().toString();
        }
        if (attribute instanceof IntsValue numbers) {
            return numbers.values().toString();
        }
        if (attribute instanceof TensorValue tensor) {
            return tensor(tensor.value());
        }
        if (attribute instanceof GraphValue body) {
            return "{ "
                    + of(body.value()).strip().replace("\n", "; ") + " -> "
                    + body.value().outputs().stream().map(o -> o.name()).collect(Collectors.joining(", ")) + " }";
        }
        return attribute.toString();
    }

    private static String tensor(Tensor value) {
        String elements = value.dtype().isFloat() ? Arrays.toString(value.doubles()) : Arrays.toString(value.longs());
        return value.dtype() + Arrays.toString(value.sizes()) + " " + elements;
    }
}
