package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.BodyText.body;
import static io.github.onnxferry.testdata.NodeText.random;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Branches and loops against ONNX Runtime. */
class ControlFlowDifferentialTest {
    private static Tensor bool(boolean value) {
        return Tensor.ofLongs(BOOL, new long[0], value ? 1 : 0);
    }

    private static Tensor count(long value) {
        return Tensor.ofLongs(INT64, new long[0], value);
    }

    private static TestModel branch(boolean condition, OnnxAttribute thenBranch, OnnxAttribute elseBranch) {
        return TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("condition", bool(condition))
                .node("If", "condition", "y", Map.of("then_branch", thenBranch, "else_branch", elseBranch))
                .output("y", FLOAT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void branchesSeeWhatIsAroundThem(boolean condition) {
        Differential.check(
                branch(condition, body("", "Exp x -> a", "a FLOAT"), body("", "Neg x -> n; Abs n -> b", "b FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void branchesOfDifferentShapes(boolean condition) {
        Differential.check(branch(
                condition, body("", "Flatten x -> a axis=0", "a FLOAT"), body("", "ReduceMax x -> b", "b FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void branchesOfDifferentLengths(boolean condition) {
        Differential.check(branch(
                condition, body("", "Concat x,x -> a axis=0", "a FLOAT"), body("", "Identity x -> b", "b FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBranchMayJustPassSomethingOn(boolean condition) {
        Differential.check(
                branch(condition, body("", "Identity x -> a", "a FLOAT"), body("", "Relu x -> b", "b FLOAT")));
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void branchesInBranches(boolean first, boolean second) {
        Map<String, OnnxAttribute> inner = Map.of(
                "p", body("", "Sin x -> p", "p FLOAT"),
                "q", body("", "Add x,around -> q", "q FLOAT"));
        var outer = body("", "Mul x,x -> around; If other -> a then_branch=@p else_branch=@q", "a FLOAT", inner);
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "4"))
                .input("condition", bool(first))
                .input("other", bool(second))
                .node(
                        "If",
                        "condition",
                        "y",
                        Map.of("then_branch", outer, "else_branch", body("", "Cos x -> c", "c FLOAT")))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"DOUBLE", "INT32", "INT64", "UINT8", "INT8", "BOOL", "FLOAT16"})
    void branchesOfEveryKindOfElement(DType dtype) {
        var x = dtype == BOOL
                ? Tensor.ofLongs(BOOL, new long[] {3}, 1, 0, 1)
                : Tensor.ofDoubles(dtype, new long[] {3}, 1, 2, 3);
        for (boolean condition : new boolean[] {true, false}) {
            Differential.check(TestModel.opset(19)
                    .input("x", x)
                    .input("condition", bool(condition))
                    .node(
                            "If",
                            "condition",
                            "y",
                            Map.of(
                                    "then_branch", body("", "Identity x -> a", "a " + dtype),
                                    "else_branch", body("", "Concat x,x -> b axis=0", "b " + dtype)))
                    .output("y", dtype));
        }
    }

    private static final String STEP = "i scalar:INT64, c scalar:BOOL, s FLOAT";

    private static TestModel loop(OnnxAttribute body, long trips, String state) {
        return TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("trips", count(trips))
                .input("start", random(FLOAT, "start", state))
                .node("Loop", "trips,,start", "last,all", Map.of("body", body))
                .output("last", FLOAT)
                .output("all", FLOAT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 5})
    void aLoopCollectsWhatItsRoundsGive(long trips) {
        Differential.check(loop(
                body(
                        STEP,
                        "Identity c -> d; Add s,x -> t; Cast i -> f to=1; Mul t,f -> u",
                        "d scalar:BOOL, t FLOAT, u FLOAT"),
                trips,
                "2 3"));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4})
    void aStateMayGrow(long trips) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("trips", count(trips))
                .input("start", random(FLOAT, "start", "1 3"))
                .node(
                        "Loop",
                        "trips,,start",
                        "last",
                        Map.of("body", body(STEP, "Identity c -> d; Concat s,x -> t axis=0", "d scalar:BOOL, t FLOAT")))
                .output("last", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void aStateMayChangeItsRank(long trips) {
        Differential.check(TestModel.opset(19)
                .input("trips", count(trips))
                .input("start", random(FLOAT, "start", "3"))
                .input("axis", Tensor.vector(0))
                .node(
                        "Loop",
                        "trips,,start",
                        "last",
                        Map.of("body", body(STEP, "Identity c -> d; Unsqueeze s,axis -> t", "d scalar:BOOL, t FLOAT")))
                .output("last", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(floats = {0.5f, 10f, 1000f})
    void aLoopStopsWhenItsConditionFails(float limit) {
        Differential.check(TestModel.opset(19)
                .input("limit", Tensor.ofFloats(new long[0], limit))
                .input("go", bool(true))
                .input("start", Tensor.ofFloats(new long[0], 1f))
                .node(
                        "Loop",
                        ",go,start",
                        "last,all",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Add s,s -> t; Less t,limit -> d; Identity t -> u",
                                        "d scalar:BOOL, t FLOAT, u FLOAT")))
                .output("last", FLOAT)
                .output("all", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"true,3", "false,3", "true,0"})
    void bothLimitsHold(boolean go, long trips) {
        Differential.check(TestModel.opset(19)
                .input("trips", count(trips))
                .input("go", bool(go))
                .input("start", random(FLOAT, "start", "2"))
                .node(
                        "Loop",
                        "trips,go,start",
                        "last",
                        Map.of("body", body(STEP, "Identity c -> d; Add s,s -> t", "d scalar:BOOL, t FLOAT")))
                .output("last", FLOAT));
    }

    @Test
    void noRoundGivesEmptyResults() {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("trips", count(0))
                .constant("start", Tensor.ofFloats(new long[] {1}, 2))
                .node(
                        "Loop",
                        "trips,,start",
                        "last",
                        Map.of("body", body(STEP, "Identity c -> d; Exp s -> t", "d scalar:BOOL, t FLOAT")))
                .output("last", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"2,3", "1,1", "3,0"})
    void loopsInLoops(long outerTrips, long innerTrips) {
        Map<String, OnnxAttribute> inner = Map.of(
                "inner",
                body(
                        "j scalar:INT64, e scalar:BOOL, p FLOAT",
                        "Identity e -> f; Add p,x -> q",
                        "f scalar:BOOL, q FLOAT"));
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2"))
                .input("trips", count(outerTrips))
                .input("more", count(innerTrips))
                .input("start", random(FLOAT, "start", "2"))
                .node(
                        "Loop",
                        "trips,,start",
                        "last,all",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Identity c -> d; Loop more,,s -> t body=@inner; Exp t -> u",
                                        "d scalar:BOOL, t FLOAT, u FLOAT",
                                        inner)))
                .output("last", FLOAT)
                .output("all", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 4})
    void branchesInLoops(long trips) {
        Map<String, OnnxAttribute> inner =
                Map.of("even", body("", "Add s,x -> a", "a FLOAT"), "odd", body("", "Mul s,x -> b", "b FLOAT"));
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2"))
                .input("trips", count(trips))
                .input("one", count(1))
                .input("start", random(FLOAT, "start", "2"))
                .node(
                        "Loop",
                        "trips,,start",
                        "last",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Identity c -> d; BitwiseAnd i,one -> o; Cast o -> k to=9;"
                                                + " If k -> t then_branch=@odd else_branch=@even",
                                        "d scalar:BOOL, t FLOAT",
                                        inner)))
                .output("last", FLOAT));
    }

    private static OnnxAttribute integers(Long... values) {
        return new IntsValue(List.of(values));
    }

    private static final OnnxAttribute SUMS =
            body("s FLOAT, a FLOAT", "Add s,a -> t; Mul t,t -> u", "t FLOAT, u FLOAT");

    @ParameterizedTest
    @CsvSource({"0,0,0,0", "1,0,0,1", "0,1,1,0", "1,1,1,1", "-1,1,0,-1", "0,0,1,1"})
    void aScanOverAnyAxis(long axis, long direction, long outputDirection, long outputAxis) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "3 3"))
                .input("start", random(FLOAT, "start", "3"))
                .node(
                        "Scan",
                        "start,x",
                        "last,all",
                        Map.of(
                                "body", SUMS,
                                "num_scan_inputs", new IntValue(1),
                                "scan_input_axes", integers(axis),
                                "scan_input_directions", integers(direction),
                                "scan_output_axes", integers(outputAxis),
                                "scan_output_directions", integers(outputDirection)))
                .output("last", FLOAT)
                .output("all", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {9, 11, 16, 19, 21, 23})
    void aScanOfTwoSequencesWithoutState(long opset) {
        Differential.check(TestModel.opset(opset)
                .input("x", random(FLOAT, "x", "4 2"))
                .input("y", random(FLOAT, "y", "4 2"))
                .node(
                        "Scan",
                        "x,y",
                        "all",
                        Map.of(
                                "body",
                                body("a FLOAT, b FLOAT", "Sub a,b -> c", "c FLOAT"),
                                "num_scan_inputs",
                                new IntValue(2)))
                .output("all", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 11, 13, 16, 19, 21, 23})
    void loopsOfEveryVersion(long opset) {
        Differential.check(TestModel.opset(opset)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("trips", count(3))
                .input("go", bool(true))
                .input("start", random(FLOAT, "start", "2 3"))
                .node(
                        "Loop",
                        "trips,go,start",
                        "last,all",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Identity c -> d; Add s,x -> t; Tanh t -> u",
                                        "d scalar:BOOL, t FLOAT, u FLOAT")))
                .output("last", FLOAT)
                .output("all", FLOAT));
    }
}
