package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** A graph attribute of a node: it can be lowered in place, or into a function. */
public final class Body {
    private final OnnxGraph graph;
    private final GraphScope around;
    private final GraphLowering lowering;
    private final String where;

    Body(OnnxGraph graph, GraphScope around, GraphLowering lowering, String where) {
        this.graph = graph;
        this.around = around;
        this.lowering = lowering;
        this.where = where;
    }

    /** The graph. */
    public OnnxGraph graph() {
        return graph;
    }

    /** What some bodies of one node use of the graph around it. */
    public static Captures captures(Body... bodies) {
        var graphs = new ArrayList<OnnxGraph>();
        for (Body body : bodies) {
            graphs.add(body.graph);
        }
        return Captures.of(bodies[0].around, graphs);
    }

    /**
     * Lowers the body where the node stands.
     *
     * @throws FerryException with everything that is refused in it
     */
    public List<Operand> inline(List<Operand> inputs, TfBuilder tf) {
        var scope = tf.scope();
        var outputs = lower(inputs, around.inner(graph.initializers()), tf);
        tf.at(scope, where);
        return outputs;
    }

    /**
     * Lowers the body into a function.
     *
     * @param outer what the parameters of the function stand for
     * @param parameters the parameters, as many as {@code outer} has arguments
     * @throws FerryException with everything that is refused in it
     */
    public List<Operand> lower(List<Operand> inputs, Captures outer, List<Value> parameters, TfBuilder inside) {
        return lower(inputs, outer.scope(parameters, graph.initializers(), inside), inside);
    }

    private List<Operand> lower(List<Operand> inputs, GraphScope scope, TfBuilder tf) {
        var formals = graph.inputs();
        if (inputs.size() != formals.size()) {
            throw new FerryException(
                    Code.INPUT_COUNT,
                    where,
                    "its body '" + graph.name() + "' takes " + formals.size() + " inputs and gets " + inputs.size(),
                    "correct the model");
        }
        for (int i = 0; i < inputs.size(); i++) {
            scope.put(formals.get(i).name(), withStatedRank(inputs.get(i), formals.get(i), tf));
        }
        var part = lowering.part();
        part.lower(graph, scope, tf);
        if (!part.problems().isEmpty()) {
            throw new FerryException(part.problems());
        }
        return graph.outputs().stream()
                .map(o -> scope.find(o.name())
                        .orElseThrow(() -> new FerryException(
                                Code.MISSING_OUTPUT,
                                where,
                                "nothing defines output '" + o.name() + "' of its body '" + graph.name() + "'",
                                "correct the model")))
                .toList();
    }

    private static Operand withStatedRank(Operand operand, OnnxValue formal, TfBuilder tf) {
        if (operand instanceof Operand.Dense dense
                && !dense.value().hasRank()
                && formal.type() instanceof TensorType stated
                && stated.shape().hasRank()) {
            return Operand.of(tf.ensureShape(dense.value(), stated.shape()));
        }
        return operand;
    }
}
