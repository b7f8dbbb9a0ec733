package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the nodes that noise consists of, and the values that they write: new names, constants, random numbers. */
final class NoiseNodes {
    /** The opset from which on ONNX Runtime has no kernels for operators that draw, Dropout excepted. */
    private static final long WITHOUT_DRAWS = 22;

    private final Map<String, DType> types;
    private final Map<String, Tensor> constants = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final long opset;
    private long seed;
    private int made;

    /**
     * @param types the dtypes of values; those of new ones are added
     * @param opset version of ONNX's own operators
     * @param seed of the random numbers; runs of one session draw on from there
     */
    NoiseNodes(Map<String, DType> types, long opset, long seed) {
        this.types = types;
        this.opset = opset;
        this.seed = seed;
        names.addAll(types.keySet());
    }

    /** Names that are taken. */
    void reserve(Collection<String> taken) {
        names.addAll(taken);
    }

    /** Whether nothing was made. */
    boolean isEmpty() {
        return made == 0;
    }

    /** The constants that the nodes read; they belong to the main graph. */
    Map<String, Tensor> constants() {
        return constants;
    }

    DType type(String value) {
        return types.getOrDefault(value, DType.FLOAT);
    }

    boolean hasType(String value) {
        return types.containsKey(value);
    }

    /** A new name for something of the element type of a value. */
    String name(String value) {
        String name = value + "/noise" + made++;
        while (!names.add(name)) {
            name += "_";
        }
        types.put(name, type(value));
        return name;
    }

    /** The result of an operator, of the element type of its first input. */
    String plain(List<OnnxNode> nodes, String op, String... inputs) {
        String result = name(inputs[0]);
        into(nodes, result, op, inputs);
        return result;
    }

    /** An operator that writes to a name. */
    void into(List<OnnxNode> nodes, String result, String op, String... inputs) {
        nodes.add(node(op, List.of(inputs), result, Map.of()));
    }

    String cast(List<OnnxNode> nodes, String value, DType to) {
        String converted = name(value);
        types.put(converted, to);
        castInto(nodes, converted, value, to);
        return converted;
    }

    void castInto(List<OnnxNode> nodes, String converted, String value, DType to) {
        nodes.add(node(
                "Cast", List.of(value), converted, Map.of("to", new OnnxAttribute.IntValue(OnnxTypes.number(to)))));
    }

    /** A constant without dimensions. */
    String constant(DType dtype, double value) {
        return constant("noise/" + dtype + "/" + value, Tensor.scalar(dtype, value));
    }

    private String constant(String name, Tensor tensor) {
        names.add(name);
        types.put(name, tensor.dtype());
        constants.put(name, tensor);
        return name;
    }

    /** How many elements a value has, as a number of a dtype. */
    String size(List<OnnxNode> nodes, String value, DType dtype) {
        String size = name(value);
        into(nodes, size, "Size", value);
        types.put(size, DType.INT64);
        return cast(nodes, size, dtype);
    }

    /** The length of a dimension, as a number of a dtype; negative ones count from the end. */
    String length(List<OnnxNode> nodes, String value, int dimension, DType dtype) {
        String shape = name(value);
        into(nodes, shape, "Shape", value);
        types.put(shape, DType.INT64);
        return cast(nodes, plain(nodes, "Gather", shape, constant(DType.INT64, dimension)), dtype);
    }

    /** A reduction over all dimensions, to a value without any. */
    String reduced(List<OnnxNode> nodes, String op, String value) {
        String result = name(value);
        nodes.add(node(op, List.of(value), result, Map.of("keepdims", new OnnxAttribute.IntValue(0))));
        return result;
    }

    /** Evenly distributed random numbers of the shape and dtype of a value. */
    String drawn(List<OnnxNode> nodes, String like, double low, double high) {
        if (opset < WITHOUT_DRAWS) {
            String drawn = name(like);
            var bounds = Map.of(
                    "low", new OnnxAttribute.FloatValue((float) low),
                    "high", new OnnxAttribute.FloatValue((float) high),
                    "seed", nextSeed());
            nodes.add(node("RandomUniformLike", List.of(like), drawn, bounds));
            return drawn;
        }
        // Eight evenly spread numbers, from three coins.
        var type = type(like);
        String sum = coin(nodes, like, 2 * (high - low) / 7);
        sum = plain(nodes, "Add", sum, coin(nodes, like, (high - low) / 7));
        sum = plain(nodes, "Add", sum, coin(nodes, like, (high - low) / 14));
        return plain(nodes, "Add", sum, constant(type, low));
    }

    /**
     * Random numbers of the shape and dtype of a value: mostly 0, and -1 or 1 with the probability given.
     */
    String rare(List<OnnxNode> nodes, String like, double probability) {
        if (opset < WITHOUT_DRAWS) {
            return plain(nodes, "Floor", drawn(nodes, like, -probability / 2, 1 + probability / 2));
        }
        String happens = dropped(nodes, like, 1 - probability);
        var type = type(like);
        happens = plain(nodes, "Min", happens, constant(type, 1));
        String sign = plain(nodes, "Add", coin(nodes, like, 1), constant(type, -1));
        return plain(nodes, "Mul", happens, sign);
    }

    /** Either 0 or twice a number, for each element. */
    private String coin(List<OnnxNode> nodes, String like, double number) {
        return plain(nodes, "Mul", dropped(nodes, like, 0.5), constant(type(like), number));
    }

    /** Ones of which a share is dropped at random; those that are kept are larger by what the others lack. */
    private String dropped(List<OnnxNode> nodes, String like, double ratio) {
        var type = type(like);
        String shape = name(like);
        into(nodes, shape, "Shape", like);
        types.put(shape, DType.INT64);
        String ones = plain(nodes, "Expand", constant(type, 1), shape);
        String dropped = name(ones);
        var training = constant("noise/training", Tensor.scalar(DType.BOOL, 1));
        nodes.add(node(
                "Dropout",
                List.of(ones, constant(DType.FLOAT, ratio), training),
                dropped,
                Map.of("seed", new OnnxAttribute.IntValue(seed++))));
        return dropped;
    }

    private OnnxAttribute nextSeed() {
        return new OnnxAttribute.FloatValue(seed++ % (1 << 24));
    }

    private static OnnxNode node(String op, List<String> inputs, String output, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode("", "ai.onnx", op, "", inputs, List.of(output), attributes);
    }
}
