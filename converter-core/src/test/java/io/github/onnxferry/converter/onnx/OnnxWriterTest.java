package io.github.onnxferry.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnnxWriterTest {
    private static final OnnxType FLOATS =
            new OnnxType.TensorType(DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(3)));

    @TempDir
    Path folder;

    @Test
    void everyKindOfAttributeSurvives() {
        var inner = new OnnxGraph("inner", List.of(), List.of(), List.of(), Map.of(), Map.of());
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        attributes.put("int", new OnnxAttribute.IntValue(-1));
        attributes.put("zero", new OnnxAttribute.IntValue(0));
        attributes.put("float", new OnnxAttribute.FloatValue(0.5f));
        attributes.put("string", OnnxAttribute.StringValue.of("text"));
        attributes.put("ints", new OnnxAttribute.IntsValue(List.of(1L, -2L)));
        attributes.put("none", new OnnxAttribute.IntsValue(List.of()));
        attributes.put("floats", new OnnxAttribute.FloatsValue(List.of(1f)));
        attributes.put("strings", new OnnxAttribute.StringsValue(List.of(OnnxAttribute.Text.of("a"))));
        attributes.put("graph", new OnnxAttribute.GraphValue(inner));
        attributes.put("graphs", new OnnxAttribute.GraphsValue(List.of(inner, inner)));
        attributes.put("type", new OnnxAttribute.TypeValue(FLOATS));
        attributes.put("types", new OnnxAttribute.TypesValue(List.of(FLOATS)));
        attributes.put("reference", new OnnxAttribute.Reference("other", 2));
        var node = new OnnxNode("n", "test", "Op", "fast", List.of("", "x"), List.of("y"), attributes);
        var model = model(node, List.of());
        assertThat(again(model)).isEqualTo(model);

        var tensors = node.withAttributes(
                Map.of("tensors", new OnnxAttribute.TensorsValue(List.of(Tensor.vector(1, 2), Tensor.vector(3)))));
        assertThat(again(model(tensors, List.of())).graph().nodes().get(0).attribute("tensors"))
                .get(InstanceOfAssertFactories.type(OnnxAttribute.TensorsValue.class))
                .satisfies(value -> assertThat(value.values().get(0).longs()).containsExactly(1, 2));
    }

    @Test
    void everyKindOfTypeSurvives() {
        List<OnnxType> types = List.of(
                FLOATS,
                new OnnxType.TensorType(DType.FLOAT4E2M1, Shape.unknown()),
                new OnnxType.TensorType(DType.STRING, Shape.scalar()),
                new OnnxType.SparseTensorType(DType.INT64, Shape.of(2, 3)),
                new OnnxType.SequenceType(FLOATS),
                new OnnxType.OptionalType(new OnnxType.SequenceType(FLOATS)),
                new OnnxType.MapType(DType.STRING, FLOATS),
                new OnnxType.OpaqueType("domain", "name"),
                new OnnxType.Unknown());
        var node = new OnnxNode("", "test", "Op", "", List.of(), List.of("y"), Map.of());
        for (var type : types) {
            var model = model(node, List.of(new OnnxValue("x", type)));
            assertThat(again(model)).isEqualTo(model);
        }
    }

    @Test
    void functionsAndTheirDefaultsSurvive() {
        var body = new OnnxNode("", "ai.onnx", "Relu", "", List.of("a"), List.of("b"), Map.of());
        var function = new OnnxFunction(
                "test",
                "F",
                "o",
                List.of("a"),
                List.of("b"),
                List.of("p"),
                Map.of("q", new OnnxAttribute.IntValue(3)),
                List.of(body),
                Map.of("ai.onnx", 17L));
        var plain = model(body, List.of());
        var model = new OnnxModel(
                10, plain.opsets(), plain.graph(), List.of(function), Map.of("key", "value"), plain.source());
        assertThat(again(model)).isEqualTo(model);
    }

    @Test
    void weightsSurviveInEveryLayout() {
        var matrix = Tensor.ofFloats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6);
        var graph = new OnnxGraph(
                "g",
                List.of(),
                List.of(),
                List.of(),
                Map.of("turned", matrix.transpose(1, 0), "half", matrix.cast(DType.FLOAT16)),
                Map.of());
        var written = again(model(graph));
        assertThat(ModelFiles.initializer(written, "turned").doubles()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(ModelFiles.initializer(written, "half").dtype()).isEqualTo(DType.FLOAT16);
        assertThat(ModelFiles.initializer(written, "half").doubles()).containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void aFileAppearsWholeOrNotAtAll() throws IOException {
        var model = model(new OnnxGraph("g", List.of(), List.of(), List.of(), Map.of(), Map.of()));
        assertThatThrownBy(() -> OnnxWriter.write(model, folder.resolve("nowhere/model.onnx")))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(Code.OUTPUT_NOT_WRITABLE));
        OnnxWriter.write(model, folder.resolve("model.onnx"));
        OnnxWriter.write(model, folder.resolve("model.onnx"));
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("model.onnx"));
        }
    }

    private OnnxModel again(OnnxModel model) {
        var file = folder.resolve("again.onnx");
        OnnxWriter.write(model, file);
        return OnnxReader.read(file);
    }

    private static OnnxModel model(OnnxNode node, List<OnnxValue> inputs) {
        return model(new OnnxGraph(
                "g", List.of(node), inputs, List.of(new OnnxValue("y", FLOATS)), Map.of(), Map.of("z", FLOATS)));
    }

    private static OnnxModel model(OnnxGraph graph) {
        return new OnnxModel(
                10,
                Map.of("ai.onnx", 17L),
                graph,
                List.of(),
                Map.of(),
                new OnnxModel.Source("me", "1", "org", 2, "about"));
    }
}
