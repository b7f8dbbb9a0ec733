package io.github.onnxferry.converter.optimise.simplify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import org.junit.jupiter.api.Test;

class ChannelShuffleTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");
    private final Value x =
            tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(6), Dim.of(4), Dim.of(4)));

    private Value convolution(Value image) {
        var filter = tf.constant(Tensor.ofFloats(new long[] {1, 1, 6, 6}, new float[36]));
        return tf.toChannelsFirst(tf.op("Conv2D")
                .in(tf.toChannelsLast(image), filter)
                .attr("strides", new long[] {1, 1, 1, 1})
                .attr("padding", "VALID")
                .one());
    }

    private Value shuffled(Value image, int... permutation) {
        var parts = tf.reshape(image, -1, 2, 3, 4, 4);
        return tf.reshape(tf.transpose(parts, permutation), -1, 6, 4, 4);
    }

    @Test
    void channelsAreShuffledWhereTheyLieBetweenConvolutions() {
        assertThat(Functions.text(tf, convolution(shuffled(convolution(x), 0, 2, 1, 3, 4))))
                .isEqualTo("""
                arg x FLOAT[batch, 6, 4, 4]
                Const FLOAT[1, 1, 6, 6] = Const
                Transpose/Const INT64[4] = Const [0, 2, 3, 1]
                Transpose/Transpose FLOAT[batch, 4, 4, 6] = Transpose(x, Transpose/Const)
                Conv2D FLOAT[batch, 4, 4, 6] = Conv2D(Transpose/Transpose, Const)
                Transpose_1/Const INT64[4] = Const [0, 3, 1, 2]
                Reshape_1/Const INT32[6] = Const [0, 3, 1, 4, 2, 5]
                Reshape_1/GatherV2/Const INT64[] = Const [3]
                Reshape_1/GatherV2 FLOAT[batch, 4, 4, 6] = GatherV2(Conv2D, Reshape_1/Const, Reshape_1/GatherV2/Const)
                Conv2D_1 FLOAT[batch, 4, 4, 6] = Conv2D(Reshape_1/GatherV2, Const)
                Transpose_4/Transpose FLOAT[batch, 6, 4, 4] = Transpose(Conv2D_1, Transpose_1/Const)
                return Transpose_4/Transpose
                """);
    }

    @Test
    void whatMovesMoreThanPartsOfOneAxisStaysAsItIs() {
        var parts = tf.reshape(x, -1, 6, 4, 2, 2);
        var y = tf.reshape(tf.transpose(parts, 0, 2, 1, 3, 4), -1, 6, 4, 4);
        assertThat(Functions.text(tf, y)).doesNotContain("GatherV2");
    }

    @Test
    void anAxisOfAnyPlaceIsShuffled() {
        var parts = tf.reshape(x, -1, 6, 4, 2, 2);
        assertThat(Functions.text(tf, tf.reshape(tf.transpose(parts, 0, 1, 2, 4, 3), -1, 6, 4, 4)))
                .contains("[0, 2, 1, 3]")
                .doesNotContain("Transpose");
    }
}
