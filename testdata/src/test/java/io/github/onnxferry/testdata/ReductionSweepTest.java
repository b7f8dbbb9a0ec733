package io.github.onnxferry.testdata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reductions, searches and sums along axes over dtypes, shapes and opsets against ONNX Runtime. */
class ReductionSweepTest {
    private static final String[] REDUCTIONS = {
        "ReduceL1",
        "ReduceL2",
        "ReduceLogSum",
        "ReduceLogSumExp",
        "ReduceMax",
        "ReduceMean",
        "ReduceMin",
        "ReduceProd",
        "ReduceSum",
        "ReduceSumSquare"
    };

    @ParameterizedTest
    @ValueSource(strings = {"11", "12"})
    void axesAsAttributes(String opset) {
        for (String op : REDUCTIONS) {
            Sweep.of(
                            op.equals("ReduceLogSumExp") ? "FLOAT DOUBLE" : "FLOAT INT32",
                            op + "|T[2 3]@1..4",
                            op + "|T[2 3]@1..4|keepdims=0",
                            op + "|T[2 3 4]@1..4|axes=[1]",
                            op + "|T[2 3 4]@1..4|axes=[0,2] keepdims=0",
                            op + "|T[2 3 4]@1..4|axes=[-1]",
                            op + "|T[]@1..4")
                    .check(opset);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"18", "20"})
    void axesAsInputs(String opset) {
        for (String op : REDUCTIONS) {
            Sweep.of(
                            "FLOAT DOUBLE",
                            op + "|T[2 3]@1..4",
                            op + "|T[2 3 4]@1..4;INT64{1}",
                            op + "|T[2 3 4]@1..4;INT64{0 -1}|keepdims=0",
                            op + "|T[2 3 4]@1..4;INT64{2 1}",
                            op + "|T[2 3 4]@1..4;INT64{}|keepdims=0",
                            op + "|T[2 3 4]@1..4;INT64{}|noop_with_empty_axes=1",
                            op + "|T[2 1 3 1 2]@1..4;INT64{3 1}|keepdims=0")
                    .check(opset);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void positionsOfExtremes(String opset) {
        for (String op : new String[] {"ArgMax", "ArgMin"}) {
            Sweep.of(
                            "FLOAT INT32",
                            op + "|T[2 3]||INT64",
                            op + "|T[2 3 4]|axis=1|INT64",
                            op + "|T[2 3 4]|axis=-1 keepdims=0|INT64",
                            op + "|T{1 3 3 2 1}|axis=0|INT64")
                    .check(opset);
            Sweep.of(
                            "FLOAT INT32",
                            op + "|T{1 3 3 2 1}|axis=0 select_last_index=1|INT64",
                            op + "|T[2 5]@0..3|axis=1 select_last_index=1|INT64")
                    .check("13");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "14"})
    void runningSums(String opset) {
        Sweep.of(
                        "FLOAT DOUBLE INT32 INT64",
                        "CumSum|T[5];INT32(0)",
                        "CumSum|T[2 3];INT64(1)",
                        "CumSum|T[2 3];INT32(-1)|exclusive=1",
                        "CumSum|T[2 3];INT32(0)|reverse=1",
                        "CumSum|T[2 3 2];INT32(1)|exclusive=1 reverse=1",
                        "CumSum|T[0];INT32(0)")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "24"})
    void largest(String opset) {
        Sweep.of(
                        "FLOAT INT64 INT32",
                        "TopK|T[6];INT64{3}||T INT64",
                        "TopK|T[2 5];INT64{2}|axis=0|T INT64",
                        "TopK|T[2 5];INT64{3}|largest=0|T INT64",
                        "TopK|T[2 3 4];INT64{1}|axis=-2|T INT64",
                        "TopK|T{3 1 3 2 1};INT64{4}||T INT64",
                        "TopK|T{3 1 3 2 1};INT64{4}|largest=0|T INT64",
                        "TopK|T[4];INT64{0}||T INT64")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void softmaxes(String opset) {
        for (String op : new String[] {"Softmax", "LogSoftmax"}) {
            Sweep.of(
                            "FLOAT DOUBLE",
                            op + "|T[5]|axis=0",
                            op + "|T[2 3]",
                            op + "|T[2 3 4]|axis=1",
                            op + "|T[2 3 4]|axis=-1",
                            op + "|T[2 3 4]|axis=0",
                            op + "|T[2 3 2 2]|axis=2",
                            op + "|T[2 3]@900..1000")
                    .check(opset);
        }
        Sweep.of(
                        "FLOAT",
                        "Hardmax|T[5]|axis=0",
                        "Hardmax|T[2 3]",
                        "Hardmax|T[2 3 4]|axis=1",
                        "Hardmax|T{1 3 3}|axis=0",
                        "Hardmax|T[2 3 4]|axis=-1",
                        "Hardmax|T[2 3 4]|axis=0",
                        "Hardmax|T[2 5]@0..2",
                        "Hardmax|T[1 4]",
                        "Hardmax|T[4 1]",
                        "Hardmax|T[2 2 2 2]|axis=2")
                .check(opset);
    }

    @Test
    void distinctValues() {
        Sweep.of(
                        "FLOAT INT64 DOUBLE",
                        "Unique|T{3 1 3 2 1}||T INT64 INT64 INT64",
                        "Unique|T{3 1 3 2 1}|sorted=0|T INT64 INT64 INT64",
                        "Unique|T[3 4]@0..3||T INT64 INT64 INT64",
                        "Unique|T[4 2]@0..2|axis=0|T INT64 INT64 INT64",
                        "Unique|T[2 5]@0..2|axis=1|T INT64 INT64 INT64",
                        "Unique|T[4 2]@0..2|axis=0 sorted=0|T INT64 INT64 INT64")
                .check("11");
    }

    @Test
    void determinants() {
        Sweep.of(
                        "FLOAT",
                        "Det|T[2 2]",
                        "Det|T[3 3]",
                        "Det|T[1 1]",
                        "Det|T[4 4]",
                        "Det|T[2 3 3]",
                        "Det|T[2 2 2 2]",
                        "Det|T[5 5]",
                        "Det|T[3 2 2]",
                        "Det|T[1 3 3]",
                        "Det|T[6 6]")
                .check("11 22");
    }
}
