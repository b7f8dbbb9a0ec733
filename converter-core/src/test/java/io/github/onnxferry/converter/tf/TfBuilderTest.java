package io.github.onnxferry.converter.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the builder makes of operations as they are emitted. */
class TfBuilderTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");

    private String built(Value... results) {
        var all = new java.util.ArrayList<TfFunction.Result>();
        for (var result : results) {
            all.add(new TfFunction.Result("y" + all.size(), result));
        }
        return GraphText.of(tf.build(all));
    }

    private Value picture() {
        return tf.parameter(
                "x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(3), Dim.symbol("height"), Dim.of(8)));
    }

    @Test
    void inverseTransposesVanish() {
        var x = picture();
        assertThat(tf.toChannelsFirst(tf.toChannelsLast(x))).isSameAs(x);
    }

    @Test
    void adjacentTransposesAreOne() {
        var y = tf.transpose(tf.transpose(picture(), 0, 2, 3, 1), 1, 0, 2, 3);
        assertThat(built(y)).isEqualTo("""
                arg x FLOAT[batch, 3, height, 8]
                Const_1 INT64[4] = Const [2, 0, 3, 1]
                Transpose_1 FLOAT[height, batch, 8, 3] = Transpose(x, Const_1)
                return Transpose_1
                """);
    }

    @Test
    void shapeArithmeticResolvesToOneReshape() {
        var x = picture();
        var sizes = tf.shapeOf(x);
        var batch = tf.gather(sizes, tf.int64(0), 0);
        var area = tf.mul(tf.gather(sizes, tf.int64(1), 0), tf.gather(sizes, tf.int64(3), 0));
        var y = tf.reshape(x, tf.pack(List.of(batch, tf.int64(-1), area), 0));
        assertThat(y.shape()).isEqualTo(Shape.of(Dim.symbol("batch"), Dim.symbol("height"), Dim.of(24)));
    }

    @Test
    void aReshapeWithOneOpenLengthNeedsNoShapeAtRunTime() {
        var x = picture();
        var batch = tf.sizeOf(x, 0);
        var y = tf.reshape(tf.gather(x, tf.int64(0), 2), tf.pack(List.of(batch, tf.int64(4), tf.int64(6)), 0));
        assertThat(built(y))
                .contains("Const [-1, 4, 6]")
                .doesNotContain("Shape(")
                .doesNotContain("Pack(");
        assertThat(y.shape()).isEqualTo(Shape.of(Dim.symbol("batch"), Dim.of(4), Dim.of(6)));
    }

    @Test
    void constantsAreFoldedAndKeepTheNameOfTheirWeight() {
        var weight = tf.weight("fc.weight", Tensor.ofFloats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6));
        var y = tf.transpose(weight, 1, 0);
        assertThat(y.constant().orElseThrow().doubles()).containsExactly(1, 4, 2, 5, 3, 6);
        assertThat(y.node().weightName()).contains("fc.weight");
    }

    @Test
    void aTypeWithoutKernelIsComputedInAWiderOne() {
        var x = tf.parameter("x", DType.UINT16, Shape.of(4));
        var y = tf.op("Neg").in(tf.cast(x, DType.UINT32)).one();
        assertThat(y.dtype()).isEqualTo(DType.UINT32);
        assertThat(built(y)).isEqualTo("""
                arg x UINT16[4]
                Cast UINT32[4] = Cast(x)
                Cast_1 INT64[4] = Cast(Cast)
                Neg INT64[4] = Neg(Cast_1)
                Cast_2 UINT32[4] = Cast(Neg)
                return Cast_2
                """);
    }

    @Test
    void halfPrecisionIsAddedUpInSinglePrecision() {
        var a = tf.parameter("a", DType.FLOAT16, Shape.of(2, 3));
        var b = tf.parameter("b", DType.FLOAT16, Shape.of(3, 4));
        assertThat(built(tf.matMul(a, b))).isEqualTo("""
                arg a FLOAT16[2, 3]
                arg b FLOAT16[3, 4]
                Cast FLOAT[2, 3] = Cast(a)
                Cast_1 FLOAT[3, 4] = Cast(b)
                MatMul FLOAT[2, 4] = MatMul(Cast, Cast_1)
                Cast_2 FLOAT16[2, 4] = Cast(MatMul)
                return Cast_2
                """);
    }

    @Test
    void whatNoResultNeedsIsLeftOut() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(4));
        tf.exp(x);
        assertThat(built(tf.neg(x))).isEqualTo("""
                arg x FLOAT[4]
                Neg FLOAT[4] = Neg(x)
                return Neg
                """);
    }

    @Test
    void dimsAreEqualAsPolynomials() {
        var batch = Dim.symbol("batch");
        assertThat(batch.times(12).dividedExactlyBy(Dim.of(12))).contains(batch);
        assertThat(batch.plus(3).minus(batch)).isEqualTo(Dim.of(3));
        assertThat(batch.plus(1).times(batch)).hasToString("batch*batch+batch");
        assertThat(Dim.max(batch.plus(2), batch)).isEqualTo(batch.plus(2));
    }
}
