package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.BodyText.body;
import static io.github.onnxferry.testdata.BodyText.type;
import static io.github.onnxferry.testdata.NodeText.random;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sequences and optionals against ONNX Runtime: known item by item, packed, in loops and at the border. */
class SequenceDifferentialTest {
    private static final String STEP = "i scalar:INT64, c scalar:BOOL, s seq:FLOAT";

    private static OnnxAttribute integer(long value) {
        return new IntValue(value);
    }

    private static Tensor count(long value) {
        return Tensor.ofLongs(INT64, new long[0], value);
    }

    private static TestModel three() {
        return TestModel.opset(19)
                .input("a", random(FLOAT, "a", "2 3"))
                .input("b", random(FLOAT, "b", "4"))
                .input("c", random(FLOAT, "c", ""))
                .node("SequenceConstruct", "a,b,c", "s");
    }

    /** A sequence of which only the number of items at run time is known: rows of growing length. */
    private static TestModel packed(long items) {
        return TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 1"))
                .input("items", count(items))
                .node("SequenceEmpty", "", "none")
                .node(
                        "Loop",
                        "items,,none",
                        "s",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Identity c -> d; Constant -> two value_int=2;"
                                                + " Unsqueeze two,zero -> rows; Add i,unit -> n; Unsqueeze n,zero -> columns;"
                                                + " Concat rows,columns -> sizes axis=0; Expand x,sizes -> item;"
                                                + " SequenceInsert s,item -> t",
                                        "d scalar:BOOL, t seq:FLOAT")))
                .constant("zero", Tensor.vector(0))
                .constant("unit", count(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, -3})
    void anItemByItsPosition(long position) {
        Differential.check(three().input("p", count(position))
                .node("SequenceAt", "s,p", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 2, -1, -4})
    void anItemOfAPackedSequence(long position) {
        Differential.check(packed(4)
                .input("p", count(position))
                .node("SequenceAt", "s,p", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3, -1, -3})
    void anItemInsertedAnywhere(long position) {
        Differential.check(three().input("p", count(position))
                .input("n", random(FLOAT, "n", "1 2 2"))
                .node("SequenceInsert", "s,n,p", "t")
                .output("t", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, -3})
    void anItemErasedAnywhere(long position) {
        Differential.check(three().input("p", count(position))
                .node("SequenceErase", "s,p", "t")
                .output("t", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 4})
    void withoutAPositionTheLastItemIsMeant(long items) {
        Differential.check(packed(items).node("SequenceErase", "s", "t").output("t", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @CsvSource({"3,0", "3,1", "3,3", "3,-1", "0,0"})
    void anItemInsertedIntoAPackedSequence(long items, long position) {
        Differential.check(packed(items)
                .input("p", count(position))
                .input("other", random(FLOAT, "n", "2 5"))
                .node("SequenceInsert", "s,other,p", "t")
                .node("SequenceLength", "t", "length")
                .output("length", INT64)
                .output("t", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 5})
    void theLengthOfAPackedSequence(long items) {
        Differential.check(packed(items).node("SequenceLength", "s", "y").output("y", INT64));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "4,1", "4,-1", "2,1"})
    void itemsOfDifferentLengthsJoined(long items, long axis) {
        Differential.check(packed(items)
                .node("ConcatFromSequence", "s", "y", Map.of("axis", integer(axis)))
                .output("y", FLOAT));
    }

    /** A packed sequence of as many rows as asked for, all of one shape. */
    private static TestModel rows(long items) {
        return TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3 2"))
                .input("items", count(items))
                .node("SequenceEmpty", "", "none")
                .node(
                        "Loop",
                        "items,,none",
                        "s",
                        Map.of(
                                "body",
                                body(
                                        STEP,
                                        "Identity c -> d; Cast i -> f to=1; Mul x,f -> item; SequenceInsert s,item -> t",
                                        "d scalar:BOOL, t seq:FLOAT")));
    }

    @ParameterizedTest
    @CsvSource({"3,0,0", "3,1,0", "3,2,0", "3,-1,0", "3,-3,0", "3,0,1", "3,1,1", "3,3,1", "3,-1,1", "1,2,1"})
    void itemsOfOneShapeJoined(long items, long axis, long newAxis) {
        Differential.check(rows(items)
                .node("ConcatFromSequence", "s", "y", Map.of("axis", integer(axis), "new_axis", integer(newAxis)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1,0", "-1,0", "0,1", "1,1", "2,1", "-1,1"})
    void knownItemsJoined(long axis, long newAxis) {
        Differential.check(TestModel.opset(19)
                .input("a", random(FLOAT, "a", "2 3"))
                .input("b", random(FLOAT, "b", "2 3"))
                .node("SequenceConstruct", "a,b,a", "s")
                .node("ConcatFromSequence", "s", "y", Map.of("axis", integer(axis), "new_axis", integer(newAxis)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"0,1", "0,0", "1,1", "1,0", "-1,1"})
    void singleEntriesSplit(long axis, long keepdims) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "3 4"))
                .node("SplitToSequence", "x", "s", Map.of("axis", integer(axis), "keepdims", integer(keepdims)))
                .output("s", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @CsvSource({"0,2", "1,3", "1,1", "2,4", "-1,5"})
    void partsOfOneLength(long axis, long length) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "3 4 5"))
                .input("split", count(length))
                .node("SplitToSequence", "x,split", "s", Map.of("axis", integer(axis)))
                .output("s", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @CsvSource({"0,1 2", "1,2 1 1", "2,5", "-1,1 3 1"})
    void partsOfGivenLengths(long axis, String lengths) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "3 4 5"))
                .input("split", Tensor.vector(NodeText.sizes(lengths)))
                .node("SplitToSequence", "x,split", "s", Map.of("axis", integer(axis)))
                .output("s", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"DOUBLE", "INT32", "INT64", "UINT8", "BOOL", "INT8"})
    void itemsOfEveryKindOfElement(DType dtype) {
        Differential.check(TestModel.opset(19)
                .input("x", Tensor.ofLongs(dtype, new long[] {2, 3}, 1, 0, 1, 1, 0, 0))
                .input("p", count(1))
                .node("SequenceConstruct", "x,x,x", "s")
                .node("SequenceErase", "s,p", "t")
                .node("SequenceAt", "t,p", "y")
                .output("y", dtype));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void aBodyForEachItem(long items) {
        Differential.check(rows(items)
                .node(
                        "SequenceMap",
                        "s,x",
                        "t",
                        Map.of("body", body("item FLOAT, other FLOAT", "Add item,other -> r", "r FLOAT")))
                .output("t", type("seq:FLOAT")));
    }

    @Test
    void aBodyForEachKnownItem() {
        Differential.check(
                three().node("SequenceMap", "s", "t", Map.of("body", body("item FLOAT", "Neg item -> r", "r FLOAT")))
                        .output("t", type("seq:FLOAT")));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void sequencesOfBranches(long condition) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("condition", Tensor.ofLongs(BOOL, new long[0], condition))
                .node(
                        "If",
                        "condition",
                        "s",
                        Map.of(
                                "then_branch", body("", "SequenceConstruct x,x -> a", "a seq:FLOAT"),
                                "else_branch", body("", "SequenceEmpty -> b", "b seq:FLOAT")))
                .node("SequenceLength", "s", "length")
                .output("length", INT64));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void anOptionalOfBranches(long condition) {
        Differential.check(TestModel.opset(19)
                .input("x", random(FLOAT, "x", "2 3"))
                .input("condition", Tensor.ofLongs(BOOL, new long[0], condition))
                .node(
                        "If",
                        "condition",
                        "o",
                        Map.of(
                                "then_branch", body("", "Optional x -> a", "a opt:FLOAT"),
                                "else_branch", body("", "Exp x -> e; Optional e -> b", "b opt:FLOAT")))
                .node("OptionalHasElement", "o", "has")
                .node("OptionalGetElement", "o", "y")
                .output("has", BOOL)
                .output("y", FLOAT));
    }
}
