package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lowers a whole model: its graph becomes the main function, with the contract of its inputs and outputs kept. */
public final class ModelLowering {
    private final Lowerings lowerings;

    /** With the given lowerings. */
    public ModelLowering(Lowerings lowerings) {
        this.lowerings = lowerings;
    }

    /**
     * Lowers a model in its newest-opset form.
     *
     * @throws FerryException with every node that is refused
     */
    public TfModel lower(OnnxModel model) {
        return lower(model, Set.of());
    }

    /**
     * Lowers a model in its newest-opset form and follows some of its values.
     *
     * @param followed names of values of the main graph of which the program is to say what became of them
     * @throws FerryException with every node that is refused
     */
    public TfModel lower(OnnxModel model, Set<String> followed) {
        var library = new FunctionLibrary();
        var name = library.uniqueName(
                model.graph().name().isEmpty() ? "model" : model.graph().name());
        var tf = new TfBuilder(library, name);
        var lowering = new GraphLowering(lowerings, model.opsets());
        var scope = GraphScope.of(tf, model.graph().initializers());
        var boundary = new Boundary(tf);
        for (var input : model.graph().requiredInputs()) {
            try {
                scope.put(input.name(), boundary.input(input));
            } catch (FerryException e) {
                lowering.refuse(e.problems());
                scope.fail(input.name());
            }
        }
        lowering.lower(model.graph(), scope, tf);
        for (var output : model.graph().outputs()) {
            if (!scope.isFailed(output.name())) {
                output(output, scope, boundary, lowering);
            }
        }
        if (!lowering.problems().isEmpty()) {
            throw new FerryException(lowering.problems());
        }
        var main = tf.build(boundary.results());
        return new TfModel(
                name,
                main,
                library.reachableFrom(main),
                boundary.inputs(),
                boundary.outputs(),
                metadata(model),
                values(model.graph(), followed, scope));
    }

    /** The followed values that nodes of the graph compute and that are tensors. */
    private static Map<String, Value> values(OnnxGraph graph, Set<String> followed, GraphScope scope) {
        var values = new LinkedHashMap<String, Value>();
        for (var node : graph.nodes()) {
            for (String output : node.outputs()) {
                if (followed.contains(output) && scope.find(output).orElse(null) instanceof Operand.Dense dense) {
                    values.put(output, dense.value());
                }
            }
        }
        return values;
    }

    private static void output(OnnxValue output, GraphScope scope, Boundary boundary, GraphLowering lowering) {
        var operand = scope.find(output.name());
        if (operand.isEmpty()) {
            lowering.refuse(List.of(new Problem(
                    Code.MISSING_OUTPUT, "output '" + output.name() + "'", "nothing defines it", "correct the model")));
            return;
        }
        try {
            boundary.output(output, operand.get());
        } catch (FerryException e) {
            lowering.refuse(e.problems());
        }
    }

    private static Map<String, String> metadata(OnnxModel model) {
        var metadata = new LinkedHashMap<String, String>();
        metadata.put("graph", model.graph().name());
        metadata.put("producer", model.source().producerName());
        metadata.put("producerVersion", model.source().producerVersion());
        metadata.put("irVersion", Long.toString(model.irVersion()));
        model.metadata().forEach((key, value) -> metadata.put("metadata." + key, value));
        return metadata;
    }
}
