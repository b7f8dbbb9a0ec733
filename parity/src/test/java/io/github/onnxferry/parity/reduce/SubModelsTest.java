package io.github.onnxferry.parity.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SubModelsTest {
    private static final TensorType TYPE = new TensorType(DType.FLOAT, Shape.of(Dim.symbol("n"), Dim.of(2)));
    private static final Datum VALUE = Datum.of(Tensor.ofFloats(new long[] {3, 2}, 1, 2, 3, 4, 5, 6));
    private static final Datum SIZES = Datum.of(Tensor.vector(2, 3));

    private final OnnxFunction function = new OnnxFunction(
            "local",
            "Twice",
            "",
            List.of("a"),
            List.of("b"),
            List.of(),
            Map.of(),
            List.of(node("Add", List.of("a", "a"), "b")),
            Map.of("ai.onnx", 18L));

    /** {@code out = reshape(twice(x + neg(w)), sizes of x backwards)}. */
    private final OnnxGraph graph = new OnnxGraph(
            "g",
            List.of(
                    node("Neg", List.of("w"), "constant"),
                    node("Add", List.of("x", "constant"), "sum"),
                    new OnnxNode("", "local", "Twice", "", List.of("sum"), List.of("twice"), Map.of()),
                    node("Shape", List.of("x"), "shape"),
                    node("Slice", List.of("shape", "end", "start", "zero", "back"), "sizes"),
                    node("Reshape", List.of("twice", "sizes"), "out")),
            List.of(new OnnxValue("x", TYPE)),
            List.of(new OnnxValue("out", TYPE)),
            Map.of(
                    "w", Tensor.ofFloats(new long[] {2}, 1, 2),
                    "end", Tensor.vector(-1),
                    "start", Tensor.vector(-3),
                    "zero", Tensor.vector(0),
                    "back", Tensor.vector(-1)),
            Map.of("sum", TYPE));

    private final SubModels parts = new SubModels(model(8), false);

    @Test
    void allNodesAreTheModel() {
        var all = new BitSet();
        all.set(0, 6);
        var whole = parts.of(all, Variation.STATED, Map.of()).orElseThrow();
        assertThat(whole.graph().nodes()).isEqualTo(graph.nodes());
        assertThat(whole.graph().inputs()).isEqualTo(graph.inputs());
        assertThat(whole.graph().outputs()).isEqualTo(graph.outputs());
        assertThat(whole.graph().initializers()).isEqualTo(graph.initializers());
        assertThat(whole.functions()).containsExactly(function);
    }

    @Test
    void whatIsConstantStaysConstantAtACut() {
        var known = Map.of("constant", Datum.of(Tensor.ofFloats(new long[] {2}, -1, -2)));
        var part = parts.of(of(1), Variation.STATED, known).orElseThrow();
        assertThat(parts.needed(of(1))).containsExactly("x", "constant");
        assertThat(parts.outputs(of(1))).containsExactly("sum");
        assertThat(part.graph().requiredInputs()).containsExactly(new OnnxValue("x", TYPE));
        assertThat(part.graph().initializers()).containsOnlyKeys("constant");
        assertThat(part.functions()).isEmpty();
        assertThat(part.opsets()).containsOnlyKeys("ai.onnx");
    }

    @Test
    void theConversionIsToldMoreOrLessOfACut() {
        Map<String, Datum> known = Map.of("twice", VALUE, "sizes", SIZES);
        var fixed = parts.of(of(5), Variation.FIXED, known).orElseThrow().graph();
        assertThat(fixed.inputs())
                .containsExactly(
                        new OnnxValue("twice", new TensorType(DType.FLOAT, Shape.of(3, 2))),
                        new OnnxValue("sizes", new TensorType(DType.INT64, Shape.of(2))));
        var constant =
                parts.of(of(5), Variation.CONSTANT_VECTORS, known).orElseThrow().graph();
        assertThat(constant.inputs()).extracting(OnnxValue::name).containsExactly("twice");
        assertThat(constant.initializers()).containsOnlyKeys("sizes");
        var free = parts.of(of(5), Variation.FREE, known).orElseThrow().graph();
        assertThat(((TensorType) free.inputs().get(0).type()).shape().dims()).noneMatch(Dim::isKnown);
        var stated = parts.of(of(2), Variation.STATED, Map.of("sum", VALUE))
                .orElseThrow()
                .graph();
        assertThat(stated.inputs()).containsExactly(new OnnxValue("sum", TYPE));
    }

    @Test
    void nodesThatDependOnInputsWithoutValuesAreKnown() {
        assertThat(parts.fedBy(Set.of("x"))).isEqualTo(parts.all());
        assertThat(parts.fedBy(Set.of())).as("of initializers alone").isEqualTo(of(0));
        assertThat(parts.cone(2).stream().toArray()).containsExactly(0, 1, 2);
    }

    @Test
    void oldFilesListInitializersAsInputs() {
        var old = new SubModels(model(3), false);
        var known = Map.of("constant", Datum.of(Tensor.ofFloats(new long[] {2}, -1, -2)));
        var part = old.of(of(1), Variation.STATED, known).orElseThrow().graph();
        assertThat(part.inputs()).extracting(OnnxValue::name).containsExactly("x", "constant");
        assertThat(part.requiredInputs()).extracting(OnnxValue::name).containsExactly("x");
    }

    @Test
    void bodiesUseWhatIsAroundThem() {
        var body = new OnnxGraph(
                "then",
                List.of(node("Neg", List.of("sum"), "inner")),
                List.of(),
                List.of(new OnnxValue("inner", TYPE)),
                Map.of(),
                Map.of());
        var choice = node("If", List.of("flag"), "chosen")
                .with("then_branch", new OnnxAttribute.GraphValue(body))
                .with("else_branch", new OnnxAttribute.GraphValue(body));
        assertThat(NodeUses.of(choice)).containsExactly("flag", "sum");
    }

    private OnnxModel model(long irVersion) {
        return new OnnxModel(
                irVersion,
                Map.of("ai.onnx", 18L, "local", 1L),
                graph,
                List.of(function),
                Map.of(),
                OnnxModel.Source.NONE);
    }

    private static BitSet of(int node) {
        var set = new BitSet();
        set.set(node);
        return set;
    }

    private static OnnxNode node(String op, List<String> inputs, String output) {
        return new OnnxNode("", "ai.onnx", op, "", inputs, List.of(output), Map.of());
    }
}
