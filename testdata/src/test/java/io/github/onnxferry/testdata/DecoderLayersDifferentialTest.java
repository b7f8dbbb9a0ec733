package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.FLOAT16;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.random;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands around attention in decoders: normalisation, gates, caches; against ONNX Runtime where it has them. */
class DecoderLayersDifferentialTest {
    @ParameterizedTest
    @CsvSource({
        "2 3 8,    8,    ''",
        "2 3 8,    8,    axis=-1 epsilon=0.1",
        "2 3 8,    3 8,  axis=1",
        "2 3 8,    3 8,  axis=-2 epsilon=.001",
        "2 3 4 5,  4 5,  axis=2",
        "2 3 4 5,  2 3 4 5,  axis=0",
        "7,        7,    ''",
        "3 1,      1,    ''",
    })
    void rootsOfMeanSquares(String x, String scale, String attributes) {
        for (var dtype : new DType[] {FLOAT, DOUBLE}) {
            Differential.check(TestModel.opset(23)
                    .input("x", random(dtype, "x", x))
                    .input("scale", random(dtype, "scale", scale))
                    .node("RMSNormalization", "x,scale", "y", attributes(attributes))
                    .output("y", dtype));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 6 4,  2 3 1 4,  3 0,  ''",
        "2 3 6 4,  2 3 2 4,  4 1,  mode=linear",
        "2 3 6 4,  2 3 4 4,  5 1,  mode=circular",
        "2 6 4,    2 2 4,    0 4,  axis=1",
        "2 6 4,    2 3 4,    4 5,  axis=-2 mode=circular",
        "2 3 4 6,  2 3 4 2,  1 0,  axis=3",
        "1 6 4,    1 6 4,    0,    axis=1",
    })
    void cachesAreFilled(String cache, String update, String at, String attributes) {
        var model = TestModel.opset(24)
                .input("cache", random(FLOAT, "cache", cache))
                .input("update", random(FLOAT, "update", update))
                .input("at", Tensor.vector(NodeText.sizes(at)));
        Differential.check(model.node("TensorScatter", "cache,update,at", "y", attributes(attributes))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.702", "-0.5", "0.0"})
    void gates(String alpha) {
        for (var dtype : new DType[] {FLOAT, DOUBLE, FLOAT16}) {
            var a = random(dtype, "a", "3 4");
            var b = random(dtype, "b", "3 4");
            var swish = new double[12];
            var gated = new double[12];
            for (int i = 0; i < 12; i++) {
                double x = a.getDouble(i);
                swish[i] = x / (1 + Math.exp(-Float.parseFloat(alpha) * x));
                gated[i] = swish[i] * b.getDouble(i);
            }
            Differential.check(
                    TestModel.opset(28)
                            .input("a", a)
                            .input("b", b)
                            .node("Swish", "a", "swish", attributes("alpha=" + alpha))
                            .node("SwiGLU", "a,b", "gated", attributes("alpha=" + alpha))
                            .output("swish", dtype)
                            .output("gated", dtype),
                    Map.of(
                            "swish",
                            Tensor.ofDoubles(dtype, new long[] {3, 4}, swish),
                            "gated",
                            Tensor.ofDoubles(dtype, new long[] {3, 4}, gated)),
                    dtype == FLOAT16 ? 5e-3 : 1e-5,
                    dtype == FLOAT16 ? 5e-3 : 1e-6);
        }
    }

    @Test
    void swishAsInOnnxRuntime() {
        Differential.check(TestModel.opset(24)
                .input("x", Tensor.ofFloats(new long[] {6}, -100, -1, 0, 1, 100, Float.NaN))
                .node("Swish", "x", "y")
                .output("y", FLOAT));
    }
}
