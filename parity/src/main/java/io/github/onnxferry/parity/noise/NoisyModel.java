package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.upgrade.ElementTypes;
import io.github.onnxferry.parity.compare.Ulp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An ONNX model in which every operator rounds a little otherwise each time it runs.
 *
 * <p>Where a model rounds, two implementations may differ; what becomes of such differences further on depends on the model
 * and on its inputs. This is Monte Carlo arithmetic (Parker, 1997) on the granularity of operators: random relative changes
 * as large as the rounding errors of the operator's {@link NoiseClass} are let in, in the bodies of control flow too, and
 * what comes out at the end shows which digits of an answer mean something.
 */
public final class NoisyModel {
    /** The opset from which on element-wise operators broadcast. */
    private static final long BROADCASTS = 7;

    /** How far from a tie two sound computations may lie on different sides of it, in steps of the grid. */
    static final double TIES = 2e-4;

    /** How many roundoffs a sum may be off by, for each unit of the root of the number of its elements. */
    private static final double ROOT_UNITS = 0.25;

    /** By how many roundoffs of 1 functions that are bounded by 1 may be off. */
    private static final double BOUNDED_UNITS = 2;

    private final Map<String, DType> types;
    private final Set<String> constants = new HashSet<>();
    private final Map<String, Tensor> added = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>();
    private final double strength;
    private final double ties;
    private long seed;
    private int sites;

    private NoisyModel(OnnxModel model, double strength, double ties, long seed) {
        this.types = ElementTypes.of(model);
        this.strength = strength;
        this.ties = ties;
        this.seed = seed;
        names.addAll(types.keySet());
        collect(model.graph());
    }

    /**
     * The model with noise.
     *
     * @param strength how many times larger than rounding errors the noise is
     * @param ties how many times wider than {@value #TIES} steps the surroundings of a tie are in which the rounding to a grid
     *     may go either way
     * @param seed seed of the noise; runs of one session draw on from there
     * @return the model, whose answers have the names of those of the original; the original itself if nothing in it rounds
     */
    public static OnnxModel of(OnnxModel model, double strength, double ties, long seed) {
        if (model.opsets().getOrDefault("ai.onnx", 1L) < BROADCASTS) {
            return model;
        }
        var noisy = new NoisyModel(model, strength, ties, seed);
        var graph = noisy.graph(model.graph());
        if (noisy.sites == 0) {
            return model;
        }
        var initializers = new LinkedHashMap<>(graph.initializers());
        initializers.putAll(noisy.added);
        return model.withGraph(
                new OnnxGraph(graph.name(), graph.nodes(), graph.inputs(), graph.outputs(), initializers, Map.of()));
    }

    private void collect(OnnxGraph graph) {
        constants.addAll(graph.initializers().keySet());
        graph.inputs().forEach(i -> constants.remove(i.name()));
        names.addAll(graph.initializers().keySet());
        for (var node : graph.nodes()) {
            names.addAll(node.inputs());
            names.addAll(node.outputs());
            if (node.opType().equals("Constant")) {
                constants.addAll(node.outputs());
            }
            for (var body : node.bodies()) {
                collect(body);
            }
        }
    }

    private OnnxGraph graph(OnnxGraph graph) {
        var nodes = new ArrayList<OnnxNode>();
        for (var node : graph.nodes()) {
            node(node.withBodies(this::graph), nodes);
        }
        return graph.withNodes(nodes);
    }

    private void node(OnnxNode node, List<OnnxNode> nodes) {
        var noise = NoiseClass.of(node.domain(), node.opType());
        var inputs = new ArrayList<>(node.inputs());
        if (noise == NoiseClass.QUANTISE && node.opType().equals("QuantizeLinear")) {
            inputs.set(0, nearTies(node, nodes));
        } else if (noise.inputUnits() > 0) {
            var heard = new HashMap<String, String>();
            inputs.replaceAll(input -> isReal(input) && !constants.contains(input)
                    ? heard.computeIfAbsent(input, i -> multiplied(i, noise.inputUnits(), true, nodes))
                    : input);
        }
        var outputs = new ArrayList<>(node.outputs());
        var after = new ArrayList<OnnxNode>();
        for (int i = 0; i < outputs.size(); i++) {
            String output = outputs.get(i);
            if (noise.outputUnits() > 0 && isReal(output)) {
                outputs.set(i, name(output));
                if (noise == NoiseClass.BOUNDED) {
                    String near = shifted(outputs.get(i), after);
                    multiplied(near, output, noise.outputUnits(), false, after);
                } else {
                    multiplied(outputs.get(i), output, noise.outputUnits(), false, after);
                }
            } else if (noise == NoiseClass.REDUCED && isReal(output)) {
                outputs.set(i, name(output));
                reduced(node.inputs().get(0), outputs.get(i), output, after);
            } else if (noise == NoiseClass.REQUANTISE && i == 0 && isStep(output)) {
                outputs.set(i, name(output));
                stepped(outputs.get(i), output, after);
            }
        }
        nodes.add(node.withInputs(inputs).withOutputs(outputs));
        nodes.addAll(after);
    }

