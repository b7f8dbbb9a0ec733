package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Lowers the nodes of graphs one after another and collects everything that is refused. */
final class GraphLowering {
    private final Lowerings lowerings;
    private final Map<String, Long> opsets;
    private final List<Problem> problems = new ArrayList<>();

    GraphLowering(Lowerings lowerings, Map<String, Long> opsets) {
        this.lowerings = lowerings;
        this.opsets = opsets;
    }

    /** Lowers graphs in the same way, and collects what is refused by itself. */
    GraphLowering part() {
        return new GraphLowering(lowerings, opsets);
    }

    /** What was refused so far. */
    List<Problem> problems() {
        return problems;
    }

    /** Adds refusals. */
    void refuse(List<Problem> refusals) {
        problems.addAll(refusals);
    }

    /**
     * Lowers all nodes of a graph. Values that depend on a refused node are left out; that a node has no lowering is found
     * out all the same.
     */
    void lower(OnnxGraph graph, GraphScope scope, TfBuilder tf) {
        keepDifferentiable(graph, scope, tf);
        for (var node : graph.nodes()) {
            try {
                var row = row(node);
                if (node.inputs().stream().anyMatch(scope::isFailed)
                        || Captures.free(node).stream().anyMatch(scope::isFailed)) {
                    node.outputs().forEach(scope::fail);
                } else {
                    lower(node, row, graph, scope, tf);
                }
            } catch (FerryException e) {
                problems.addAll(e.problems());
                node.outputs().forEach(scope::fail);
            }
        }
    }

    /** Parameters for which a gradient is asked are not folded, so that what is computed from them can be followed. */
    private static void keepDifferentiable(OnnxGraph graph, GraphScope scope, TfBuilder tf) {
        for (var node : graph.nodes()) {
            if (node.domain().equals(Domain.PREVIEW_TRAINING)
                    && node.attributes().get("xs") instanceof OnnxAttribute.StringsValue names) {
                for (var name : names.values()) {
                    scope.find(name.toString())
                            .map(o -> o.components().get(0))
                            .filter(Value::isConstant)
                            .ifPresent(v -> scope.put(
                                    name.toString(),
                                    Operand.of(tf.op("Snapshot")
                                            .in(v)
                                            .shapes(v.shape())
                                            .one())));
                }
            }
        }
    }

    private LoweringTable.Row row(OnnxNode node) {
        return lowerings
                .row(node.domain(), node.opType())
                .orElseThrow(() -> new FerryException(
                        Code.NO_LOWERING,
                        node.where(),
                        "the operator has no conversion yet",
                        "add one with a LoweringProvider, or rewrite this node in the source model"));
    }

    private void lower(OnnxNode node, LoweringTable.Row row, OnnxGraph graph, GraphScope scope, TfBuilder tf) {
        var schema = SchemaFacts.standard()
                .find(node.domain(), node.opType(), opsets.getOrDefault(node.domain(), Long.MAX_VALUE));
        var inputs = new ArrayList<Optional<Operand>>();
        for (String input : node.inputs()) {
            inputs.add(
                    input.isEmpty()
                            ? Optional.empty()
                            : Optional.of(scope.find(input)
                                    .orElseThrow(() -> new FerryException(
                                            Code.MISSING_INPUT,
                                            node.where(),
                                            "nothing defines its input '" + input + "'",
                                            "correct the model"))));
        }
        var view = new NodeView(node, schema, inputs, scope, this);
        tf.at(node.name().isEmpty() ? firstOutput(node) : node.name(), node.where());
        var outputs = lower(row, view, tf);
        for (int i = 0; i < node.outputs().size(); i++) {
            var name = node.outputs().get(i);
            if (!name.isEmpty()) {
                if (i >= outputs.size()) {
                    throw view.unsupported("output " + i + " is not computed");
                }
                scope.put(name, withStatedRank(outputs.get(i), name, graph, tf));
            }
        }
    }

    /** What a lowering emits; where it fails without a reason, it is told which node made it. */
    private static List<Operand> lower(LoweringTable.Row row, NodeView view, TfBuilder tf) {
        try {
            return row.lower(view, tf);
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | ArithmeticException e) {
            throw new FerryException(
                    Code.DEFECT,
                    view.where(),
                    "its conversion fails: " + e,
                    "this is a defect of ONNX Ferry: report it with the model",
                    e);
        }
    }

    /** A value of unknown rank takes the shape that the file states; TensorFlow checks it when it runs. */
    private static Operand withStatedRank(Operand operand, String name, OnnxGraph graph, TfBuilder tf) {
        if (operand instanceof Operand.Dense dense
                && !dense.value().hasRank()
                && graph.valueTypes().get(name) instanceof TensorType stated
                && stated.shape().hasRank()) {
            return Operand.of(tf.ensureShape(dense.value(), stated.shape()));
        }
        return operand;
    }

    private static String firstOutput(OnnxNode node) {
        return node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse(node.opType());
    }
}
