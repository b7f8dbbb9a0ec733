package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds small ONNX models: inputs with values to feed, nodes, outputs. */
public final class TestModel {
    private final long opset;
    private final Map<String, Long> domains = new LinkedHashMap<>();
    private final Map<String, Tensor> feeds = new LinkedHashMap<>();
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();

    private TestModel(long opset) {
        this.opset = opset;
    }

    /** A model of an {@code ai.onnx} opset. */
    public static TestModel opset(long opset) {
        return new TestModel(opset);
    }

    /** Imports another domain. */
    public TestModel domain(String domain, long version) {
        domains.put(domain, version);
        return this;
    }

    /** An input, and what is fed to it. */
    public TestModel input(String name, Tensor value) {
        feeds.put(name, value);
        return this;
    }

    /** An initializer. */
    public TestModel constant(String name, Tensor value) {
        constants.put(name, value);
        return this;
    }

    /** A node; inputs and outputs are names separated by commas, an empty one is left out. */
    public TestModel node(String op, String inputs, String outputs, Map<String, OnnxAttribute> attributes) {
        int colon = op.indexOf(':');
        nodes.add(new OnnxNode(
                op + "_" + nodes.size(),
                colon < 0 ? Domain.ONNX : op.substring(0, colon),
                op.substring(colon + 1),
                "",
                names(inputs),
                names(outputs),
                attributes));
        return this;
    }

    /** A node without attributes. */
    public TestModel node(String op, String inputs, String outputs) {
        return node(op, inputs, outputs, Map.of());
    }

    /** An output of unknown shape. */
    public TestModel output(String name, DType dtype) {
        return output(name, new TensorType(dtype, Shape.unknown()));
    }

    /** An output of any type. */
    public TestModel output(String name, OnnxType type) {
        outputs.add(new OnnxValue(name, type));
        return this;
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** What is fed to the inputs. */
    public Map<String, Tensor> feeds() {
        return feeds;
    }

    /** The model in one of its variants. */
    public OnnxModel build(Variant variant) {
        var inputs = new ArrayList<OnnxValue>();
        var initializers = new LinkedHashMap<>(constants);
        feeds.forEach((name, value) -> {
            if (variant == Variant.CONSTANT) {
                initializers.put(name, value);
            } else {
                inputs.add(new OnnxValue(name, type(name, value, variant)));
            }
        });
        var opsets = new LinkedHashMap<String, Long>();
        opsets.put(Domain.ONNX, opset);
        opsets.putAll(domains);
        var graph = new OnnxGraph("test", nodes, inputs, outputs, initializers, Map.of());
        return new OnnxModel(8, opsets, graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static OnnxType type(String name, Tensor value, Variant variant) {
        return new TensorType(value.dtype(), variant == Variant.DYNAMIC ? dynamic(name, value) : value.shape());
    }

    private static Shape dynamic(String name, Tensor value) {
        var dims = new ArrayList<io.github.onnxferry.converter.tensor.Dim>();
        for (int i = 0; i < value.rank(); i++) {
            dims.add(io.github.onnxferry.converter.tensor.Dim.symbol(name + "_" + i));
        }
        return Shape.of(dims);
    }

    /** How much the converter knows of the inputs. */
    public enum Variant {
        /** Shapes are numbers. */
        STATIC,
        /** Only ranks are known. */
        DYNAMIC,
        /** Inputs are initializers. */
        CONSTANT
    }
}
