package io.github.onnxferry.parity.gradients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.GradientReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;

/** Gradients of small models, through artefacts on disk. */
class GradientComparisonTest {
    private static final long OPSET = 17;

    @TempDir
    private Path folder;

    static SmallNet dense(long seed) {
        var net = new SmallNet(seed, OPSET);
        var hidden = net.op(
                "Tanh",
                net.op("Gemm", net.input("x", 3, 5), net.weight("fc1.weight", 5, 6), net.weight("fc1.bias", 6)));
        return net.output(net.op("Gemm", hidden, net.weight("fc2.weight", 6, 2), net.weight("fc2.bias", 2)));
    }

    private static SmallNet convolution(long seed) {
        var net = new SmallNet(seed, OPSET);
        var pads = Map.of("pads", SmallNet.ints(1L, 0L, 1L, 2L), "strides", SmallNet.ints(2L, 1L));
        var conv = net.op("Conv", pads, net.input("x", 2, 3, 7, 6), net.weight("conv.weight", 4, 3, 3, 3));
        var variance = net.weight("bn.var", Tensor.ofFloats(new long[] {4}, 0.5f, 1, 2, 0.7f));
        var normed = net.op(
                "BatchNormalization",
                conv,
                net.weight("bn.scale", 4),
                net.weight("bn.bias", 4),
                net.weight("bn.mean", 4),
                variance);
        var window = Map.of("kernel_shape", SmallNet.ints(2L, 2L), "pads", SmallNet.ints(0L, 1L, 1L, 0L));
        var pooled = net.op("MaxPool", window, net.op("Relu", normed));
        var depthwise = Map.of("group", SmallNet.number(4));
        return net.output(net.op("Conv", depthwise, pooled, net.weight("dw.weight", 8, 1, 2, 3)));
    }

    private static SmallNet attention(long seed) {
        var net = new SmallNet(seed, OPSET);
        var x = net.input("x", 2, 4, 6);
        var q = net.op("MatMul", x, net.weight("q.weight", 6, 6));
        var k = net.op("MatMul", x, net.weight("k.weight", 6, 6));
        var turned = net.op("Transpose", Map.of("perm", SmallNet.ints(0L, 2L, 1L)), k);
        var scores = net.op("Softmax", net.op("MatMul", q, turned));
        var mixed = net.op("Add", x, net.op("MatMul", scores, net.op("MatMul", x, net.weight("v.weight", 6, 6))));
        return net.output(net.op("LayerNormalization", mixed, net.weight("ln.scale", 6), net.weight("ln.bias", 6)));
    }

    private static SmallNet embedding(long seed) {
        var net = new SmallNet(seed, OPSET);
        var words = net.op("Gather", net.weight("table", 9, 5), net.indices("ids", 9, 2, 4));
        var axes = Map.of("axes", SmallNet.ints(1L), "keepdims", SmallNet.number(0));
        return net.output(net.op("Erf", net.op("ReduceMean", axes, words)));
    }

    /** One weight in two layouts: plain, and transposed. */
    private static SmallNet shared(long seed) {
        var net = new SmallNet(seed, OPSET);
        var tied = net.weight("tied", 5, 3);
        var code = net.op("Sigmoid", net.op("MatMul", net.input("x", 4, 5), tied));
        var turned = net.op("Transpose", Map.of("perm", SmallNet.ints(1L, 0L)), tied);
        return net.output(net.op("MatMul", code, turned));
    }

    /** Scatters that tie, indices into several axes, three-dimensional convolution. */
    private static SmallNet indexed(long seed) {
        var net = new SmallNet(seed, OPSET + 1);
        var rows = net.weight("rows", Tensor.ofLongs(DType.INT64, new long[] {5, 1}, 0, 2, 2, 0, 3));
        var low = net.weight("low", 4, 1);
        var source = net.weight("source", Tensor.vector(0, 1, 2, 0, 1));
        var items = net.op("Gather", net.input("x", 3, 1), source);
        var most = Map.<String, OnnxAttribute>of("reduction", OnnxAttribute.StringValue.of("max"));
        var sum = Map.<String, OnnxAttribute>of("reduction", OnnxAttribute.StringValue.of("add"));
        net.output(net.op("ScatterElements", most, low, rows, items));
        net.output(net.op("ScatterElements", sum, low, rows, items));
        var strides = Map.of("strides", SmallNet.ints(2L, 1L, 1L), "pads", SmallNet.ints(0L, 1L, 1L, 1L, 1L, 1L));
        return net.output(
                net.op("Conv", strides, net.input("video", 1, 2, 5, 5, 5), net.weight("conv.weight", 4, 2, 3, 3, 3)));
    }

    static Stream<Arguments> sound() {
        return Stream.of(1L, 2L, 3L, 4L, 5L)
                .flatMap(seed -> Stream.of(
                        Arguments.of("dense", dense(seed), seed),
                        Arguments.of("convolution", convolution(seed), seed),
                        Arguments.of("attention", attention(seed), seed),
                        Arguments.of("embedding", embedding(seed), seed),
                        Arguments.of("shared", shared(seed), seed),
                        Arguments.of("indexed", indexed(seed), seed)));
    }

