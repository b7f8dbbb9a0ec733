package io.github.onnxferry.testdata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that move, count and make elements over dtypes, shapes and opsets against ONNX Runtime. */
class MovementSweepTest {
    private static final String ANY = "FLOAT DOUBLE INT32 INT64 UINT8 BOOL INT8";

    @ParameterizedTest
    @ValueSource(strings = {"13", "21"})
    void shapes(String opset) {
        Sweep.of(
                        ANY,
                        "Shape|T[*]||INT64",
                        "Size|T[*]||INT64",
                        "Identity|T[*]",
                        "Flatten|T[2 3 4]|axis=2",
                        "Flatten|T[2 3 4]|axis=-1",
                        "Flatten|T[2 3 4]|axis=0",
                        "Reshape|T[2 3 4];INT64{4 -1}",
                        "Reshape|T[2 3 4];INT64{0 -1 2}",
                        "Reshape|T[2 3];INT64{6}",
                        "Reshape|T[1];INT64{}",
                        "Reshape|T[0 3];INT64{0 5}",
                        "Squeeze|T[1 3 1]",
                        "Squeeze|T[1 3 1];INT64{-1}",
                        "Squeeze|T[1 3 1];INT64{0 2}",
                        "Unsqueeze|T[2 3];INT64{0 3}",
                        "Unsqueeze|T[];INT64{0}",
                        "Unsqueeze|T[2];INT64{-1 0}",
                        "Transpose|T[2 3]",
                        "Transpose|T[2 3 4]|perm=[2,0,1]",
                        "Transpose|T[2 3 4]|perm=[0,2,1]",
                        "Transpose|T[]",
                        "Expand|T[3];INT64{2 3}",
                        "Expand|T[2 1];INT64{2 4}",
                        "Expand|T[2 3];INT64{1 1}",
                        "Tile|T[2 3];INT64{2 2}",
                        "Tile|T[3];INT64{4}",
                        "Tile|T[2 1 2];INT64{1 3 2}")
                .check(opset);
        Sweep.of(
                        "FLOAT INT64",
                        "Shape|T[2 3 4]|start=1|INT64",
                        "Shape|T[2 3 4]|start=-2 end=-1|INT64",
                        "Shape|T[2 3]|start=5|INT64",
                        "Shape|T[2 3]|end=-7|INT64")
                .check("15 21");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void indices(String opset) {
        Sweep.of(
                        "FLOAT INT64 UINT8 DOUBLE",
                        "Gather|T[4 3];INT64{0 2 -1}",
                        "Gather|T[4 3];INT32{1 0}|axis=1",
                        "Gather|T[4 3];INT64(2)",
                        "Gather|T[2 3 4];INT64[2 2]@0..3|axis=-1",
                        "GatherElements|T[3 3];INT64[2 3]@0..3",
                        "GatherElements|T[3 4];INT32[3 2]@0..4|axis=1",
                        "GatherElements|T[3 4];INT64[3 1]@-4..0|axis=-1",
                        "Compress|T[3 2];BOOL{1 0 1}|axis=0",
                        "Compress|T[3 2];BOOL{0 1}|axis=1",
                        "Compress|T[3 2];BOOL{0 1 0 1 1}",
                        "Compress|T[2 3 2];BOOL{1 0 1}|axis=-2",
                        "Compress|T[4];BOOL{0 0}|axis=0",
                        "Concat|T[2 3];T[2 1]|axis=1",
                        "Concat|T[2 3];T[0 3];T[1 3]|axis=0",
                        "Slice|T[5 4];INT64{1};INT64{4}",
                        "Slice|T[5 4];INT64{-2};INT64{99};INT64{1}",
                        "Slice|T[5 4];INT64{4 0};INT64{0 3};INT64{0 1};INT64{-2 2}",
                        "ScatterElements|T[3 3];INT64[1 3]@0..1;T[1 3]|axis=0")
                .check(opset);
        Sweep.of(
                        "FLOAT INT32 INT64",
                        "GatherND|T[4 3];INT64[2 1]@0..4",
                        "GatherND|T[4 3];INT64[2 2]@0..3",
                        "GatherND|T[2 3 4];INT64[2 1]@0..3|batch_dims=1",
                        "GatherND|T[2 3 4];INT64[1 2 3]@0..2",
                        "GatherND|T[4 3];INT64[1 1]@-4..0",
                        "GatherND|T[2 3 4];INT64[2 1 2]@0..3|batch_dims=1",
                        "GatherND|T[5];INT64[3 1]@0..5")
                .check("12 13");
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "18"})
    void places(String opset) {
        Sweep.of(
                        "FLOAT INT32 INT64 UINT8",
                        "NonZero|T[*]@0..2||INT64",
                        "NonZero|T{0 0 0}||INT64",
                        "NonZero|BOOL[3 3]||INT64")
                .and(
                        "FLOAT INT64",
                        "OneHot|INT64{0 2 -1 7};INT64(4);T{0 1}",
                        "OneHot|INT64[2 2]@0..3;INT64{3};T{5 2}|axis=0",
                        "OneHot|INT64[2 2]@0..3;INT64(3);T{5 2}|axis=1",
                        "OneHot|INT64{1};INT64(3);T{0 1}")
                .and(
                        "FLOAT DOUBLE",
                        "ReverseSequence|T[4 3];INT64{1 2 4}",
                        "ReverseSequence|T[4 3];INT64{4 4 4}|time_axis=0 batch_axis=1",
                        "ReverseSequence|T[3 4];INT64{1 2 4}|time_axis=1 batch_axis=0",
                        "ReverseSequence|T[4 3 2];INT64{1 2 3}",
                        "ReverseSequence|T[2 4 2 2];INT64{3 2}|time_axis=1 batch_axis=0")
                .and(
                        "FLOAT INT32 INT64",
                        "EyeLike|T[3 4]",
                        "EyeLike|T[4 3]|k=1",
                        "EyeLike|T[3 3]|k=-1",
                        "EyeLike|T[2 2]|k=5",
                        "EyeLike|T[3 3]|dtype=11|DOUBLE",
                        "EyeLike|T[2 3]|dtype=7|INT64",
                        "EyeLike|T[5 2]|k=-3")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "18"})
    void parts(String opset) {
        Sweep.of(
                        "FLOAT INT32 INT64 DOUBLE",
                        "Split|T[6];INT64{2 4}||T T",
                        "Split|T[2 6];INT64{1 2 3}|axis=1|T T T",
                        "Split|T[2 6];INT64{6}|axis=-1|T",
                        "Split|T[4 3];INT64{0 4}|axis=0|T T",
                        "Split|T[2 2 4];INT64{1 1}|axis=1|T T")
                .check(opset);
        Sweep.of(
                        "FLOAT INT64",
                        "Split|T[7]|num_outputs=3|T T T",
                        "Split|T[2 5]|axis=1 num_outputs=2|T T",
                        "Split|T[6]|num_outputs=3|T T T")
                .check("18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "13"})
    void blocks(String opset) {
        Sweep.of(
                        "FLOAT DOUBLE",
                        "DepthToSpace|T[1 8 2 3]|blocksize=2",
                        "DepthToSpace|T[2 4 1 1]|blocksize=2",
                        "DepthToSpace|T[1 8 2 3]|blocksize=2 mode=CRD",
                        "DepthToSpace|T[1 9 2 2]|blocksize=3 mode=CRD",
                        "DepthToSpace|T[2 9 1 2]|blocksize=3",
                        "SpaceToDepth|T[1 2 4 6]|blocksize=2",
                        "SpaceToDepth|T[2 1 3 3]|blocksize=3",
                        "SpaceToDepth|T[1 3 2 2]|blocksize=2",
                        "SpaceToDepth|T[2 2 4 4]|blocksize=4",
                        "SpaceToDepth|T[1 1 6 4]|blocksize=2")
                .check(opset);
    }

    @Test
    void triangles() {
        Sweep.of(
                        "FLOAT INT64 DOUBLE",
                        "Trilu|T[3 4];INT64(1)",
                        "Trilu|T[3 4]",
                        "Trilu|T[2 4 3];INT64(-1)|upper=0",
                        "Trilu|T[3 3];INT64(9)|upper=0",
                        "Trilu|T[3 3];INT64(-9)")
                .check("14");
    }

    @Test
    void generators() {
        Sweep.of(
                        "FLOAT DOUBLE INT32 INT64",
                        "Range|T(1);T(10);T(3)",
                        "Range|T(5);T(0);T(-2)",
                        "Range|T(3);T(3);T(1)",
                        "Range|T(0);T(7);T(1)")
                .check("11");
        Sweep.of(
                        "FLOAT",
                        "ConstantOfShape|INT64{2 3}",
                        "ConstantOfShape|INT64{}",
                        "ConstantOfShape|INT64{0 2}",
                        "ConstantOfShape|INT64{4}")
                .check("9 21");
    }
}
