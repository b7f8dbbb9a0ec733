package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a model's operators mean for comparing its answers.
 *
 * @param draws whether values are random
 * @param quantises whether values are rounded to a grid inside, so that two float results on either side of a rounding
 *     boundary make all that follows differ by a step of the grid
 * @param logarithms whether logarithms are taken, which turn small relative errors of values near zero into large
 *     absolute ones
 * @param computesIn the narrowest floating type of a weight or an input; double if there is none
 */
public record ModelTraits(boolean draws, boolean quantises, boolean logarithms, DType computesIn) {
    private static final Set<String> DRAWS = Set.of(
            "Bernoulli", "Multinomial", "RandomNormal", "RandomNormalLike", "RandomUniform", "RandomUniformLike");
    private static final Set<String> QUANTISES = Set.of("QuantizeLinear", "DynamicQuantizeLinear", "QGemm");
    private static final String DEFAULT_DOMAIN = "ai.onnx";

    /** First opset whose Dropout passes its input on unless it is told to train. */
    private static final long DROPOUT_FOR_INFERENCE = 7;

    /**
     * The traits of a model: of its graph, the bodies inside, and its functions.
     *
     * @param fed values of the graph's inputs where they are known
     */
    public static ModelTraits of(OnnxModel model, Map<String, Tensor> fed) {
        var nodes = Stream.concat(
                        OnnxNode.all(model.graph().nodes()),
                        model.functions().stream().flatMap(f -> OnnxNode.all(f.nodes())))
                .toList();
        Map<String, Tensor> known = new LinkedHashMap<>(model.graph().initializers());
        known.putAll(fed);
        nodes.forEach(n -> n.attribute("value").ifPresent(v -> {
            if (n.opType().equals("Constant") && v instanceof OnnxAttribute.TensorValue t) {
                known.put(n.outputs().get(0), t.value());
            }
        }));
        long opset = model.opsets().getOrDefault(DEFAULT_DOMAIN, Long.MAX_VALUE);
        return new ModelTraits(
                nodes.stream().anyMatch(n -> draws(n, known, opset)),
                nodes.stream()
                        .anyMatch(n ->
                                QUANTISES.contains(n.opType()) || n.opType().startsWith("QLinear")),
                nodes.stream().anyMatch(n -> n.opType().equals("Log")),
                narrowest(model.graph()));
    }

    private static DType narrowest(OnnxGraph graph) {
        var dtypes = Stream.concat(
                        graph.initializers().values().stream().map(Tensor::dtype),
                        graph.inputs().stream().flatMap(i -> dtype(i.type())))
                .toList();
        return Stream.of(DType.BFLOAT16, DType.FLOAT16, DType.FLOAT)
                .filter(dtypes::contains)
                .findFirst()
                .orElse(DType.DOUBLE);
    }

    private static Stream<DType> dtype(OnnxType type) {
        return type instanceof OnnxType.TensorType tensor ? Stream.of(tensor.dtype()) : Stream.empty();
    }

    private static boolean draws(OnnxNode node, Map<String, Tensor> known, long opset) {
        return node.domain().equals(DEFAULT_DOMAIN)
                && (DRAWS.contains(node.opType()) || (node.opType().equals("Dropout") && dropsOut(node, known, opset)));
    }

    /** Dropout draws if its training_mode (input 2) is not known to be off, and its ratio (input 1) not to be zero. */
    private static boolean dropsOut(OnnxNode node, Map<String, Tensor> known, long opset) {
        if (opset < DROPOUT_FOR_INFERENCE) {
            return !node.attribute("is_test").equals(Optional.of(new OnnxAttribute.IntValue(1)));
        }
        if (node.inputs().size() < 3 || node.inputs().get(2).isEmpty()) {
            return false;
        }
        var training = known.get(node.inputs().get(2));
        var ratio = known.get(node.inputs().get(1));
        boolean off = training != null && training.getLong(0) == 0;
        boolean never = ratio != null && ratio.getDouble(0) == 0;
        return !off && !never;
    }
}
