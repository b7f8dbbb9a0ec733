package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.upgrade.ElementTypes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    /** The opset from which on there is Where. */
    private static final long WHERE = 9;

    private final Set<String> constants = new HashSet<>();
    private final NoiseNodes make;
    private final Roundings roundings;
    private final Optional<Halves> halves;

    private NoisyModel(OnnxModel model, NoiseLevel level, long seed) {
        make = new NoiseNodes(ElementTypes.of(model), opset(model), seed);
        roundings = new Roundings(make, level.strength(), level.ties());
        halves = level.halves() && opset(model) >= WHERE ? Optional.of(new Halves(make)) : Optional.empty();
        collect(model.graph());
    }

    /**
     * The model with noise.
     *
     * @param level how much noise
     * @param seed seed of the noise; runs of one session draw on from there
     * @return the model, whose answers have the names of those of the original; the original itself if nothing in it rounds
     */
    public static OnnxModel of(OnnxModel model, NoiseLevel level, long seed) {
        if (opset(model) < BROADCASTS) {
            return model;
        }
        var noisy = new NoisyModel(model, level, seed);
        var graph = noisy.graph(model.graph());
        if (noisy.make.isEmpty()) {
            return model;
        }
        var initializers = new LinkedHashMap<>(graph.initializers());
        initializers.putAll(noisy.make.constants());
        return model.withGraph(
                new OnnxGraph(graph.name(), graph.nodes(), graph.inputs(), graph.outputs(), initializers, Map.of()));
    }

    private static long opset(OnnxModel model) {
        return model.opsets().getOrDefault("ai.onnx", 1L);
    }

    private void collect(OnnxGraph graph) {
        constants.addAll(graph.initializers().keySet());
        graph.inputs().forEach(i -> constants.remove(i.name()));
        make.reserve(graph.initializers().keySet());
        for (var node : graph.nodes()) {
            make.reserve(node.inputs());
            make.reserve(node.outputs());
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
        var length = noise.sums() ? SumLength.of(node) : SumLength.SHORT;
        var terms = new Terms(length, nodes);
        var changed = node.withInputs(inputs(node, noise, terms, nodes));
        var outputs = new ArrayList<>(node.outputs());
        for (int i = 0; i < outputs.size(); i++) {
            String output = outputs.get(i);
            boolean hears = noise == NoiseClass.REQUANTISE ? i == 0 && isStep(output) : isReal(output);
            if (hears && noise.changesOutputs()) {
                outputs.set(i, make.name(output));
            }
        }
        changed = changed.withOutputs(outputs);
        if (halves.isPresent()
                && isReal(changed.inputs().isEmpty() ? "" : changed.inputs().get(0))
                && Halves.apply(changed)) {
            halves.get().of(changed, terms.before(node), nodes);
        } else {
            nodes.add(changed);
        }
        for (int i = 0; i < outputs.size(); i++) {
            if (!outputs.get(i).equals(node.outputs().get(i))) {
                output(changed, i, node.outputs().get(i), noise, terms, nodes);
            }
        }
    }

    private List<String> inputs(OnnxNode node, NoiseClass noise, Terms terms, List<OnnxNode> nodes) {
        var inputs = new ArrayList<>(node.inputs());
        if (noise == NoiseClass.QUANTISE && node.opType().equals("QuantizeLinear")) {
            if (movesInStepsOf(inputs.get(0), inputs.get(1))) {
                inputs.set(0, roundings.nearTies(inputs.get(0), inputs.get(1), nodes));
            }
            return inputs;
        }
        var heard = new HashMap<String, String>();
        for (int i = 0; i < (noise == NoiseClass.RESIZED ? 1 : inputs.size()); i++) {
            String input = inputs.get(i);
            if (noise.inputUnits() > 0 && isReal(input) && !constants.contains(input)) {
                var length = terms.before(node);
                inputs.set(i, heard.computeIfAbsent(input, x -> roundings.term(x, noise.inputUnits(), length, nodes)));
            }
        }
        return inputs;
    }

    private void output(OnnxNode node, int index, String result, NoiseClass noise, Terms terms, List<OnnxNode> nodes) {
        String plain = node.outputs().get(index);
        switch (noise) {
            case REQUANTISE -> roundings.stepped(plain, result, nodes);
            case BOUNDED ->
                roundings.multiplied(roundings.bounded(plain, nodes), result, noise.outputUnits(), false, nodes);
            case SPECTRUM -> make.into(nodes, result, "Identity", roundings.spectrum(plain, nodes));
            case REDUCED -> {
                var length = make.type(plain) == DType.FLOAT16 ? Optional.<String>empty() : terms.of(node);
                make.into(
                        nodes,
                        result,
                        "Identity",
                        length.map(l -> roundings.reduced(plain, l, nodes)).orElse(plain));
            }
            default -> roundings.multiplied(plain, result, noise.outputUnits(), false, nodes);
        }
    }

    /** The length of the sums of an operator, found out when it is first needed. */
    private final class Terms {
        private final SumLength length;
        private final List<OnnxNode> nodes;
        private Optional<String> found = Optional.empty();

        Terms(SumLength length, List<OnnxNode> nodes) {
            this.length = length;
            this.nodes = nodes;
        }

        /** The length before the operator has run; where its result says it, a thorough look runs it once more for that. */
        Optional<String> before(OnnxNode node) {
            if (!length.readsResult()) {
                return of(node);
            }
            if (halves.isEmpty()) {
                return Optional.empty();
            }
            var once = node.withName("")
                    .withOutputs(List.of(make.name(node.outputs().get(0))));
            if (found.isEmpty()) {
                nodes.add(once);
            }
            return of(once);
        }

        /** The length after the operator has run. */
        Optional<String> of(OnnxNode node) {
            if (found.isEmpty()) {
                found = length.in(node, make, nodes);
            }
            return found;
        }
    }

    private boolean movesInStepsOf(String value, String scale) {
        return isReal(value) && make.type(value) != DType.FLOAT16 && make.type(scale) == make.type(value);
    }

    private boolean isReal(String value) {
        if (!make.hasType(value)) {
            return false;
        }
        var type = make.type(value);
        return type == DType.FLOAT || type == DType.DOUBLE || type == DType.FLOAT16;
    }

    private boolean isStep(String value) {
        return make.hasType(value) && (make.type(value) == DType.UINT8 || make.type(value) == DType.INT8);
    }
}
