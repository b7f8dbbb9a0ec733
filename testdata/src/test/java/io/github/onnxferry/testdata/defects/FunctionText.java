package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NodeDef;

/**
 * What a function computes, as one expression a result: {@code Op{attribute=value}(operand, …)}, with constants in their
 * place. Type attributes are told of casts only.
 */
final class FunctionText {
    private final Map<String, NodeDef> nodes = new HashMap<>();

    private FunctionText(FunctionDef function) {
        function.getNodeDefList().forEach(n -> nodes.put(n.getName(), n));
    }

    static String of(FunctionDef function) {
        var text = new FunctionText(function);
        return new TreeMap<>(function.getRetMap())
                .values().stream().map(text::operand).collect(Collectors.joining("; "));
    }

    private String operand(String reference) {
        var node = nodes.get(FunctionView.producerName(reference));
        if (node == null) {
            return reference;
        }
        if (node.getOp().equals("Const")) {
            return ConstantTensors.read(node.getAttrOrThrow("value").getTensor())
                    .map(FunctionText::constant)
                    .orElse("?");
        }
        var operands = node.getInputList().stream().map(this::operand).collect(Collectors.joining(", "));
        var output = reference.endsWith(":0") ? "" : "#" + reference.substring(reference.lastIndexOf(':') + 1);
        return node.getOp() + attributes(node) + "(" + operands + ")" + output;
    }

    private static String attributes(NodeDef node) {
        List<String> told = new ArrayList<>();
        new TreeMap<>(node.getAttrMap()).forEach((name, value) -> {
            var text = attribute(name, value);
            if (!text.isEmpty() && !name.startsWith("_") && !name.equals("output_shapes")) {
                told.add(name + "=" + text);
            }
        });
        return told.isEmpty() ? "" : "{" + String.join(" ", told) + "}";
    }

    private static String attribute(String name, AttrValue value) {
        return switch (value.getValueCase()) {
            case TYPE -> name.equals("DstT") ? value.getType().name() : "";
            case B -> value.getB() ? "true" : "";
            case F -> Float.toString(value.getF());
            case I -> value.getI() == 0 ? "" : Long.toString(value.getI());
            case S -> value.getS().toStringUtf8();
            case FUNC -> value.getFunc().getName();
            case LIST ->
                value.getList().getICount() == 0
                        ? ""
                        : value.getList().getIList().toString().replace(" ", "");
            default -> "";
        };
    }

    private static String constant(Tensor tensor) {
        var elements = new ArrayList<String>();
        for (int i = 0; i < tensor.elements(); i++) {
            elements.add(element(tensor, i));
        }
        var text = tensor.rank() == 0 ? elements.get(0) : elements.toString().replace(" ", "");
        return tensor.rank() > 1 ? Arrays.toString(tensor.sizes()).replace(" ", "") + text : text;
    }

    private static String element(Tensor tensor, int index) {
        if (tensor.dtype() == DType.STRING) {
            return "'" + tensor.getString(index) + "'";
        }
        return tensor.dtype().isFloat()
                ? Float.toString((float) tensor.getDouble(index))
                : Long.toString(tensor.getLong(index));
    }
}
