package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Bodies written short. Values are {@code name TYPE} separated by commas, where the type is a dtype, {@code seq:DTYPE},
 * {@code opt:DTYPE} or {@code scalar:DTYPE}; nodes are {@code Op in,in -> out,out key=value} separated by semicolons, where
 * a value {@code @name} stands for another body.
 */
final class BodyText {
    private BodyText() {}

    /** A body without bodies in it. */
    static GraphValue body(String inputs, String nodes, String outputs) {
        return body(inputs, nodes, outputs, Map.of());
    }

    /** A body; {@code inner} are those that its nodes name. */
    static GraphValue body(String inputs, String nodes, String outputs, Map<String, OnnxAttribute> inner) {
        var list = new ArrayList<OnnxNode>();
        for (var text : nodes.isBlank() ? new String[0] : nodes.strip().split(" *; *")) {
            list.add(node(text.strip(), inner));
        }
        return new GraphValue(new OnnxGraph("body", list, values(inputs), values(outputs), Map.of(), Map.of()));
    }

    private static OnnxNode node(String text, Map<String, OnnxAttribute> inner) {
        var words = new ArrayList<>(List.of(text.split(" +")));
        var op = words.remove(0);
        var inputs = words.get(0).equals("->") ? List.<String>of() : names(words.remove(0));
        words.remove(0);
        var outputs = names(words.remove(0));
        var attributes = new HashMap<String, OnnxAttribute>();
        for (var word : words) {
            int at = word.indexOf("=@");
            if (at < 0) {
                attributes.putAll(NodeText.attributes(word));
            } else {
                attributes.put(
                        word.substring(0, at), java.util.Objects.requireNonNull(inner.get(word.substring(at + 2))));
            }
        }
        return new OnnxNode("", Domain.ONNX, op, "", inputs, outputs, attributes);
    }

    private static List<String> names(String list) {
        return Arrays.asList(list.split(",", -1));
    }

    private static List<OnnxValue> values(String list) {
        return list.isBlank()
                ? List.of()
                : Arrays.stream(list.strip().split(" *, *"))
                        .map(v -> new OnnxValue(v.split(" ")[0], type(v.split(" ")[1])))
                        .toList();
    }

    /** A type as in the text. */
    static OnnxType type(String text) {
        int colon = text.indexOf(':');
        var tensor = new TensorType(DType.valueOf(text.substring(colon + 1)), Shape.unknown());
        return switch (colon < 0 ? "" : text.substring(0, colon)) {
            case "" -> tensor;
            case "scalar" -> new TensorType(tensor.dtype(), Shape.scalar());
            case "seq" -> new SequenceType(tensor);
            case "opt" -> new OptionalType(tensor);
            default -> throw new IllegalArgumentException(text);
        };
    }
}