    private boolean isReal(String value) {
        var type = types.get(value);
        return type == DType.FLOAT || type == DType.DOUBLE || type == DType.FLOAT16;
    }

    private boolean isStep(String value) {
        var type = types.get(value);
        return type == DType.UINT8 || type == DType.INT8;
    }

    /** A new name for something of the element type of a value. */
    private String name(String value) {
        String name = value + "/noise" + sites++;
        while (!names.add(name)) {
            name += "_";
        }
        types.put(name, typeOf(value));
        return name;
    }

    private String multiplied(String value, double units, boolean bothWays, List<OnnxNode> nodes) {
        String noisy = name(value);
        multiplied(value, noisy, units, bothWays, nodes);
        return noisy;
    }

    /**
     * Each element times a random number around 1, or a little below: values that are the largest of their dtype, as masks
     * are, do not become infinite then.
     */
    private void multiplied(String value, String noisy, double units, boolean bothWays, List<OnnxNode> nodes) {
        var type = typeOf(value);
        double width = units * strength * Ulp.roundoff(type);
        double low = bothWays ? 1 - width / 2 : 1 - width;
        double high = bothWays ? 1 + width / 2 : 1;
        if (type == DType.FLOAT16) {
            String wide = cast(value, DType.FLOAT, nodes);
            String factor = random(wide, low, high, nodes);
            String product = name(wide);
            nodes.add(plain("Mul", List.of(wide, factor), product));
            nodes.add(cast(product, noisy, DType.FLOAT16));
            return;
        }
        nodes.add(plain("Mul", List.of(value, random(value, low, high, nodes)), noisy));
    }

    /** Random numbers of the shape of a value: 1 plus something small, which float attributes could not hold for doubles. */
    private String random(String like, double low, double high, List<OnnxNode> nodes) {
        double half = (high - low) / 2;
        String drawn = drawn(like, -half, half, nodes);
        String factor = name(like);
        nodes.add(plain("Add", List.of(drawn, constant(typeOf(like), (low + high) / 2)), factor));
        return factor;
    }

    /**
     * Each element of a sum up or down by a share that grows with the root of the number of elements that it is a sum of, which is
     * known when the model runs.
     */
    private void reduced(String all, String sum, String noisy, List<OnnxNode> nodes) {
        var type = typeOf(sum);
        if (type == DType.FLOAT16) {
            nodes.add(plain("Identity", List.of(sum), noisy));
            return;
        }
        String ratio = name(sum);
        nodes.add(plain("Div", List.of(size(all, type, nodes), size(sum, type, nodes)), ratio));
        String root = name(sum);
        nodes.add(plain("Sqrt", List.of(ratio), root));
        String share = name(sum);
        double unit = ROOT_UNITS * strength * Ulp.roundoff(type);
        nodes.add(plain("Mul", List.of(root, constant(type, unit)), share));
        String shift = name(sum);
        nodes.add(plain("Mul", List.of(drawn(sum, -1, 1, nodes), share), shift));
        String factor = name(sum);
        nodes.add(plain("Add", List.of(shift, constant(type, 1)), factor));
        nodes.add(plain("Mul", List.of(sum, factor), noisy));
    }

    private String size(String value, DType type, List<OnnxNode> nodes) {
        String size = name(value);
        nodes.add(plain("Size", List.of(value), size));
        types.put(size, DType.INT64);
        return cast(size, type, nodes);
    }

    /** Each element up or down by some roundoffs of 1, but by no more than half of itself, so that none changes its sign. */
    private String shifted(String value, List<OnnxNode> nodes) {
        var type = typeOf(value);
        if (type == DType.FLOAT16) {
            return value;
        }
        String size = name(value);
        nodes.add(plain("Abs", List.of(value), size));
        String half = name(value);
        nodes.add(plain("Mul", List.of(size, constant(type, 0.5)), half));
        String most = name(value);
        nodes.add(plain("Min", List.of(half, constant(type, BOUNDED_UNITS * strength * Ulp.roundoff(type))), most));
        String drawn = drawn(value, -1, 1, nodes);
        String shift = name(value);
        nodes.add(plain("Mul", List.of(most, drawn), shift));
        String shifted = name(value);
        nodes.add(plain("Add", List.of(value, shift), shifted));
        return shifted;
    }

