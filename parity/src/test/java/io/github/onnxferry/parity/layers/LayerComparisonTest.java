package io.github.onnxferry.parity.layers;

import static io.github.onnxferry.parity.layers.LayerModel.ints;
import static io.github.onnxferry.parity.layers.LayerModel.number;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;

/** Layers of models on disk, right ones and wrong ones. */
class LayerComparisonTest {
    @TempDir
    Path folder;

    /** Convolutions whose layouts cancel, a residual, a normalisation, a head. */
    private static LayerModel convolutions() {
        return new LayerModel()
                .input("x", 2, 3, 9, 8)
                .constant("w1", 8, 3, 3, 3)
                .constant("b1", 8)
                .constant("w2", 8, 8, 3, 3)
                .constant("scale", Tensor.ofFloats(new long[] {8}, 1, 2, 1, 3, 1, 1, 2, 1))
                .constant("shift", 8)
                .constant("mean", 8)
                .constant("variance", Tensor.ofFloats(new long[] {8}, 1, 2, 1, 3, 1, 1, 2, 1))
                .constant("fc", 8, 5)
                .node("Conv", "x,w1,b1", "c1", Map.of("pads", ints(1, 1, 1, 1)))
                .node("Relu", "c1", "r1")
                .node("Conv", "r1,w2", "c2", Map.of("pads", ints(1, 1, 1, 1)))
                .node("BatchNormalization", "c2,scale,shift,mean,variance", "bn")
                .node("Add", "bn,r1", "sum")
                .node("GlobalAveragePool", "sum", "pool")
                .node("Flatten", "pool", "flat")
                .node("Gemm", "flat,fc", "y")
                .output("y", DType.FLOAT)
                .output("r1", DType.FLOAT);
    }

    private static LayerReport compare(LayerModel model, Path saved, long budgetBytes) {
        var options = new LayerComparison.Options(LayerTolerance.byDType(), budgetBytes, 2, Map.of());
        return LayerComparison.compare(model.build(), "the model", saved, model.data(), options);
    }

    private static LayerReport compare(LayerModel model, Path saved) {
        return compare(model, saved, 256L << 20);
    }

    private static List<String> values(List<LayerResult> rows) {
        return rows.stream().map(LayerResult::value).toList();
    }

