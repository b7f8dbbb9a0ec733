package io.github.onnxferry.converter.optimise.simplify;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PadRulesTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");

    private Value image(long side) {
        return tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(side), Dim.of(side), Dim.of(4)));
    }

    private Value padded(Value x, double with, long before, long after) {
        return tf.pad(x, tf.like(x, with), 0, 0, before, after, before, after, 0, 0);
    }

    private Value convolution(String op, Value x, long stride, long... filter) {
        return tf.op(op)
                .in(x, tf.constant(Tensor.ofFloats(filter, new float[(int) Tensor.elements(filter)])))
                .attr("strides", new long[] {1, stride, stride, 1})
                .attr("padding", "VALID")
                .one();
    }

    private Value pool(Value x, long stride) {
        return tf.op("MaxPool")
                .in(x)
                .attr("ksize", new long[] {1, 3, 3, 1})
                .attr("strides", new long[] {1, stride, stride, 1})
                .attr("padding", "VALID")
                .one();
    }

    private static String padding(TfFunction function, String op) {
        var node = function.nodes().stream().filter(n -> n.op().equals(op)).findFirst();
        boolean pads = function.nodes().stream().anyMatch(n -> n.op().equals("PadV2"));
        return node.map(PadRulesTest::padding).orElse("") + (pads ? " PAD" : "");
    }

    private static String padding(TfNode node) {
        var padding = node.attrs().get("padding");
        var explicit = node.attrs().get("explicit_paddings");
        return (padding == null ? "" : padding.getS().toStringUtf8())
                + (explicit == null ? "" : explicit.getList().getIList());
    }

    @ParameterizedTest
    @CsvSource({
        "8, 1, 1, 1, 'SAME'",
        "8, 2, 0, 1, 'SAME'",
        "7, 2, 1, 1, 'SAME'",
        "8, 2, 0, 2, 'SAME'",
        "8, 2, 1, 1, 'EXPLICIT[0, 0, 1, 1, 1, 1, 0, 0]'",
        "7, 1, 2, 2, 'EXPLICIT[0, 0, 2, 2, 2, 2, 0, 0]'"
    })
    void zerosAroundAConvolutionAreLeftToIt(long side, long stride, long before, long after, String expected) {
        var y = convolution("Conv2D", padded(image(side), 0, before, after), stride, 3, 3, 4, 5);
        assertThat(padding(Functions.optimised(tf, y), "Conv2D")).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, 1, 1, SAME", "8, 2, 0, 1, SAME", "8, 2, 1, 1, VALID PAD", "8, 1, 2, 2, VALID PAD"})
    void depthwiseConvolutionsAreNeverPaddedExplicitly(
            long side, long stride, long before, long after, String expected) {
        var y = convolution("DepthwiseConv2dNative", padded(image(side), 0, before, after), stride, 3, 3, 4, 1);
        assertThat(padding(Functions.optimised(tf, y), "DepthwiseConv2dNative")).isEqualTo(expected);
    }

    @Test
    void groupsAreNeverPaddedExplicitly() {
        var y = convolution("Conv2D", padded(image(8), 0, 1, 1), 2, 3, 3, 2, 6);
        assertThat(padding(Functions.optimised(tf, y), "Conv2D")).isEqualTo("VALID PAD");
    }

    @Test
    void maximaArePaddedWithWhatNeverWins() {
        var pool = pool(padded(image(8), Double.NEGATIVE_INFINITY, 1, 1), 2);
        assertThat(padding(Functions.optimised(tf, pool), "MaxPool")).isEqualTo("EXPLICIT[0, 0, 1, 1, 1, 1, 0, 0]");
        assertThat(padding(Functions.optimised(tf, pool(padded(image(8), 0, 1, 1), 2)), "MaxPool"))
                .isEqualTo("VALID PAD");
        assertThat(padding(
                        Functions.optimised(tf, pool(padded(image(8), Double.NEGATIVE_INFINITY, 1, 3), 2)), "MaxPool"))
                .isEqualTo("VALID PAD");
    }

    @Test
    void anAxisOfOpenLengthIsPaddedAsSameWithStrideOneOnly() {
        var open = tf.parameter(
                "x", DType.FLOAT, Shape.of(List.of(Dim.of(1), Dim.symbol("h"), Dim.symbol("w"), Dim.of(4))));
        assertThat(padding(
                        Functions.optimised(tf, convolution("Conv2D", padded(open, 0, 1, 1), 1, 3, 3, 4, 5)), "Conv2D"))
                .isEqualTo("SAME");
        assertThat(padding(
                        Functions.optimised(tf, convolution("Conv2D", padded(open, 0, 0, 1), 2, 3, 3, 4, 5)), "Conv2D"))
                .isEqualTo("EXPLICIT[0, 0, 0, 1, 0, 1, 0, 0]");
    }

    @Test
    void padsAreAddedUp() {
        var y = convolution("Conv2D", padded(padded(image(8), 0, 1, 0), 0, 0, 1), 1, 3, 3, 4, 5);
        assertThat(padding(Functions.optimised(tf, y), "Conv2D")).isEqualTo("SAME");
        var other = tf.op("Relu").in(padded(padded(image(8), 1, 1, 0), 0, 0, 1)).one();
        assertThat(Functions.optimised(tf, other).nodes().stream().filter(n -> n.op().equals("PadV2")))
                .hasSize(2);
    }
}
