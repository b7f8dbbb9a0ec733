package io.github.onnxferry.parity.layers;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Values inside of an ONNX model, computed by ONNX Runtime with its optimiser off. */
final class ReferenceValues {
    /** Types that ONNX Runtime's Java interface gives. */
    private static final Set<DType> GIVEN = EnumSet.of(
            DType.BOOL,
            DType.UINT8,
            DType.INT8,
            DType.INT16,
            DType.INT32,
            DType.INT64,
            DType.FLOAT16,
            DType.BFLOAT16,
            DType.FLOAT,
            DType.DOUBLE,
            DType.STRING);

    private final OnnxModel model;
    private final String where;
    private final Map<String, Datum> inputs;
    private final int threads;

    /** The values of a model on one set of inputs. */
    ReferenceValues(OnnxModel model, String where, Map<String, Datum> inputs, int threads) {
        this.model = model;
        this.where = where;
        this.inputs = inputs;
        this.threads = threads;
    }

    /** Whether values of a type can be had. */
    static boolean gives(DType dtype) {
        return GIVEN.contains(dtype);
    }

    /**
     * Some values; those that are no tensors are left out. The model is loaded with just these as its outputs, so that no
     * others are kept in memory.
     */
    Map<String, Tensor> of(Set<String> names) {
        if (names.isEmpty()) {
            return Map.of();
        }
        try (var runner = OnnxRuntimeRunner.open(giving(names), where, OnnxRuntimeRunner.Settings.reference(threads))) {
            var values = new LinkedHashMap<String, Tensor>();
            runner.run(inputs, names).forEach((name, value) -> {
                if (value instanceof Datum.Dense dense) {
                    values.put(name, dense.tensor());
                }
            });
            return values;
        }
    }

    private OnnxModel giving(Set<String> names) {
        var graph = model.graph();
        var outputs = new ArrayList<OnnxValue>();
        for (String name : names) {
            outputs.add(graph.outputs().stream()
                    .filter(o -> o.name().equals(name))
                    .findFirst()
                    .orElseGet(() -> new OnnxValue(name, new OnnxType.Unknown())));
        }
        return model.withGraph(new OnnxGraph(
                graph.name(), graph.nodes(), graph.inputs(), outputs, graph.initializers(), graph.valueTypes()));
    }
}
