package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A node in the form of an operator of the standard, to be lowered as that one. */
final class Standard {
    private final NodeView node;
    private final String op;
    private final List<Optional<Value>> inputs = new ArrayList<>();
    private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();

    private Standard(NodeView node, String op) {
        this.node = node;
        this.op = op;
    }

    /** Begins the form of a node as one of a standard operator; it has neither inputs nor attributes yet. */
    static Standard of(NodeView node, String op) {
        return new Standard(node, op);
    }

    /** Begins the form of a node as one of a standard operator that has all its attributes. */
    static Standard like(NodeView node, String op) {
        var form = new Standard(node, op);
        form.attributes.putAll(node.attributes());
        return form;
    }

    /** Adds inputs in the order of the standard operator. */
    Standard in(Value... values) {
        for (Value value : values) {
            inputs.add(Optional.of(value));
        }
        return this;
    }

    /** Adds an input that may be left out. */
    Standard in(Optional<Value> value) {
        inputs.add(value);
        return this;
    }

    /** Sets an integer attribute. */
    Standard with(String name, long value) {
        attributes.put(name, new IntValue(value));
        return this;
    }

    /** Sets a float attribute. */
    Standard with(String name, float value) {
        attributes.put(name, new FloatValue(value));
        return this;
    }

    /** Sets a text attribute. */
    Standard with(String name, String value) {
        attributes.put(name, StringValue.of(value));
        return this;
    }

    /** Leaves attributes of the node out. */
    Standard without(String... names) {
        for (String name : names) {
            attributes.remove(name);
        }
        return this;
    }

    /** The node in this form. */
    NodeView view() {
        return node.as(op, inputs, attributes);
    }

    /** The outputs that a family's lowering makes. */
    List<Value> all(LoweringTable family, TfBuilder tf) {
        return family.row(op).orElseThrow().lower(view(), tf).stream()
                .flatMap(output -> output.components().stream())
                .toList();
    }

    /** The first output that a family's lowering makes. */
    Value one(LoweringTable family, TfBuilder tf) {
        return all(family, tf).get(0);
    }
}
