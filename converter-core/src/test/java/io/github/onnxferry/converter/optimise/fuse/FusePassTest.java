package io.github.onnxferry.converter.optimise.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.Optimiser;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.GraphText;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class FusePassTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");

    private TfFunction optimised(boolean keepsParameters, Value... results) {
        var all = new java.util.ArrayList<TfFunction.Result>();
        for (var result : results) {
            all.add(new TfFunction.Result("y" + all.size(), result));
        }
        var model = new TfModel("test", tf.build(all), List.of(), List.of(), List.of(), Map.of());
        return Optimiser.of(OptimisationLevel.FULL, keepsParameters)
                .optimise(model)
                .main();
    }

    private Value convolution() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(8), Dim.of(8), Dim.of(2)));
        var filter = tf.weight("conv.weight", Tensor.ofFloats(new long[] {1, 1, 2, 3}, 1, 2, 3, 4, 5, 6));
        return tf.op("Conv2D")
                .in(x, filter)
                .attr("strides", new long[] {1, 1, 1, 1})
                .attr("padding", "VALID")
                .one();
    }

    private Value vector(double... values) {
        return tf.constant(Tensor.ofDoubles(DType.FLOAT, new long[] {values.length}, values));
    }

    private static double[] constant(TfFunction function, String op, int input) {
        return only(function, op).inputs().get(input).constant().orElseThrow().doubles();
    }

    private static TfNode only(TfFunction function, String op) {
        var found = function.nodes().stream().filter(n -> n.op().equals(op)).toList();
        assertThat(found).as(op + " in\n" + GraphText.of(function)).hasSize(1);
        return found.get(0);
    }

    @Test
    void aBatchNormalisationGoesIntoFilterAndBias() {
        var y = tf.add(tf.mul(convolution(), vector(2, 3, 4)), vector(10, 20, 30));
        var function = optimised(false, tf.op("Relu").in(y).one());
        assertThat(GraphText.of(function)).isEqualTo("""
                arg x FLOAT[batch, 8, 8, 2]
                conv.weight_1 FLOAT[1, 1, 2, 3] = Const
                Conv2D_1 FLOAT[batch, 8, 8, 3] = Conv2D(x, conv.weight_1)
                Const_1 FLOAT[3] = Const
                AddV2/BiasAdd FLOAT[batch, 8, 8, 3] = BiasAdd(Conv2D_1, Const_1)
                Relu FLOAT[batch, 8, 8, 3] = Relu(AddV2/BiasAdd)
                return Relu
                """);
        assertThat(constant(function, "Conv2D", 1)).containsExactly(2, 6, 12, 8, 15, 24);
        assertThat(constant(function, "BiasAdd", 1)).containsExactly(10, 20, 30);
    }

    @Test
    void biasesAndTheirScalesAreAddedUp() {
        var biased = tf.op("BiasAdd").in(convolution(), vector(1, 2, 3)).one();
        var y = tf.add(tf.mul(biased, vector(2, 3, 4)), vector(10, 20, 30));
        var function = optimised(false, y);
        assertThat(constant(function, "BiasAdd", 1)).containsExactly(12, 26, 42);
        assertThat(constant(function, "Conv2D", 1)).containsExactly(2, 6, 12, 8, 15, 24);
    }

    @Test
    void parametersThatAreTrainedKeepTheirValues() {
        var y = tf.add(tf.mul(convolution(), vector(2, 3, 4)), vector(10, 20, 30));
        var function = optimised(true, y);
        assertThat(constant(function, "Conv2D", 1)).containsExactly(1, 2, 3, 4, 5, 6);
        only(function, "Mul");
        only(function, "AddV2");
    }

    @Test
    void aValueThatIsUsedTwiceStaysAsItIs() {
        var x = convolution();
        var function = optimised(false, tf.mul(x, vector(2, 3, 4)), x);
        assertThat(constant(function, "Conv2D", 1)).containsExactly(1, 2, 3, 4, 5, 6);
        only(function, "Mul");
    }

    @Test
    void aFactorAcrossOtherAxesStaysAsItIs() {
        var rows = tf.constant(Tensor.ofDoubles(
                DType.FLOAT,
                new long[] {8, 1, 1},
                DoubleStream.iterate(1, d -> d + 1).limit(8).toArray()));
        only(optimised(false, tf.mul(convolution(), rows)), "Mul");
    }

    @Test
    void aBiasAfterAReshapeIsAddedBeforeIt() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("rows"), Dim.of(2)));
        var weights = tf.weight("fc.weight", Tensor.ofFloats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6));
        var bias = tf.weight("fc.bias", Tensor.ofFloats(new long[] {3}, 7, 8, 9));
        var product = tf.op("MatMul").in(x, weights).one();
        var function = optimised(true, tf.add(bias, tf.reshape(product, -1, 5, 3)));
        assertThat(only(function, "BiasAdd").inputs().get(0).node().op()).isEqualTo("MatMul");
        assertThat(only(function, "BiasAdd").inputs().get(1).node().weightName())
                .contains("fc.bias");
        assertThat(function.results().get(0).value().node().op()).isEqualTo("Reshape");
    }

    private Value rows() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("rows"), Dim.of(2)));
        var weights = tf.weight("fc.weight", Tensor.ofFloats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6));
        var biased = tf.op("BiasAdd").in(tf.op("MatMul").in(x, weights).one(), vector(7, 8, 9));
        return tf.reshape(biased.one(), -1, 5, 3);
    }

    @Test
    void anActivationAfterAReshapeIsComputedBeforeIt() {
        var function = optimised(true, tf.unary("Relu", rows()));
        assertThat(only(function, "Relu").inputs().get(0).node().op()).isEqualTo("BiasAdd");
        assertThat(function.results().get(0).value().node().op()).isEqualTo("Reshape");
    }

    @Test
    void aGeluOfAProductTakesTheOrderThatIsJoinedWithIt() {
        var x = rows();
        var gate = tf.add(tf.unary("Erf", tf.div(x, Math.sqrt(2))), 1);
        assertThat(GraphText.of(optimised(true, tf.mul(tf.mul(x, gate), 0.5)))).isEqualTo("""
                arg x FLOAT[rows, 2]
                fc.weight FLOAT[2, 3] = Const
                MatMul FLOAT[rows, 3] = MatMul(x, fc.weight)
                Const FLOAT[3] = Const
                BiasAdd FLOAT[rows, 3] = BiasAdd(MatMul, Const)
                Const_1 INT64[3] = Const [-1, 5, 3]
                Mul_1/Const FLOAT[] = Const
                Mul_1/Mul FLOAT[rows, 3] = Mul(BiasAdd, Mul_1/Const)
                Mul_1/Erf FLOAT[rows, 3] = Erf(Mul_1/Mul)
                Mul_1/Const_1 FLOAT[] = Const
                Mul_1/AddV2 FLOAT[rows, 3] = AddV2(Mul_1/Erf, Mul_1/Const_1)
                Mul_1/Const_2 FLOAT[] = Const
                Mul_1/Mul_1 FLOAT[rows, 3] = Mul(Mul_1/AddV2, Mul_1/Const_2)
                Mul_1/Mul_2 FLOAT[rows, 3] = Mul(Mul_1/Mul_1, BiasAdd)
                Mul_1/Reshape FLOAT[?0, 5, 3] = Reshape(Mul_1/Mul_2, Const_1)
                return Mul_1/Reshape
                """);
    }

    @Test
    void aGeluByTanhIsKnownInAnyOrder() {
        var x = rows();
        var cube = tf.mul(tf.pow(x, tf.constant(Tensor.ofFloats(new long[0], 3))), 0.044715);
        var gate = tf.add(tf.unary("Tanh", tf.mul(tf.add(cube, x), 0.7978845608)), 1);
        var function = optimised(true, tf.mul(tf.mul(x, 0.5), gate));
        assertThat(only(function, "Square").inputs().get(0).node().op()).isEqualTo("BiasAdd");
        assertThat(function.nodes()).noneMatch(n -> n.op().equals("Pow"));
        assertThat(function.results().get(0).value().node().op()).isEqualTo("Reshape");
    }

    @Test
    void anotherFactorThanOfAGeluStays() {
        var x = rows();
        var gate = tf.add(tf.unary("Erf", tf.div(x, 1.5)), 1);
        var function = optimised(true, tf.mul(tf.mul(x, gate), 0.5));
        assertThat(only(function, "Erf").inputs().get(0).node().op()).isEqualTo("RealDiv");
    }

    @Test
    void scoresOfAnAttentionAreScaledBeforeTheProduct() {
        var queries = tf.parameter("q", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.symbol("length"), Dim.of(4)));
        var keys = tf.parameter("k", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(4), Dim.symbol("length")));
        var scores = tf.div(tf.matMul(queries, keys), 2);
        var function = optimised(true, tf.unary("Softmax", scores));
        assertThat(only(function, "BatchMatMulV2").inputs().get(0).node().op()).isEqualTo("Mul");
        assertThat(only(function, "Softmax").inputs().get(0).node().op()).isEqualTo("BatchMatMulV2");
        var read = optimised(
                true,
                tf.unary("Softmax", scores),
                tf.unary("Relu", scores.node().inputs().get(0)));
        assertThat(only(read, "Softmax").inputs().get(0).node().op()).isEqualTo("RealDiv");
    }

    @Test
    void lengthsThatAreEqualAreComputedOnce() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(6)));
        var y = tf.unary("Exp", x);
        var function = optimised(
                false,
                tf.pack(List.of(tf.sizeOf(x, 0), tf.int64(3)), 0),
                tf.pack(List.of(tf.sizeOf(y, 0), tf.int64(3)), 0));
        only(function, "Pack");
    }

    @Test
    void whatIsComputedTwiceIsComputedOnce() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(4));
        var function = optimised(
                false, tf.add(tf.op("Exp").in(x).one(), tf.op("Exp").in(x).one()));
        only(function, "Exp");
        var drawn = tf.op("RandomUniform").in(tf.vector(4)).attr("dtype", DType.FLOAT);
        var other = tf.op("RandomUniform").in(tf.vector(4)).attr("dtype", DType.FLOAT);
        var two = optimised(false, tf.add(drawn.one(), other.one()));
        assertThat(two.nodes().stream().filter(n -> n.op().equals("RandomUniform")))
                .hasSize(2);
    }
}
