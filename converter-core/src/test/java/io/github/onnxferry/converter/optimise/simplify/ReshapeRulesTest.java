package io.github.onnxferry.converter.optimise.simplify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.GraphText;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import org.junit.jupiter.api.Test;

class ReshapeRulesTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");
    private final Value x =
            tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(4), Dim.of(6), Dim.of(2)));

    private Value relu(Value value) {
        return tf.op("Relu").in(value).one();
    }

    @Test
    void axesAreGivenOnce() {
        var y = tf.squeeze(tf.expandDims(tf.reshape(tf.reshape(relu(x), -1, 24, 2), -1, 8, 6), 1), 1);
        assertThat(Functions.text(tf, relu(y))).isEqualTo("""
                arg x FLOAT[batch, 4, 6, 2]
                Relu FLOAT[batch, 4, 6, 2] = Relu(x)
                Reshape_1/Const INT64[3] = Const [-1, 8, 6]
                Squeeze/Reshape FLOAT[batch, 8, 6] = Reshape(Relu, Reshape_1/Const)
                Relu_1 FLOAT[batch, 8, 6] = Relu(Squeeze/Reshape)
                return Relu_1
                """);
    }

    @Test
    void axesThatComeBackAreNotGiven() {
        var y = tf.reshape(tf.reshape(relu(x), -1, 48), -1, 4, 6, 2);
        assertThat(Functions.text(tf, relu(y))).doesNotContain("Reshape");
    }

    @Test
    void twoAxesOfOpenLengthAreLeftAsTheyAre() {
        var open = tf.parameter("open", DType.FLOAT, Shape.of(Dim.symbol("a"), Dim.symbol("b"), Dim.of(2)));
        var sizes = tf.shapeOf(open);
        var y = tf.reshape(tf.reshape(open, -1, 1, 2), sizes);
        var z = tf.op("Reshape")
                .in(
                        tf.reshape(open, -1, 2),
                        tf.pack(java.util.List.of(tf.sizeOf(open, 1), tf.sizeOf(open, 0), tf.int64(2)), 0))
                .one();
        assertThat(Functions.text(tf, relu(y))).doesNotContain("Reshape");
        assertThat(GraphText.of(Functions.optimised(tf, relu(z))).split("= Reshape"))
                .hasSize(3);
    }

    @Test
    void axesOfLengthOneMoveWithoutATranspose() {
        var vector = tf.parameter("v", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(1), Dim.of(1), Dim.of(5)));
        assertThat(Functions.text(tf, tf.transpose(vector, 0, 3, 1, 2))).isEqualTo("""
                arg x FLOAT[batch, 4, 6, 2]
                arg v FLOAT[batch, 1, 1, 5]
                Transpose/Const INT64[4] = Const [-1, 5, 1, 1]
                Transpose/Reshape FLOAT[batch, 5, 1, 1] = Reshape(v, Transpose/Const)
                return Transpose/Reshape
                """);
    }

    @Test
    void anImageIsReadAsARowOfPixelsWhereItLies() {
        var first = tf.toChannelsFirst(relu(x));
        var row = tf.transpose(tf.reshape(first, -1, 2, 24), 0, 2, 1);
        assertThat(Functions.text(tf, row))
                .contains("Reshape FLOAT[batch, 24, 2]")
                .doesNotContain("= Transpose");
    }

    @Test
    void transposesOnBothSidesOfASplitBecomeOne() {
        var turned = tf.transpose(relu(x), 0, 2, 1, 3);
        var split = tf.reshape(turned, -1, 2, 3, 4, 2);
        var y = Functions.optimised(tf, tf.transpose(split, 4, 1, 2, 0, 3));
        assertThat(y.nodes().stream().filter(n -> n.op().equals("Transpose"))).hasSize(1);
    }

    @Test
    void transposesWithinWhatIsJoinedStay() {
        var joined = tf.reshape(tf.transpose(relu(x), 0, 2, 1, 3), -1, 4, 6, 2);
        var y = Functions.optimised(tf, tf.transpose(joined, 0, 2, 1, 3));
        assertThat(y.nodes().stream().filter(n -> n.op().equals("Transpose"))).hasSize(2);
    }

    @Test
    void productsReadTransposedOperandsAsTheyWere() {
        var keys = tf.parameter("k", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(6), Dim.of(4), Dim.of(2)));
        var swapped = tf.op("BatchMatMulV2")
                .in(relu(x), tf.transpose(relu(x), 0, 1, 3, 2))
                .one();
        var heads = tf.op("BatchMatMulV2").in(x, tf.transpose(keys, 0, 2, 3, 1)).one();
        var full = Functions.optimised(OptimisationLevel.FULL, tf, swapped, heads);
        assertThat(GraphText.of(full)).isEqualTo("""
                arg x FLOAT[batch, 4, 6, 2]
                arg k FLOAT[batch, 6, 4, 2]
                Relu FLOAT[batch, 4, 6, 2] = Relu(x)
                BatchMatMulV2/BatchMatMulV2 FLOAT[batch, 4, 6, 6] = BatchMatMulV2(Relu, Relu)
                BatchMatMulV2_1/Const INT64[4] = Const [0, 2, 1, 3]
                BatchMatMulV2_1/Transpose FLOAT[batch, 4, 6, 2] = Transpose(k, BatchMatMulV2_1/Const)
                BatchMatMulV2_1/BatchMatMulV2 FLOAT[batch, 4, 6, 6] = BatchMatMulV2(x, BatchMatMulV2_1/Transpose)
                return BatchMatMulV2/BatchMatMulV2
                return BatchMatMulV2_1/BatchMatMulV2
                """);
        assertThat(full.nodes().stream().filter(n -> n.op().equals("BatchMatMulV2")))
                .allMatch(n -> flag(n, "adj_y") && !flag(n, "adj_x"));
    }

    private static boolean flag(TfNode node, String name) {
        var attr = node.attrs().get(name);
        return attr != null && attr.getB();
    }
}
