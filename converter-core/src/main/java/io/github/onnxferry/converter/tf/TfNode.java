package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;

/** One operation in the body of a {@link TfFunction}: immutable, made by {@link TfBuilder}. */
public final class TfNode {
    /** The operation of a parameter of the function. */
    public static final String PARAMETER = "_Arg";
    /** The operation of a constant; its value is {@link #tensor()}, not an attribute. */
    public static final String CONST = "Const";

    private final String name;
    private final String op;
    private final List<Value> inputs;
    private final List<TfNode> controlInputs;
    private final Map<String, AttrValue> attrs;
    private final Optional<Tensor> tensor;
    private final Optional<String> weightName;
    private final List<Value> outputs = new ArrayList<>();

    TfNode(
            String name,
            String op,
            List<Value> inputs,
            List<TfNode> controlInputs,
            Map<String, AttrValue> attrs,
            Optional<Tensor> tensor,
            Optional<String> weightName) {
        this.name = name;
        this.op = op;
        this.inputs = List.copyOf(inputs);
        this.controlInputs = List.copyOf(controlInputs);
        this.attrs = Collections.unmodifiableMap(new LinkedHashMap<>(attrs));
        this.tensor = tensor;
        this.weightName = weightName;
    }

    Value addOutput(DType dtype, Shape shape, Optional<List<Dim>> elements) {
        var value = new Value(this, outputs.size(), dtype, shape, elements);
        outputs.add(value);
        return value;
    }

    /** Name, unique in its function, legal in TensorFlow. */
    public String name() {
        return name;
    }

    /** TensorFlow operation. */
    public String op() {
        return op;
    }

    /** Data inputs, list arguments flattened. */
    public List<Value> inputs() {
        return inputs;
    }

    /** Nodes that must run before this one. */
    public List<TfNode> controlInputs() {
        return controlInputs;
    }

    /** Attributes, as TensorFlow writes them; for a constant without its value. */
    public Map<String, AttrValue> attrs() {
        return attrs;
    }

    /** The value of a constant. */
    public Optional<Tensor> tensor() {
        return tensor;
    }

    /** The parameter of the source model that a constant holds, possibly re-laid. */
    public Optional<String> weightName() {
        return weightName;
    }

    /** Outputs, list arguments flattened. */
    public List<Value> outputs() {
        return Collections.unmodifiableList(outputs);
    }

    @Override
    public String toString() {
        return name + " = " + op + inputs;
    }
}