    private static void agree(List<LayerResult> rows) {
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.isolated()).as("alone %s", row).isLessThanOrEqualTo(1);
            assertThat(row.cumulative()).as("from the inputs %s", row).isLessThanOrEqualTo(1);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Weights.class,
            names = {"CONSTANTS", "VARIABLES"})
    void everyLayerOfASoundConversionAgrees(Weights weights) {
        var model = convolutions();
        var report = compare(model, model.convert(folder, weights));
        assertThat(values(report.layers())).containsExactly("c1", "r1", "c2", "bn", "sum", "pool", "flat", "y");
        assertThat(report.left()).isEmpty();
        agree(report.layers());
        assertThat(report.layers()).allSatisfy(row -> assertThat(row.note()).isEmpty());
        assertThat(report.layers().get(0).shape()).containsExactly(2L, 8L, 9L, 8L);
        assertThat(report.layers().get(0).node()).isEqualTo("node 'n/c1' (Conv)");
        assertThat(report.layers().get(0).isolatedAbs()).isPositive();
    }

    @Test
    void layersThatWereJoinedAreComparedTogether() {
        var model = convolutions();
        var report = compare(model, model.convert(folder, Weights.CONSTANTS, OptimisationLevel.FULL));
        // The second convolution has the scale of the normalisation after it, so its own value is nowhere.
        assertThat(values(report.layers())).containsExactly("c1", "r1", "bn", "sum", "pool", "flat", "y");
        agree(report.layers());
    }

    @Test
    void aSmallBudgetChangesNothingButTheNumberOfRuns() {
        var model = convolutions();
        var saved = model.convert(folder, Weights.CONSTANTS);
        assertThat(compare(model, saved, 1)).isEqualTo(compare(model, saved));
    }

    /**
     * A change of one operation, and the value that becomes wrong.
     *
     * @param name how the name of the operation begins
     */
    record Defect(String name, String op, String value, Consumer<NodeDef.Builder> change) {
        @Override
        public String toString() {
            return op + " of " + value;
        }
    }

    static List<Defect> defects() {
        return List.of(
                new Defect("n/c1/", "BiasAdd", "c1", LayerComparisonTest::keepFirstInput),
                new Defect("n/r1/", "Relu", "r1", n -> n.setOp("Elu")),
                new Defect("n/r1/", "Relu", "r1", n -> n.setOp("Relu6")),
                new Defect("w2", "Const", "c2", LayerComparisonTest::swapHalves),
                new Defect("n/sum/", "AddV2", "sum", n -> n.setOp("Sub")),
                new Defect("n/sum/", "AddV2", "sum", n -> n.setInput(1, n.getInput(0))),
                new Defect("n/sum/", "AddV2", "sum", n -> n.setInput(0, n.getInput(1))),
                new Defect("n/pool/", "Mean", "pool", n -> n.setOp("Max")),
                new Defect("fc", "Const", "y", LayerComparisonTest::swapHalves));
    }

    private static void keepFirstInput(NodeDef.Builder node) {
        String first = node.getInput(0);
        node.setOp("Identity").clearInput().addInput(first);
    }

    private static void swapHalves(NodeDef.Builder constant) {
        var value = constant.getAttrOrThrow("value").toBuilder();
        var bytes = value.getTensor().getTensorContent();
        int half = bytes.size() / 8 * 4;
        value.getTensorBuilder().setTensorContent(bytes.substring(half).concat(bytes.substring(0, half)));
        constant.putAttr("value", value.build());
    }

    @ParameterizedTest
    @MethodSource("defects")
    void theWrongLayerComesFirstAndNoOtherIsBlamed(Defect defect) throws IOException {
        var model = convolutions();
        var saved = model.convert(folder, Weights.CONSTANTS);
        EditedGraph.edit(saved, defect.name(), defect.op(), n -> {
            defect.change().accept(n);
            n.removeAttr("data_format").removeAttr("_output_shapes");
        });
        var ranked = compare(model, saved).ranked();
        assertThat(ranked.get(0).value()).isEqualTo(defect.value());
        assertThat(ranked.get(0).differs()).isTrue();
        assertThat(ranked.subList(1, ranked.size()))
                .allSatisfy(row -> assertThat(row.isolated()).as("%s", row).isLessThanOrEqualTo(1));
        assertThat(ranked).anySatisfy(row -> {
            assertThat(row.value()).isEqualTo("y");
            assertThat(row.cumulative()).isGreaterThan(1);
        });
    }

    @Test
    void aLayerThatFailsLeavesTheOthersToBeCompared() throws IOException {
        var model = convolutions();
        model.input("u", Shape.of(Dim.of(2), Dim.symbol("any"), Dim.of(9), Dim.of(8)), model.floats(2, 5, 9, 8))
                .node("Neg", "u", "beside")
                .output("beside", DType.FLOAT);
        var saved = model.convert(folder, Weights.CONSTANTS);
        EditedGraph.edit(saved, "n/sum/", "AddV2", n -> n.setInput(1, "u"));
        var report = compare(model, saved);
        var first = report.ranked().get(0);
        assertThat(first.value()).isEqualTo("sum");
        assertThat(first.isolated()).isInfinite();
        assertThat(first.note()).contains("TensorFlow");
        assertThat(report.layers()).hasSize(9);
        for (var row : report.layers()) {
            boolean before = List.of("c1", "r1", "c2", "bn", "beside").contains(row.value());
            assertThat(row.cumulative()).as("%s", row).matches(e -> before ? e <= 1 : e.isInfinite());
            assertThat(row.differs()).as("%s", row).isEqualTo(row.value().equals("sum"));
        }
    }

    @Test
    void aTensorThatTheGraphLostIsReported() throws IOException {
        var model = convolutions();
        var saved = model.convert(folder, Weights.CONSTANTS);
        EditedGraph.edit(saved, "n/y/", "MatMul", n -> n.setInput(0, "n/gone:output:0"));
        EditedGraph.edit(saved, "n/flat/", "Reshape", n -> n.setName("n/gone"));
        var first = compare(model, saved).ranked().get(0);
        assertThat(first.value()).isEqualTo("flat");
        assertThat(first.note()).contains("lacks");
    }

    @Test
    void branchesLoopsRecurrenceAndSeveralOutputs() {
        var scalar = new OnnxType.TensorType(DType.FLOAT, Shape.unknown());
        var more = new OnnxGraph(
                "more",
                List.of(new OnnxNode("", "ai.onnx", "Mul", "", List.of("low", "two"), List.of("more_y"), Map.of())),
                List.of(),
                List.of(new OnnxValue("more_y", scalar)),
                Map.of(),
                Map.of());
        var less = new OnnxGraph(
                "less",
                List.of(new OnnxNode("", "ai.onnx", "Neg", "", List.of("low"), List.of("less_y"), Map.of())),
                List.of(),
                List.of(new OnnxValue("less_y", scalar)),
                Map.of(),
                Map.of());
        var body = new OnnxGraph(
                "body",
                List.of(
                        new OnnxNode("", "ai.onnx", "Identity", "", List.of("go"), List.of("go_on"), Map.of()),
                        new OnnxNode("", "ai.onnx", "Add", "", List.of("s", "high"), List.of("s_out"), Map.of())),
                List.of(
                        new OnnxValue("i", new OnnxType.TensorType(DType.INT64, Shape.scalar())),
                        new OnnxValue("go", new OnnxType.TensorType(DType.BOOL, Shape.scalar())),
                        new OnnxValue("s", scalar)),
                List.of(
                        new OnnxValue("go_on", new OnnxType.TensorType(DType.BOOL, Shape.scalar())),
                        new OnnxValue("s_out", scalar)),
                Map.of(),
                Map.of());
        var model = new LayerModel()
                .input("x", 4, 2, 6)
                .input("flag", Tensor.ofLongs(DType.BOOL, new long[0], 1))
                .input("times", Tensor.ofLongs(DType.INT64, new long[0], 3))
                .constant("two", Tensor.ofFloats(new long[0], 2))
                .constant("w", 1, 20, 6)
                .constant("r", 1, 20, 5)
                .node("Split", "x", "low,high", Map.of("axis", number(2)))
                .node(
                        "If",
                        "flag",
                        "chosen",
                        Map.of(
                                "then_branch", new OnnxAttribute.GraphValue(more),
                                "else_branch", new OnnxAttribute.GraphValue(less)))
                .node("Loop", "times,,chosen", "looped", Map.of("body", new OnnxAttribute.GraphValue(body)))
                .node("Concat", "looped,high", "joined", Map.of("axis", number(2)))
                .node("LSTM", "joined,w,r", "all,last,cell", Map.of("hidden_size", number(5)))
                .node("Tanh", "cell", "y")
                .output("y", DType.FLOAT)
                .output("last", DType.FLOAT)
                .output("all", DType.FLOAT);
        var report = compare(model, model.convert(folder, Weights.VARIABLES));
        assertThat(values(report.layers()))
                .containsExactly("low", "high", "chosen", "looped", "joined", "all", "last", "cell", "y");
        agree(report.layers());
    }

    @Test
    void quantisedValuesAreReadInTheirOwnType() throws IOException {
        var model = new LayerModel()
                .input("x", 2, 3, 8, 8)
                .constant("s", Tensor.ofFloats(new long[0], 0.05f))
                .constant("z", Tensor.ofLongs(DType.UINT8, new long[0], 128))
                .constant("ws", Tensor.ofFloats(new long[0], 0.01f))
                .constant("wz", Tensor.ofLongs(DType.INT8, new long[0], 0))
                .constant("w", Tensor.ofLongs(DType.INT8, new long[] {1, 3, 1, 1}, 90, -70, 30))
                .node("QuantizeLinear", "x,s,z", "xq")
                .node("QLinearConv", "xq,s,z,w,ws,wz,s,z", "cq")
                .node("DequantizeLinear", "cq,s,z", "c")
                .node("Sigmoid", "c", "y")
                .output("y", DType.FLOAT);
        var saved = model.convert(folder, Weights.CONSTANTS);
        var report = compare(model, saved);
        assertThat(report.layers()).extracting(LayerResult::dtype).containsExactly("uint8", "uint8", "float", "float");
        agree(report.layers());
        EditedGraph.edit(saved, "n/y/", "Sigmoid", n -> n.setOp("Tanh"));
        assertThat(compare(model, saved).ranked().get(0).value()).isEqualTo("y");
    }

    @Test
    void foldedAndMovedValuesAreNotBlamed() {
        var model = new LayerModel()
                .input("x", 2, 8, 6, 3)
                .constant("w", 4, 3, 1, 1)
                .node("Transpose", "x", "first", Map.of("perm", ints(0, 3, 1, 2)))
                .node("Conv", "first,w", "c")
                .node("Transpose", "c", "last", Map.of("perm", ints(0, 2, 3, 1)))
                .node("Identity", "last", "same")
                .node("Shape", "x", "shape")
                .node("Exp", "same", "y")
                .output("y", DType.FLOAT)
                .output("shape", DType.INT64);
        var report = compare(model, model.convert(folder, Weights.CONSTANTS));
        assertThat(report.left()).isSubsetOf("first", "shape");
        assertThat(values(report.layers())).contains("c", "last", "same", "y");
        agree(report.layers());
    }
}
