package io.github.onnxferry.testdata.optimise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
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

/**
 * A random network of images: convolutions, normalisations, activations, sums, joins, pads, slices, pools, and nodes that want
 * channels first. All values are {@code [N, C, H, W]} with one height and width.
 */
final class RandomNetwork {
    private static final int SIDE = 6;
    private static final int NODES = 14;

    private final Random random;
    private final List<OnnxNode> nodes = new ArrayList<>();
    private final Map<String, Tensor> weights = new LinkedHashMap<>();
    private final List<String> values = new ArrayList<>();
    private final Map<String, Integer> channels = new LinkedHashMap<>();

    private RandomNetwork(long seed) {
        random = new Random(seed);
    }

    /** A network, the same for the same seed. */
    static OnnxModel of(long seed) {
        return new RandomNetwork(seed).build();
    }

    private OnnxModel build() {
        add("x", 3);
        for (int i = 0; i < NODES; i++) {
            step(values.get(random.nextInt(Math.max(0, values.size() - 4), values.size())));
        }
        var outputs = new ArrayList<OnnxValue>();
        for (String value : values.subList(values.size() - 2, values.size())) {
            outputs.add(new OnnxValue(value, new TensorType(DType.FLOAT, Shape.unknown())));
        }
        var shape = Shape.of(List.of(Dim.symbol("batch"), Dim.of(3), Dim.of(SIDE), Dim.of(SIDE)));
        var x = new OnnxValue("x", new TensorType(DType.FLOAT, shape));
        var graph = new OnnxGraph("random", nodes, List.of(x), outputs, weights, Map.of());
        return new OnnxModel(8, Map.of("ai.onnx", 17L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private String add(String value, int count) {
        values.add(value);
        channels.put(value, count);
        return value;
    }

    private int count(String value) {
        return channels.getOrDefault(value, 0);
    }

    private void step(String x) {
        int c = count(x);
        switch (random.nextInt(15)) {
            case 0, 1 -> convolution(x, 1);
            case 2 -> convolution(x, c);
            case 3 -> normalisation(x);
            case 4 -> emit("Relu", List.of(x), c, Map.of());
            case 5 -> emit("Sigmoid", List.of(x), c, Map.of());
            case 6 -> emit(random.nextBoolean() ? "Add" : "Mul", List.of(x, same(x)), c, Map.of());
            case 7 -> emit("Mul", List.of(x, weight(1, c, 1, 1)), c, Map.of());
            case 8 -> {
                var other = values.get(random.nextInt(values.size()));
                emit("Concat", List.of(x, other), c + count(other), Map.of("axis", new IntValue(1)));
            }
            case 9 -> {
                var mean = emit("GlobalAveragePool", List.of(x), c, Map.of());
                values.remove(mean);
                emit("Mul", List.of(x, mean), c, Map.of());
            }
            case 10 -> emit("MaxPool", List.of(x), c, pool());
            case 11 -> emit("Softmax", List.of(x), c, Map.of("axis", new IntValue(random.nextInt(1, 4))));
            case 12 -> shuffled(x);
            case 13 -> paddedBefore(x);
            default -> padded(x);
        }
    }

    private String same(String x) {
        var fitting = values.stream().filter(v -> count(v) == count(x)).toList();
        return fitting.get(random.nextInt(fitting.size()));
    }

    private static Map<String, OnnxAttribute> pool() {
        return Map.of("kernel_shape", new IntsValue(List.of(3L, 3L)), "pads", new IntsValue(List.of(1L, 1L, 1L, 1L)));
    }

    private void convolution(String x, int groups) {
        int c = count(x);
        int out = groups == 1 ? random.nextInt(1, 6) : c;
        int k = random.nextBoolean() ? 1 : 3;
        long pad = k / 2;
        var inputs = new ArrayList<>(List.of(x, weight(out, c / groups, k, k)));
        if (random.nextBoolean()) {
            inputs.add(weight(out));
        }
        emit(
                "Conv",
                inputs,
                out,
                Map.of(
                        "group", new IntValue(groups),
                        "pads", new IntsValue(List.of(pad, pad, pad, pad))));
    }

    private void normalisation(String x) {
        int c = count(x);
        emit(
                "BatchNormalization",
                List.of(x, weight(c), weight(c), weight(c), positive(c)),
                c,
                Map.of("epsilon", new OnnxAttribute.FloatValue(1e-3f)));
    }

    /** Padded by a row, and a row taken off again on the other side. */
    private void padded(String x) {
        int c = count(x);
        String padded = emit("Pad", List.of(x, integers(0, 0, 1, 2, 0, 0, 0, 0)), c, Map.of());
        values.remove(padded);
        emit("Slice", List.of(padded, integers(0, 1), integers(SIDE, SIDE + 1), integers(2, 3)), c, Map.of());
    }

    /** Channels in groups change places with those of other groups; then what is done twice is done. */
    private void shuffled(String x) {
        int c = count(x);
        int groups = c % 2 == 0 ? 2 : c;
        String parts = emit("Reshape", List.of(x, integers(-1, groups, c / groups, SIDE, SIDE)), c, Map.of());
        String turned =
                emit("Transpose", List.of(parts), c, Map.of("perm", new IntsValue(List.of(0L, 2L, 1L, 3L, 4L))));
        String joined = emit("Reshape", List.of(turned, integers(-1, c, SIDE, SIDE)), c, Map.of());
        String once = emit("Relu", List.of(joined), c, Map.of());
        values.removeAll(List.of(parts, turned));
        emit("Relu", List.of(once), c, Map.of());
    }

    /** A convolution, depthwise or not, whose padding is a node of its own. */
    private void paddedBefore(String x) {
        int c = count(x);
        int groups = random.nextBoolean() ? c : 1;
        String padded = emit("Pad", List.of(x, integers(0, 0, 1, 1, 0, 0, 1, 1)), c, Map.of());
        values.remove(padded);
        emit("Conv", List.of(padded, weight(c, c / groups, 3, 3), weight(c)), c, Map.of("group", new IntValue(groups)));
    }

    private String emit(String op, List<String> inputs, int count, Map<String, OnnxAttribute> attributes) {
        String output = op + nodes.size();
        nodes.add(new OnnxNode(output, "ai.onnx", op, "", inputs, List.of(output), attributes));
        return add(output, count);
    }

    private String weight(long... sizes) {
        return constant(Tensor.ofDoubles(
                DType.FLOAT,
                sizes,
                random.doubles(Tensor.elements(sizes), -1, 1).toArray()));
    }

    private String positive(long... sizes) {
        return constant(Tensor.ofDoubles(
                DType.FLOAT,
                sizes,
                random.doubles(Tensor.elements(sizes), 0.5, 2).toArray()));
    }

    private String integers(long... numbers) {
        return constant(Tensor.vector(numbers));
    }

    private String constant(Tensor tensor) {
        String name = "w" + weights.size();
        weights.put(name, tensor);
        return name;
    }
}
