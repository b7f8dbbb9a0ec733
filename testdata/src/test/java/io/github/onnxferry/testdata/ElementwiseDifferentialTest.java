package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.INT8;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Element-wise operators against ONNX Runtime, at the edges of their dtypes too. */
class ElementwiseDifferentialTest {
    private static final long SEED = 20240517;
    private static final double[] EDGES = {
        0,
        -0.0,
        1,
        -1,
        0.5,
        -0.5,
        1.5,
        2.5,
        -2.5,
        1e-30,
        1e30,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private static Tensor random(DType dtype, long... sizes) {
        var random = new Random(SEED);
        var values = DoubleStream.generate(() -> random.nextGaussian() * 3)
                .limit(Tensor.elements(sizes))
                .toArray();
        return Tensor.ofDoubles(dtype, sizes, values);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Abs",
                "Ceil",
                "Floor",
                "Round",
                "Neg",
                "Sign",
                "Relu",
                "Sigmoid",
                "Tanh",
                "Softplus",
                "Softsign",
                "Exp",
                "Sqrt",
                "Erf",
                "Elu",
                "Selu",
                "HardSigmoid",
                "HardSwish",
                "LeakyRelu",
                "Celu",
                "Mish"
            })
    void unaryFunctionsAgreeAtTheEdges(String op) {
        boolean nanKept = !op.equals("HardSigmoid") && !op.equals("Relu") && !op.equals("HardSwish");
        var edges =
                DoubleStream.of(EDGES).filter(v -> nanKept || !Double.isNaN(v)).toArray();
        Differential.check(TestModel.opset(21)
                .input("x", Tensor.ofDoubles(FLOAT, new long[] {edges.length}, edges))
                .node(op, "x", "y")
                .output("y", FLOAT));
        Differential.check(TestModel.opset(21)
                .input("x", random(FLOAT, 2, 3, 5))
                .node(op, "x", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Add", "Sub", "Mul", "Div", "Max", "Min"})
    void arithmeticBroadcasts(String op) {
        for (DType dtype : new DType[] {FLOAT, DOUBLE, INT32, INT64}) {
            Differential.check(TestModel.opset(21)
                    .input("a", Tensor.ofDoubles(dtype, new long[] {2, 1, 3}, 1, -7, 3, 100, -5, 6))
                    .input("b", Tensor.ofDoubles(dtype, new long[] {4, 1}, 2, -3, 5, -1))
                    .node(op, "a,b", "y")
                    .output("y", dtype));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"INT8", "UINT8", "INT32", "INT64"})
    void integersWithoutAKernelAreComputedInAWiderType(DType dtype) {
        Differential.check(TestModel.opset(21)
                .input("a", Tensor.ofLongs(dtype, new long[] {4}, 100, 7, 1, 120))
                .input("b", Tensor.ofLongs(dtype, new long[] {4}, 3, 2, 1, 7))
                .node("Max", "a,b", "m")
                .node("Min", "m,b", "y")
                .output("m", dtype)
                .output("y", dtype));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void remaindersHaveTheSignOfTheDivisorOrOfTheDividend(long fmod) {
        for (DType dtype : new DType[] {INT32, INT64, INT8, UINT8}) {
            boolean signed = !dtype.isUnsigned();
            Differential.check(TestModel.opset(21)
                    .input("a", Tensor.ofLongs(dtype, new long[] {4}, signed ? -7 : 7, 7, signed ? -8 : 8, 9))
                    .input("b", Tensor.ofLongs(dtype, new long[] {4}, 3, signed ? -3 : 3, 5, 4))
                    .node("Mod", "a,b", "y", Map.of("fmod", new OnnxAttribute.IntValue(fmod)))
                    .output("y", dtype));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Equal", "Less", "LessOrEqual", "Greater", "GreaterOrEqual"})
    void comparisonsKnowNan(String op) {
        Differential.check(TestModel.opset(21)
                .input("a", Tensor.ofDoubles(FLOAT, new long[] {EDGES.length, 1}, EDGES))
                .input("b", Tensor.ofDoubles(FLOAT, new long[] {EDGES.length}, EDGES))
                .node(op, "a,b", "y")
                .output("y", BOOL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReduceSum",
                "ReduceMean",
                "ReduceMax",
                "ReduceMin",
                "ReduceProd",
                "ReduceL1",
                "ReduceL2",
                "ReduceLogSumExp",
                "ReduceSumSquare"
            })
    void reductionsTakeTheirAxesAsInput(String op) {
        int opset = 18;
        Differential.check(TestModel.opset(opset)
                .input("x", random(FLOAT, 2, 3, 4))
                .constant("axes", Tensor.vector(-1, 0))
                .node(op, "x,axes", "y", Map.of("keepdims", new OnnxAttribute.IntValue(0)))
                .node(op, "x,axes", "z")
                .node(op, "x", "w")
                .output("y", FLOAT)
                .output("z", FLOAT)
                .output("w", FLOAT));
    }
}
