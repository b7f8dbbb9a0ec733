package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.MovementDifferentialTest.counting;
import static io.github.onnxferry.testdata.MovementDifferentialTest.of;
import static io.github.onnxferry.testdata.MovementDifferentialTest.vector;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that pick, place, sort and find elements against ONNX Runtime. */
class IndexingDifferentialTest {
    private static final int OPSET = 21;

    private static Tensor indices(long[] sizes, long... values) {
        return Tensor.ofLongs(INT64, sizes, values);
    }

    private static Tensor tied(DType dtype) {
        return Tensor.ofLongs(dtype, new long[] {2, 5}, 3, 1, 3, 0, 1, 7, 7, 7, 2, 2);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1})
    void gathersSlicesAndElements(long axis) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 3, 2, 4))
                .input("i", indices(new long[] {2, 2}, 0, -1, 1, -2))
                .node("Gather", "x,i", "y", Map.of("axis", of(axis)))
                .output("y", FLOAT));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 3, 4))
                .input("i", indices(new long[] {2, 3}, 0, -1, 1, 2, 1, -2))
                .node("GatherElements", "x,i", "y", Map.of("axis", of(axis)))
                .output("y", FLOAT));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3))
                .input("i", indices(new long[] {2, 3}, 0, -1, 1, 1, 0, -2))
                .node("GatherElements", "x,i", "y", Map.of("axis", of(axis)))
                .output("y", FLOAT));
    }

    @Test
    void gathersByComponents() {
        for (long batch : new long[] {0, 1}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("x", counting(FLOAT, 2, 3, 4))
                    .input("i", indices(new long[] {2, 2, 2}, 0, 1, 1, -1, 1, 0, -1, 2))
                    .node("GatherND", "x,i", "y", Map.of("batch_dims", of(batch)))
                    .output("y", FLOAT));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "add", "mul", "max", "min"})
    void scattersReduce(String reduction) {
        boolean once = reduction.equals("none");
        for (DType dtype : new DType[] {FLOAT, INT32, INT64}) {
            Differential.check(TestModel.opset(18)
                    .input("x", counting(dtype, 3, 4))
                    .input(
                            "i",
                            once ? indices(new long[] {2, 2}, 0, -1, 1, 0) : indices(new long[] {2, 2}, 0, -1, 0, 2))
                    .input("u", Tensor.ofLongs(dtype, new long[] {2, 2}, 5, 6, -7, 3))
                    .node("ScatterElements", "x,i,u", "y", Map.of("axis", of(0), "reduction", of(reduction)))
                    .output("y", dtype));
            Differential.check(TestModel.opset(18)
                    .input("x", counting(dtype, 3, 4))
                    .input("i", indices(new long[] {2, 1}, -1, once ? 0 : 2))
                    .input("u", counting(dtype, 2, 4))
                    .node("ScatterND", "x,i,u", "y", Map.of("reduction", of(reduction)))
                    .output("y", dtype));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "INT64", "INT32", "DOUBLE", "INT8", "UINT8"})
    void theFirstOfEqualElementsComesFirst(DType dtype) {
        boolean sorts = dtype != DType.INT8 && dtype != DType.UINT8;
        for (long largest : new long[] {0, 1}) {
            if (!sorts) {
                break;
            }
            Differential.check(TestModel.opset(OPSET)
                    .input("x", tied(dtype))
                    .input("k", vector("3"))
                    .node("TopK", "x,k", "v,i", Map.of("largest", of(largest)))
                    .output("v", dtype)
                    .output("i", INT64));
        }
        for (long last : new long[] {0, 1}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("x", tied(dtype))
                    .node("ArgMax", "x", "a", Map.of("axis", of(-1), "select_last_index", of(last)))
                    .node("ArgMin", "x", "b", Map.of("axis", of(0), "keepdims", of(0), "select_last_index", of(last)))
                    .output("a", INT64)
                    .output("b", INT64));
        }
    }

    @Test
    void theSmallestIntegersAreTheSmallest() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofLongs(INT64, new long[] {4, 1}, 5, Long.MIN_VALUE, Long.MAX_VALUE, -1))
                .input("k", vector("2"))
                .node("TopK", "x,k", "v,i", Map.of("largest", of(0), "axis", of(0)))
                .output("v", INT64)
                .output("i", INT64));
    }

    @Test
    void argumentsOfHighRank() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 1, 2, 1, 2, 3, 2, 1, 2))
                .node("ArgMax", "x", "y", Map.of("axis", of(4), "select_last_index", of(1)))
                .output("y", INT64));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void distinctElementsAndSlices(long sorted) {
        for (DType dtype : new DType[] {FLOAT, INT64}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("x", tied(dtype))
                    .node("Unique", "x", "y,first,inverse,counts", Map.of("sorted", of(sorted)))
                    .output("y", dtype)
                    .output("first", INT64)
                    .output("inverse", INT64)
                    .output("counts", INT64));
        }
        for (long axis : new long[] {0, 1, 2}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("x", Tensor.ofLongs(FLOAT, new long[] {3, 2, 2}, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1))
                    .node("Unique", "x", "y,first,inverse,counts", Map.of("sorted", of(sorted), "axis", of(axis)))
                    .output("y", FLOAT)
                    .output("first", INT64)
                    .output("inverse", INT64)
                    .output("counts", INT64));
        }
    }

    @Test
    void findsElements() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofLongs(INT32, new long[] {2, 3}, 0, 4, 0, -1, 0, 2))
                .node("NonZero", "x", "y")
                .output("y", INT64));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 3, 2))
                .input("c", Tensor.ofLongs(BOOL, new long[] {2}, 0, 1))
                .node("Compress", "x,c", "y", Map.of("axis", of(0)))
                .node("Compress", "x,c", "z")
                .output("y", FLOAT)
                .output("z", FLOAT));
    }

    @Test
    void runsAlongAnAxis() {
        for (long exclusive : new long[] {0, 1}) {
            for (long reverse : new long[] {0, 1}) {
                Differential.check(TestModel.opset(OPSET)
                        .input("x", counting(INT32, 2, 3))
                        .input("axis", Tensor.ofLongs(INT32, new long[0], -1))
                        .node("CumSum", "x,axis", "y", Map.of("exclusive", of(exclusive), "reverse", of(reverse)))
                        .output("y", INT32));
            }
        }
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 4, 3, 2))
                .input("n", vector("1 4 2"))
                .node("ReverseSequence", "x,n", "y", Map.of("batch_axis", of(1), "time_axis", of(0)))
                .output("y", FLOAT));
    }
}