    @ParameterizedTest(name = "{0}, seed {2}")
    @MethodSource("sound")
    void soundModelsAgree(String name, SmallNet net, long seed) {
        var report = net.compare(net.convert(folder, Weights.VARIABLES), seed);
        assertThat(report.rows()).isNotEmpty().allSatisfy(row -> {
            assertThat(row.agrees()).as("%s", row).isTrue();
            assertThat(row.sampled()).as("%s", row).isPositive();
        });
        assertThat(report.remarks()).isEmpty();
    }

    @Test
    void everyInputAndVariableHasARow() {
        var net = dense(1);
        var report = net.compare(net.convert(folder, Weights.VARIABLES), 1);
        assertThat(report.rows())
                .extracting(GradientReport.Row::name)
                .containsExactlyInAnyOrder("x", "fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias");
        assertThat(report.rows())
                .filteredOn(r -> !r.variable())
                .singleElement()
                .satisfies(r -> assertThat(r.name()).isEqualTo("x"));
    }

    @Test
    void constantsAreNotComparedAndThatIsSaid() {
        var net = dense(1);
        var report = net.compare(net.convert(folder, Weights.CONSTANTS), 1);
        assertThat(report.rows())
                .singleElement()
                .satisfies(r -> assertThat(r.agrees()).isTrue());
        assertThat(report.remarks()).anyMatch(r -> r.contains("no trainable variables"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aCutGradientIsCaught(long seed) throws IOException {
        var net = dense(seed);
        var savedModel = net.convert(folder, Weights.VARIABLES);
        edit(savedModel, node -> node.getOp().equals("Tanh"), "StopGradient");
        var report = net.compare(savedModel, seed);
        assertThat(report.rows())
                .filteredOn(r -> !r.agrees())
                .extracting(GradientReport.Row::name)
                .containsExactlyInAnyOrder("x", "fc1.weight", "fc1.bias");
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aWeightThatIsAnotherOneIsCaught(long seed) throws IOException {
        var net = dense(seed);
        var savedModel = net.convert(folder, Weights.VARIABLES);
        edit(savedModel, node -> node.getOp().equals("Tanh"), "Sigmoid");
        assertThat(net.compare(savedModel, seed).agrees()).isFalse();
    }

    static Stream<Long> seeds() {
        return Stream.of(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void aStepFunctionIsNotComparedAndThatIsSaid() {
        var net = new SmallNet(1, OPSET);
        var rounded = net.op("Round", net.op("Mul", net.input("x", 2, 3), net.weight("before", 3)));
        net.output(net.op("Mul", rounded, net.weight("after", 3)));
        var report = net.compare(net.convert(folder, Weights.VARIABLES), 1);
        assertThat(report.rows()).extracting(GradientReport.Row::name).containsExactly("after");
        assertThat(report.remarks())
                .singleElement()
                .satisfies(r -> assertThat(r).contains("rounds to a grid", "(Round)", "x", "before"));
    }

    @Test
    void anOperationWithoutGradientIsNamed() {
        var net = new SmallNet(1, OPSET);
        var det = net.op("Det", net.op("Mul", net.input("x", 2, 3, 3), net.weight("before", 3)));
        net.output(net.op("Mul", det, net.weight("after", 1)));
        var report = net.compare(net.convert(folder, Weights.VARIABLES), 1);
        assertThat(report.rows()).extracting(GradientReport.Row::name).containsExactly("after");
        assertThat(report.remarks())
                .singleElement()
                .satisfies(r -> assertThat(r).contains("MatrixDeterminant", "(Det)", "x", "before"));
    }

    @Test
    void theSameSeedGivesTheSameReport() {
        var net = attention(7);
        var savedModel = net.convert(folder, Weights.VARIABLES);
        assertThat(net.compare(savedModel, 11)).isEqualTo(net.compare(savedModel, 11));
    }

    /** Puts another operation of one input in the place of one, or behind it if that lets values through. */
    private static void edit(Path savedModel, Predicate<NodeDef> which, String op) throws IOException {
        var file = savedModel.resolve("saved_model.pb");
        var model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
        var functions = model.getMetaGraphsBuilder(0).getGraphDefBuilder().getLibraryBuilder();
        int edited = 0;
        for (var function : functions.getFunctionBuilderList()) {
            for (int i = 0; i < function.getNodeDefCount(); i++) {
                var node = function.getNodeDefBuilder(i);
                if (which.test(node.build())) {
                    edited++;
                    if (op.equals("StopGradient")) {
                        String stop = node.getName() + "/stop";
                        function.addNodeDef(NodeDef.newBuilder()
                                .setName(stop)
                                .setOp(op)
                                .addInput(node.getInput(0))
                                .putAttr("T", node.getAttrOrThrow("T")));
                        node.setInput(0, stop + ":output:0");
                    } else {
                        node.setOp(op);
                    }
                }
            }
        }
        assertThat(edited).isPositive();
        Files.write(file, model.build().toByteArray());
    }
}
