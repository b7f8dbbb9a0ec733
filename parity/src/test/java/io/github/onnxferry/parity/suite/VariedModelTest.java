package io.github.onnxferry.parity.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VariedModelTest {
    private static final OnnxValue INDICES = new OnnxValue("i", new TensorType(DType.INT64, Shape.of(2)));
    private static final OnnxValue DATA = new OnnxValue("x", new TensorType(DType.FLOAT, Shape.of(3, 4)));
    private static final OnnxValue BIAS = new OnnxValue("b", new TensorType(DType.FLOAT, Shape.of(4)));
    private static final OnnxValue LIST = new OnnxValue("s", new SequenceType(DATA.type()));
    private static final OnnxValue WEIGHT = new OnnxValue("w", new TensorType(DType.FLOAT, Shape.of(5)));

    private static OnnxModel model(OnnxValue... inputs) {
        var node = new OnnxNode("n", "ai.onnx", "Gather", "", List.of("x", "i"), List.of("y"), Map.of());
        var output = new OnnxValue("y", new TensorType(DType.FLOAT, Shape.of(2, 4)));
        var graph = new OnnxGraph(
                "g",
                List.of(node),
                List.of(inputs),
                List.of(output),
                Map.of("w", Tensor.ofFloats(new long[] {5}, 1, 2, 3, 4, 5)),
                Map.of("inside", DATA.type()));
        return new OnnxModel(8, Map.of("ai.onnx", 18L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static DataSet values(OnnxValue... inputs) {
        var values = new LinkedHashMap<String, Datum>();
        for (var input : inputs) {
            values.put(
                    input.name(),
                    input.type() instanceof TensorType t
                            ? Datum.of(Tensor.ofDoubles(
                                    t.dtype(),
                                    t.shape().sizes(),
                                    new double[(int) t.shape().elements().value()]))
                            : new Datum.Sequence(List.of()));
        }
        return new DataSet("set", values, Map.of());
    }

    @Test
    void freeShapesKeepRanksAndWeights() {
        var graph = VariedModel.freeShapes(model(DATA, INDICES, LIST, WEIGHT)).graph();
        assertThat(graph.inputs())
                .extracting(i -> i.type().toString())
                .containsExactly(
                        new TensorType(DType.FLOAT, free("x", 2)).toString(),
                        new TensorType(DType.INT64, free("i", 1)).toString(),
                        new SequenceType(new TensorType(DType.FLOAT, free("s", 2))).toString(),
                        WEIGHT.type().toString());
        assertThat(graph.outputs().get(0).type()).isEqualTo(new TensorType(DType.FLOAT, free("y", 2)));
        assertThat(graph.valueTypes()).isEmpty();
    }

    private static Shape free(String name, int rank) {
        return Shape.of(IntStream.range(0, rank)
                .mapToObj(i -> Dim.symbol(name + "_dim" + i))
                .toList());
    }

    @Test
    void theFirstTensorOfFloatsStaysAnInput() {
        var varied = VariedModel.constantInputs(model(INDICES, DATA, BIAS, WEIGHT), values(INDICES, DATA, BIAS))
                .orElseThrow()
                .graph();
        assertThat(varied.inputs()).containsExactly(DATA, WEIGHT);
        assertThat(varied.initializers()).containsOnlyKeys("w", "i", "b");
    }

    @Test
    void sequencesStayInputs() {
        var varied = VariedModel.constantInputs(model(LIST, INDICES, DATA), values(LIST, INDICES, DATA))
                .orElseThrow()
                .graph();
        assertThat(varied.inputs()).containsExactly(LIST, DATA);
    }

    @Test
    void modelsWithoutASecondTensorHaveNoSuchVariant() {
        assertThat(VariedModel.constantInputs(model(DATA, WEIGHT), values(DATA)))
                .isEmpty();
        assertThat(VariedModel.constantInputs(model(LIST, DATA), values(LIST, DATA)))
                .isEmpty();
    }
}
