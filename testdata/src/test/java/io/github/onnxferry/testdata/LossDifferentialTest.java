package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.indices;
import static io.github.onnxferry.testdata.NodeText.random;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses of classification against ONNX Runtime, of five classes. */
class LossDifferentialTest {
    private static final int CLASSES = 5;

    /** Labels of which every third is the one to ignore, which need not be a class. */
    private static Tensor labels(DType dtype, String shape, String attributes) {
        var labels = indices(dtype, "labels", shape, CLASSES).longs();
        if (attributes.contains("ignore_index")) {
            long ignored = Long.parseLong(attributes.replaceAll(".*ignore_index=(-?\\d+).*", "$1"));
            for (int i = 0; i < labels.length; i += 3) {
                labels[i] = ignored;
            }
        }
        return Tensor.ofLongs(dtype, NodeText.sizes(shape), labels);
    }

    @ParameterizedTest
    @CsvSource({
        "6 5,        6,        ''",
        "6 5,        6,        reduction=sum",
        "6 5,        6,        reduction=none",
        "6 5,        6,        ignore_index=2",
        "6 5,        6,        reduction=sum ignore_index=-100",
        "6 5,        6,        reduction=none ignore_index=17",
        "2 5 3,      2 3,      ''",
        "2 5 3,      2 3,      reduction=none ignore_index=-1",
        "2 5 3 4,    2 3 4,    reduction=mean ignore_index=1",
        "2 5 3 4,    2 3 4,    reduction=none",
        "1 5 2 3 2,  1 2 3 2,  reduction=sum",
        "3 5 1 2 2 2, 3 1 2 2 2, ignore_index=0",
    })
    void labelsPickTheirClass(String x, String labels, String attributes) {
        for (boolean weighted : new boolean[] {false, true}) {
            var model = TestModel.opset(13)
                    .input("x", random(FLOAT, "x", x))
                    .input("labels", labels(INT64, labels, attributes));
            if (weighted) {
                model.input("weights", Tensor.ofFloats(new long[] {CLASSES}, 0.5f, 2, 0.25f, 1, 3));
            }
            var inputs = weighted ? "x,labels,weights" : "x,labels";
            Differential.check(
                    model.node("SoftmaxCrossEntropyLoss", inputs, "loss,logProb", attributes(attributes))
                            .node("NegativeLogLikelihoodLoss", inputs, "nll", attributes(attributes))
                            .output("loss", FLOAT)
                            .output("logProb", FLOAT)
                            .output("nll", FLOAT),
                    1e-5,
                    1e-6);
        }
    }

    @Test
    void olderVersionsAndNarrowLabels() {
        for (var op : new String[] {"SoftmaxCrossEntropyLoss", "NegativeLogLikelihoodLoss"}) {
            Differential.check(TestModel.opset(12)
                    .input("x", random(DOUBLE, "x", "4 5 2"))
                    .input("labels", labels(INT32, "4 2", ""))
                    .node(op, "x,labels", "loss", attributes("reduction=none"))
                    .output("loss", DOUBLE));
        }
    }

    @Test
    void anIgnoredImpossibleClassCostsNothing() {
        var scores = new double[] {Double.NEGATIVE_INFINITY, 0, 1, 2};
        Differential.check(
                TestModel.opset(13)
                        .input("x", Tensor.ofDoubles(FLOAT, new long[] {2, 2}, scores))
                        .input("labels", Tensor.vector(0, 1))
                        .node("NegativeLogLikelihoodLoss", "x,labels", "y", attributes("ignore_index=0 reduction=sum"))
                        .output("y", FLOAT),
                Map.of("y", Tensor.ofFloats(new long[0], -2)),
                0,
                0);
    }

    @Test
    void allIgnoredHaveNoMean() {
        var labels = new long[4];
        Arrays.fill(labels, -1);
        Differential.check(
                TestModel.opset(13)
                        .input("x", random(FLOAT, "x", "4 5"))
                        .input("labels", Tensor.vector(labels))
                        .node("SoftmaxCrossEntropyLoss", "x,labels", "y", attributes("ignore_index=-1"))
                        .output("y", FLOAT),
                Map.of("y", Tensor.ofFloats(new long[0], Float.NaN)),
                0,
                0);
    }
}
