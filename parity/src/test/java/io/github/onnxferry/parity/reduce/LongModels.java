package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seeded models of many ordinary nodes, in chains that branch and join, with one node of a given operator among them. */
final class LongModels {
    private static final int WIDTH = 8;
    private static final int OUTPUT_EVERY = 40;
    static final TensorType TYPE = new TensorType(DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(WIDTH)));

    private final Random random;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final List<OnnxValue> outputs = new ArrayList<>();
    private final Map<String, Tensor> initializers = new LinkedHashMap<>();

    private LongModels(long seed) {
        this.random = new Random(seed);
    }

    /**
     * A model from {@code x}, float {@code [batch, 8]}.
     *
     * @param count how many nodes
     * @param place which of them is the planted one
     * @param planted its domain and operator; it takes a value and gives one of the same type
     */
    static OnnxModel of(long seed, int count, int place, String domain, String op) {
        return model(graph(seed, count, place, domain, op));
    }

    static OnnxGraph graph(long seed, int count, int place, String domain, String op) {
        var making = new LongModels(seed);
        var last = "x";
        for (int i = 0; i < count; i++) {
            var name = "v" + i;
            if (i == place) {
                making.nodes.add(node("planted", domain, op, List.of(last), name, Map.of()));
            } else {
                making.add(name, last);
            }
            last = name;
            if (i % OUTPUT_EVERY == OUTPUT_EVERY - 1 || i == count - 1) {
                making.outputs.add(new OnnxValue(name, TYPE));
            }
        }
        return new OnnxGraph(
                "long", making.nodes, List.of(new OnnxValue("x", TYPE)), making.outputs, making.initializers, Map.of());
    }

    static OnnxModel model(OnnxGraph graph) {
        return new OnnxModel(
                8, Map.of("ai.onnx", 18L, "com.example", 1L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private void add(String name, String last) {
        switch (random.nextInt(9)) {
            case 0 -> nodes.add(plain("LeakyRelu", name, last));
            case 1 -> nodes.add(plain("Neg", name, last));
            case 2 -> nodes.add(plain("Sin", name, last));
            case 3 -> nodes.add(plain("Cos", name, last));
            case 4 -> nodes.add(plain("Softplus", name, last));
            case 5 -> nodes.add(plain("Add", name, last, earlier()));
            case 6 -> nodes.add(plain("MatMul", name, last, weights(WIDTH, WIDTH)));
            case 7 -> nodes.add(plain("Add", name, last, weights(WIDTH)));
            default -> nodes.add(plain("Atan", name, last));
        }
    }

    private String earlier() {
        int back = 2 + random.nextInt(30);
        return back > nodes.size()
                ? "x"
                : nodes.get(nodes.size() - back).outputs().get(0);
    }

    private String weights(long... sizes) {
        var name = "w" + initializers.size();
        var values = new float[(int) Tensor.elements(sizes)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian() / Math.sqrt(WIDTH));
        }
        initializers.put(name, Tensor.ofFloats(sizes, values));
        return name;
    }

    static OnnxNode plain(String op, String output, String... inputs) {
        return node("", "ai.onnx", op, List.of(inputs), output, Map.of());
    }

    static OnnxNode node(
            String name,
            String domain,
            String op,
            List<String> inputs,
            String output,
            Map<String, OnnxAttribute> attributes) {
        return new OnnxNode(name, domain, op, "", inputs, List.of(output), attributes);
    }
}
