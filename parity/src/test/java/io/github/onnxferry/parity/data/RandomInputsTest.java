package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RandomInputsTest {
    private static final Dim BATCH = Dim.symbol("batch");
    private static final Dim LENGTH = Dim.symbol("seq");
    private static final Map<String, Tensor> TABLE = Map.of("table", Tensor.ofFloats(new long[] {4, 1}, 1, 2, 3, 4));

    @Test
    void theSameSeedDrawsTheSame() {
        var model = model(List.of(), value("x", DType.FLOAT, BATCH, LENGTH));
        assertThat(draw(model, 1).doubles()).isEqualTo(draw(model, 1).doubles());
        assertThat(draw(model, 1).doubles()).isNotEqualTo(draw(model, 2).doubles());
    }

    @Test
    void aNameHasOneLengthWhereverItStands() {
        var model = model(
                List.of(),
                value("x", DType.INT64, BATCH, LENGTH),
                value("y", DType.INT64, LENGTH, BATCH),
                value("z", DType.INT64, BATCH, Dim.symbol("seq + 1")),
                value("w", DType.INT64, LENGTH.times(4)));
        assertThat(sizes(model, Map.of("seq", 7L))).isEqualTo("[2, 7] [7, 2] [2, 8] [28]");
    }

    @Test
    void indicesAreValidForTheAxisTheyGatherFrom() {
        var model = model(
                List.of(
                        node("Cast", List.of("x"), "i", Map.of("to", new OnnxAttribute.IntValue(7))),
                        node("Unsqueeze", List.of("i"), "j", Map.of()),
                        node("Gather", List.of("table", "j"), "y", Map.of())),
                value("x", DType.INT32, BATCH, Dim.of(500)));
        assertThat(Arrays.stream(draw(model, 1).longs()).boxed().toList())
                .contains(0L, 3L)
                .allMatch(i -> i >= 0 && i < 4);
    }

    @Test
    void masksAreZeroOrOne() {
        var model = model(
                List.of(node("Cast", List.of("x"), "m", Map.of("to", new OnnxAttribute.IntValue(9)))),
                value("x", DType.INT64, Dim.of(100)));
        assertThat(Arrays.stream(draw(model, 1).longs()).distinct().sorted().toArray())
                .containsExactly(0, 1);
    }

    @Test
    void switchesAreOneOfTheValuesTheyAreComparedWith() {
        var model = model(List.of(node("Equal", List.of("x", "rate"), "is", Map.of())), value("x", DType.INT64));
        assertThat(draw(model, 1).longs()).containsExactly(16000);
    }

    @Test
    void narrowIntegersAndStringsAreDrawnInTheirTypes() {
        for (var dtype : List.of(DType.INT4, DType.UINT2, DType.UINT8, DType.FLOAT8E5M2, DType.BOOL, DType.STRING)) {
            assertThat(draw(model(List.of(), value("x", dtype, Dim.of(50))), 1).dtype())
                    .isEqualTo(dtype);
        }
    }

    @Test
    void malformedLengthsAreRefused() {
        assertThat(DimSizes.parse("batch=2, seq = 7")).isEqualTo(Map.of("batch", 2L, "seq", 7L));
        for (String text : List.of("", "batch", "=1", "batch=", "batch=-1", "batch=2,", "batch=x")) {
            assertThatThrownBy(() -> DimSizes.parse(text)).isInstanceOf(FerryException.class);
        }
    }

    private static Tensor draw(OnnxModel model, long seed) {
        var data = new RandomInputs(model, Map.of(), DimSizes.Style.ODD).draw("set", seed);
        return data.tensors().values().iterator().next();
    }

    private static String sizes(OnnxModel model, Map<String, Long> dims) {
        var data = new RandomInputs(model, dims, DimSizes.Style.ODD).draw("set", 0);
        return data.tensors().values().stream()
                .map(t -> Arrays.toString(t.sizes()))
                .collect(Collectors.joining(" "));
    }

    private static OnnxModel model(List<OnnxNode> nodes, OnnxValue... inputs) {
        var constants = new LinkedHashMap<>(TABLE);
        constants.put("rate", Tensor.ofLongs(DType.INT64, new long[0], 16000));
        var graph = new OnnxGraph("g", nodes, List.of(inputs), List.of(), constants, Map.of());
        return new OnnxModel(10, Map.of("ai.onnx", 20L), graph, List.of(), Map.of(), OnnxModel.Source.NONE);
    }

    private static OnnxValue value(String name, DType dtype, Dim... dims) {
        return new OnnxValue(name, new OnnxType.TensorType(dtype, Shape.of(dims)));
    }

    private static OnnxNode node(String op, List<String> inputs, String output, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode("", "ai.onnx", op, "", inputs, List.of(output), attributes);
    }
}
