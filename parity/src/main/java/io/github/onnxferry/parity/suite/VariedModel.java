package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.SparseTensorType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the {@linkplain CaseVariant variants} of models. */
final class VariedModel {
    private VariedModel() {}

    /** The model with ranks for shapes, and nothing stated of the values inside. */
    static OnnxModel freeShapes(OnnxModel model) {
        var graph = model.graph();
        var inputs = graph.inputs().stream()
                .map(i -> graph.initializers().containsKey(i.name()) ? i : free(i))
                .toList();
        var outputs = graph.outputs().stream().map(VariedModel::free).toList();
        return model.withGraph(
                new OnnxGraph(graph.name(), graph.nodes(), inputs, outputs, graph.initializers(), Map.of()));
    }

    private static OnnxValue free(OnnxValue value) {
        return new OnnxValue(value.name(), free(value.type(), value.name()));
    }

    private static OnnxType free(OnnxType type, String name) {
        if (type instanceof TensorType tensor) {
            return new TensorType(tensor.dtype(), free(tensor.shape(), name));
        }
        if (type instanceof SparseTensorType tensor) {
            return new SparseTensorType(tensor.dtype(), free(tensor.shape(), name));
        }
        if (type instanceof SequenceType sequence) {
            return new SequenceType(free(sequence.element(), name));
        }
        return type instanceof OptionalType optional ? new OptionalType(free(optional.element(), name)) : type;
    }

    private static Shape free(Shape shape, String name) {
        if (!shape.hasRank()) {
            return shape;
        }
        var dims = new ArrayList<Dim>();
        for (int i = 0; i < shape.rank(); i++) {
            dims.add(Dim.symbol(name + "_dim" + i));
        }
        return Shape.of(dims);
    }

    /**
     * The model with all inputs but one as initializers. The one that stays is the first tensor of floating point numbers,
     * which is what an operator's parameters are applied to; the first tensor if there is none. Inputs that no tensor can
     * stand for stay too.
     *
     * @param values the values of the inputs
     * @return nothing if no input is left to become an initializer
     */
    static Optional<OnnxModel> constantInputs(OnnxModel model, DataSet values) {
        var graph = model.graph();
        var tensors = graph.requiredInputs().stream()
                .filter(i -> values.inputs().get(i.name()) instanceof Datum.Dense)
                .toList();
        if (graph.requiredInputs().size() < 2 || tensors.isEmpty()) {
            return Optional.empty();
        }
        var live = live(tensors);
        var initializers = new LinkedHashMap<>(graph.initializers());
        tensors.stream()
                .filter(i -> !i.equals(live))
                .forEach(i -> initializers.put(i.name(), values.tensors().get(i.name())));
        if (initializers.size() == graph.initializers().size()) {
            return Optional.empty();
        }
        var inputs = graph.inputs().stream()
                .filter(i -> graph.initializers().containsKey(i.name()) || !initializers.containsKey(i.name()))
                .toList();
        return Optional.of(model.withGraph(
                new OnnxGraph(graph.name(), graph.nodes(), inputs, graph.outputs(), initializers, graph.valueTypes())));
    }

    private static OnnxValue live(List<OnnxValue> tensors) {
        return tensors.stream()
                .filter(i ->
                        i.type() instanceof TensorType tensor && tensor.dtype().isFloat())
                .findFirst()
                .orElse(tensors.get(0));
    }
}