    /** Random numbers of the shape and dtype of a value. */
    private String drawn(String like, double low, double high, List<OnnxNode> nodes) {
        String drawn = name(like);
        nodes.add(new OnnxNode(
                "",
                "ai.onnx",
                "RandomUniformLike",
                "",
                List.of(like),
                List.of(drawn),
                Map.of(
                        "low", new OnnxAttribute.FloatValue((float) low),
                        "high", new OnnxAttribute.FloatValue((float) high),
                        "seed", new OnnxAttribute.FloatValue(seed++ % (1 << 24)))));
        return drawn;
    }

    private DType typeOf(String value) {
        return types.getOrDefault(value, DType.FLOAT);
    }

    /** The input of a quantisation moved a little, so that what lies near a tie may go either way. */
    private String nearTies(OnnxNode node, List<OnnxNode> nodes) {
        String value = node.inputs().get(0);
        if (!isReal(value)
                || typeOf(value) == DType.FLOAT16
                || typeOf(node.inputs().get(1)) != typeOf(value)) {
            return value;
        }
        String drawn = name(value);
        float width = (float) (TIES * ties);
        nodes.add(new OnnxNode(
                "",
                "ai.onnx",
                "RandomUniformLike",
                "",
                List.of(value),
                List.of(drawn),
                Map.of(
                        "low", new OnnxAttribute.FloatValue(-width),
                        "high", new OnnxAttribute.FloatValue(width),
                        "seed", new OnnxAttribute.FloatValue(seed++ % (1 << 24)))));
        // The smallest scale of an axis serves for all of it.
        String step = name(value);
        nodes.add(new OnnxNode(
                "",
                "ai.onnx",
                "ReduceMin",
                "",
                List.of(node.inputs().get(1)),
                List.of(step),
                Map.of("keepdims", new OnnxAttribute.IntValue(0))));
        String moved = name(value);
        nodes.add(plain("Mul", List.of(drawn, step), moved));
        String noisy = name(value);
        nodes.add(plain("Add", List.of(value, moved), noisy));
        return noisy;
    }

    /** A few elements a step up or down. */
    private void stepped(String value, String noisy, List<OnnxNode> nodes) {
        var type = types.getOrDefault(noisy, DType.UINT8);
        String wide = cast(value, DType.FLOAT, nodes);
        String drawn = name(value);
        float half = (float) (0.5 + TIES * ties);
        nodes.add(new OnnxNode(
                "",
                "ai.onnx",
                "RandomUniformLike",
                "",
                List.of(wide),
                List.of(drawn),
                Map.of(
                        "low", new OnnxAttribute.FloatValue(0.5f - half),
                        "high", new OnnxAttribute.FloatValue(0.5f + half),
                        "seed", new OnnxAttribute.FloatValue(seed++ % (1 << 24)))));
        String step = name(value);
        nodes.add(plain("Floor", List.of(drawn), step));
        String moved = name(value);
        nodes.add(plain("Add", List.of(wide, step), moved));
        String low = name(value);
        double lowest = type == DType.UINT8 ? 0 : -128;
        nodes.add(plain("Max", List.of(moved, constant(DType.FLOAT, lowest)), low));
        String clamped = name(value);
        nodes.add(plain("Min", List.of(low, constant(DType.FLOAT, lowest + 255)), clamped));
        nodes.add(cast(clamped, noisy, type));
    }

    private String cast(String value, DType to, List<OnnxNode> nodes) {
        String converted = name(value);
        types.put(converted, to);
        nodes.add(cast(value, converted, to));
        return converted;
    }

    private static OnnxNode cast(String from, String to, DType dtype) {
        return plain("Cast", List.of(from), to)
                .with("to", new OnnxAttribute.IntValue(io.github.onnxferry.converter.onnx.OnnxTypes.number(dtype)));
    }

    private static OnnxNode plain(String op, List<String> inputs, String output) {
        return new OnnxNode("", "ai.onnx", op, "", inputs, List.of(output), Map.of());
    }

    private String constant(DType dtype, double value) {
        String name = "noise/" + dtype + "/" + value;
        names.add(name);
        added.put(name, Tensor.scalar(dtype, value));
        return name;
    }
}
