package io.github.onnxferry.converter.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import org.junit.jupiter.api.Test;

/** What is known of shapes and their elements before a model runs. */
class KnownShapesTest {
    private static final Dim BATCH = Dim.symbol("batch");

    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "main");
    private final Value x = tf.parameter("x", DType.FLOAT, Shape.of(BATCH, Dim.of(6)));

    @Test
    void aLengthIsNeverNegative() {
        assertThat(BATCH.plus(1).isNonNegative()).isTrue();
        assertThat(BATCH.minus(Dim.of(1)).isNonNegative()).isFalse();
        assertThat(BATCH.plus(-1).floorDiv(2).isNonNegative()).isFalse();
        assertThat(tf.equal(tf.shapeOf(x), tf.int64(-1))
                        .constant()
                        .orElseThrow()
                        .longs())
                .containsExactly(0, 0);
        assertThat(tf.less(tf.shapeOf(x), tf.int64(0)).isConstant()).isTrue();
        assertThat(tf.less(tf.shapeOf(x), tf.int64(1)).isConstant()).isFalse();
    }

    @Test
    void shapesBroadcastBothWays() {
        var target =
                tf.op("BroadcastArgs").in(tf.shapeOf(x), tf.vector(4, 1, 1)).one();
        assertThat(target.elements().orElseThrow()).containsExactly(Dim.of(4), BATCH, Dim.of(6));
    }

    @Test
    void rangesOfAnyStepHaveTheirLength() {
        assertThat(tf.range(tf.int64(0), tf.int64(10), tf.int64(3))
                        .constant()
                        .orElseThrow()
                        .longs())
                .containsExactly(0, 3, 6, 9);
        assertThat(tf.range(tf.int64(5), tf.int64(0), tf.int64(-2))
                        .constant()
                        .orElseThrow()
                        .longs())
                .containsExactly(5, 3, 1);
    }

    @Test
    void slicesOfOpenAxesKeepTheirLengthAsAnExpression() {
        assertThat(tf.sliceAxis(x, 0, 1, Long.MAX_VALUE).shape()).hasToString("[max(batch-1,0), 6]");
        assertThat(tf.sliceAxis(x, 0, 0, Long.MAX_VALUE).shape()).isEqualTo(x.shape());
    }
}
