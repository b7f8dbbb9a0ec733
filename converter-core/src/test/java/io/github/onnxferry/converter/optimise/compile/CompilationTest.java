package io.github.onnxferry.converter.optimise.compile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.Loops;
import io.github.onnxferry.converter.tf.TensorLists;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import io.github.onnxferry.converter.tf.registry.KernelRegistry;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CompilationTest {
    private static final Dim BATCH = Dim.symbol("batch");
    private final FunctionLibrary library = new FunctionLibrary();
    private final TfBuilder tf = new TfBuilder(library, "main");

    private Value input(Dim... dims) {
        return tf.parameter("x", DType.FLOAT, Shape.of(dims));
    }

    private Value weight(long... sizes) {
        int elements = (int) java.util.Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return tf.constant(Tensor.ofFloats(sizes, new float[elements]));
    }

    private Value product(Value a, Value b) {
        return tf.op("BatchMatMulV2").in(a, b).one();
    }

    private Value window(String op, Value x, Value filter, long stride, String padding) {
        return tf.op(op)
                .in(x, filter)
                .attr("strides", new long[] {1, stride, stride, 1})
                .attr("padding", padding)
                .one();
    }

    private TfModel model(Value result) {
        var main = tf.build(List.of(new TfFunction.Result("y", result)));
        return new TfModel("test", main, library.reachableFrom(main), List.of(), List.of(), Map.of());
    }

    private Compilation auto(Value result) {
        return Compilation.of(model(result), CompileChoice.AUTO);
    }

    private static Dim of(long length) {
        return Dim.of(length);
    }

    @Test
    void productsOfMatricesAreCompiled() {
        var x = input(BATCH, of(64), of(32));
        assertThat(auto(tf.op("Softmax").in(product(x, weight(32, 48))).one()).xla())
                .isTrue();
    }

    @Test
    void aPatchEmbeddingBeforeProductsIsCompiled() {
        var patches = window("Conv2D", input(BATCH, of(64), of(64), of(3)), weight(8, 8, 3, 32), 8, "VALID");
        var tokens = tf.reshape(patches, -1, 64, 32);
        var y = tokens;
        for (int i = 0; i < 12; i++) {
            y = product(product(y, weight(32, 128)), weight(128, 32));
        }
        assertThat(auto(y)).isEqualTo(new Compilation(true, "its work is products of matrices"));
    }

    @Test
    void aPatchEmbeddingThatIsMuchOfTheWorkIsNot() {
        var patches = window("Conv2D", input(BATCH, of(64), of(64), of(3)), weight(8, 8, 3, 32), 8, "VALID");
        var y = product(tf.reshape(patches, -1, 64, 32), weight(32, 32));
        assertThat(auto(y).reason()).contains("convolutions are more than the beginning");
    }

    @Test
    void otherConvolutionsAreNot() {
        var x = input(BATCH, of(16), of(16), of(8));
        assertThat(auto(window("Conv2D", x, weight(3, 3, 8, 8), 1, "SAME")).reason())
                .contains("convolutions");
        var fresh = new CompilationTest();
        var pointwise =
                fresh.window("Conv2D", fresh.input(BATCH, of(16), of(16), of(8)), fresh.weight(1, 1, 8, 8), 1, "VALID");
        assertThat(fresh.auto(pointwise).xla()).isFalse();
        var other = new CompilationTest();
        var depthwise = other.window(
                "DepthwiseConv2dNative",
                other.input(BATCH, of(16), of(16), of(8)),
                other.weight(4, 4, 8, 1),
                4,
                "VALID");
        assertThat(other.auto(depthwise).reason()).contains("convolutions");
    }

    @Test
    void productsWithVectorsAreNot() {
        assertThat(auto(product(input(BATCH, of(1), of(256)), weight(256, 256))).reason())
                .contains("few vectors");
    }

    @Test
    void lengthsThatChangeFromCallToCallAreNot() {
        assertThat(auto(product(input(BATCH, Dim.symbol("seq"), of(32)), weight(32, 48)))
                        .reason())
                .contains("'seq'", "compiled anew");
    }

    @Test
    void shapesThatFollowFromValuesAreNot() {
        var where = tf.op("Where").in(input(of(64), of(64))).one();
        assertThat(auto(where).reason()).contains("(Where) follows from values");
        var fresh = new CompilationTest();
        var x = fresh.input(of(64), of(64));
        var end = fresh.tf.cast(fresh.tf.reduce("Max", x, false, 0, 1), DType.INT32);
        var cut = fresh.tf
                .op("Slice")
                .in(
                        x,
                        fresh.tf.vector32(0, 0),
                        fresh.tf.op("Fill").in(fresh.tf.vector32(2), end).one())
                .one();
        assertThat(fresh.auto(cut).reason()).contains("(Slice) follows from values");
    }

    @Test
    void shapesThatFollowFromShapesAreCompiled() {
        var x = input(BATCH, of(64), of(32));
        var sizes = tf.op("Cast")
                .in(tf.op("Abs")
                        .in(tf.cast(
                                tf.op("Shape")
                                        .in(x)
                                        .attr("out_type", DType.INT32)
                                        .one(),
                                DType.FLOAT))
                        .one())
                .attr("DstT", DType.INT32)
                .one();
        var same =
                tf.op("Slice").in(x, tf.op("ZerosLike").in(sizes).one(), sizes).one();
        assertThat(auto(product(tf.reshape(same, -1, 64, 32), weight(32, 48))).xla())
                .isTrue();
    }

    @Test
    void halfPrecisionIsNot() {
        var x = tf.cast(tf.cast(input(BATCH, of(64), of(32)), DType.BFLOAT16), DType.FLOAT);
        assertThat(auto(product(x, weight(32, 48))).reason()).contains("half precision");
    }

    @Test
    void loopsAreNot() {
        var x = input(of(64), of(64));
        var looped = Loops.run(
                "loop",
                List.of(x),
                List.of(x.shape()),
                (s, t) -> t.bool(false),
                (s, t) -> List.of(t.op("MatMul").in(s.get(0), s.get(0)).one()),
                tf);
        assertThat(auto(looped.get(0)).reason()).contains("loop or branch");
        assertThatThrownBy(() -> Compilation.of(model(looped.get(0)), CompileChoice.XLA))
                .hasMessageContaining("(StatelessWhile): the loop is to run as part of the graph");
    }

    @Test
    void whatHasNoProductsIsNot() {
        assertThat(auto(tf.op("Relu").in(input(BATCH, of(8))).one()).reason())
                .isEqualTo("it has no products of matrices");
    }

    @Test
    void nothingIsCompiledIfNotAskedFor() {
        var y = product(input(BATCH, of(64), of(32)), weight(32, 48));
        assertThat(Compilation.of(model(y), CompileChoice.NONE).xla()).isFalse();
    }

    @Test
    void whatCannotBeCompiledIsRefusedByName() {
        var pooled = tf.op("MaxPool")
                .in(input(of(1), of(8), of(8), of(4)))
                .attr("ksize", new long[] {1, 3, 3, 1})
                .attr("strides", new long[] {1, 1, 1, 1})
                .attr("padding", "EXPLICIT")
                .attr("explicit_paddings", new long[] {0, 0, 1, 1, 1, 1, 0, 0})
                .one();
        var list = TensorLists.push(TensorLists.empty(DType.FLOAT, pooled.shape(), tf), pooled, tf);
        var stacked = TensorLists.stack(list, DType.FLOAT, pooled.shape(), tf.int64(1), tf);
        var text = tf.op("AsString").in(stacked).one();
        assertThatThrownBy(() -> Compilation.of(model(text), CompileChoice.XLA))
                .hasMessageContainingAll(
                        "FERRY-2008 node 'MaxPool' (MaxPool): XLA pools with padding VALID and SAME only",
                        "(EmptyTensorList): XLA needs to know how long a list can grow",
                        "node 'AsString' (AsString): XLA has no strings",
                        "--compile none");
    }

    @Test
    void branchesOfDifferentShapesAreRefused() {
        var x = input(of(4), of(4));
        var same = List.of(x.shape());
        var one = Loops.function(
                "one",
                List.of(x),
                same,
                (p, t) -> List.of(t.op("Neg").in(p.get(0)).one()),
                tf);
        var other = Loops.function("other", List.of(x), same, (p, t) -> List.of(t.reshape(p.get(0), 16)), tf);
        var y = Loops.emitIf(tf.bool(true), List.of(x), List.of(Shape.unknown()), one, other, tf);
        assertThatThrownBy(() -> Compilation.of(model(y.get(0)), CompileChoice.XLA))
                .hasMessageContaining("(StatelessIf): its branches give results of different shapes");
    }

    @Test
    void limitsAreOfOperationsThatXlaHasKernelsFor() {
        assertThat(XlaLimit.all()).isNotEmpty().allSatisfy((op, limits) -> {
            assertThat(OpRegistry.standard().find(op)).as(op).isPresent();
            assertThat(KernelRegistry.xla().hasKernel(op)).as(op).isTrue();
        });
    }
}
