package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfModel.Port;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
        var library = new FunctionLibrary();
        var name = library.uniqueName(
                model.graph().name().isEmpty() ? "model" : model.graph().name());
        var tf = new TfBuilder(library, name);
        var lowering = new GraphLowering(lowerings, model.opsets());
        var scope = new GraphScope(tf, lowering, model.graph().initializers());
        var inputs = new ArrayList<Port>();
        for (var input : model.graph().requiredInputs()) {
            if (input.type() instanceof TensorType type) {
                inputs.add(new Port(input.name(), type.dtype(), type.shape()));
                scope.put(input.name(), tf.parameter(input.name(), type.dtype(), type.shape()));
            } else {
                lowering.refuse(notATensor("input", input));
                scope.fail(input.name());
            }
        }
        lowering.lower(model.graph(), scope, tf);
        var outputs = new ArrayList<Port>();
        var results = new ArrayList<TfFunction.Result>();
        var resultNames = new Names();
        for (var output : model.graph().outputs()) {
            if (!(output.type() instanceof TensorType || output.type() instanceof OnnxType.Unknown)) {
                lowering.refuse(notATensor("output", output));
            } else if (!scope.isFailed(output.name())) {
                output(output, scope, lowering, outputs, results, resultNames);
            }
        }
        if (!lowering.problems().isEmpty()) {
            throw new FerryException(lowering.problems());
        }
        return new TfModel(name, tf.build(results), library.functions(), inputs, outputs, metadata(model));
    }

    private static void output(
            OnnxValue output,
            GraphScope scope,
            GraphLowering lowering,
            List<Port> outputs,
            List<TfFunction.Result> results,
            Names resultNames) {
        var value = scope.find(output.name());
        if (value.isEmpty()) {
            lowering.refuse(new Problem(
                    Code.MISSING_OUTPUT, "output '" + output.name() + "'", "nothing defines it", "correct the model"));
            return;
        }
        Shape shape = value.get().shape();
        if (output.type() instanceof TensorType type) {
            if (type.dtype() != value.get().dtype()) {
                lowering.refuse(new Problem(
                        Code.TYPE_MISMATCH,
                        "output '" + output.name() + "'",
                        "the model states " + type.dtype() + " and computes "
                                + value.get().dtype(),
                        "correct the model"));
            }
            shape = type.shape().hasRank() ? type.shape() : shape;
        }
        outputs.add(new Port(output.name(), value.get().dtype(), shape));
        results.add(new TfFunction.Result(resultNames.unique(Names.argument(output.name())), value.get()));
    }

    private static Problem notATensor(String what, OnnxValue value) {
        return new Problem(
                Code.UNSUPPORTED_TYPE,
                what + " '" + value.name() + "'",
                "its type is " + value.type().getClass().getSimpleName() + ", and only tensors can cross the boundary",
                "make it a tensor in the source model");
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
