package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that move elements against ONNX Runtime: shapes, slices, pads, joins. */
class MovementDifferentialTest {
    private static final int OPSET = 21;

    /** Different elements in rising order. */
    static Tensor counting(DType dtype, long... sizes) {
        return Tensor.ofLongs(
                dtype, sizes, LongStream.range(1, Tensor.elements(sizes) + 1).toArray());
    }

    static Tensor strings(String... values) {
        return Tensor.ofStrings(
                new long[] {values.length},
                Arrays.stream(values)
                        .map(v -> v.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    /** Numbers separated by spaces. */
    static Tensor vector(String numbers) {
        return Tensor.vector(
                numbers.isBlank()
                        ? new long[0]
                        : Arrays.stream(numbers.split(" "))
                                .mapToLong(Long::parseLong)
                                .toArray());
    }

    static OnnxAttribute of(long value) {
        return new IntValue(value);
    }

    static OnnxAttribute of(String value) {
        return StringValue.of(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 12", "-1", "0 -1", "2 0 -1 1", "0 3 2 2", "1 2 3 4 1"})
    void reshapesCopyAndInferLengths(String shape) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 4))
                .input("shape", vector(shape))
                .node("Reshape", "x,shape", "y")
                .output("y", FLOAT));
    }

    @Test
    void reshapesOfNothing() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 0, 3))
                .constant("shape", vector("3 0 5"))
                .node("Reshape", "x,shape", "y", Map.of("allowzero", of(1)))
                .output("y", FLOAT));
    }

    @Test
    void shapesComputedFromShapesStayKnown() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 8))
                .constant("two", vector("2"))
                .constant("rest", vector("-1"))
                .constant("first", Tensor.vector(0, 1))
                .node("Shape", "x", "s")
                .node("Gather", "s,first", "front")
                .node("Concat", "front,two,rest", "target", Map.of("axis", of(0)))
                .node("Reshape", "x,target", "y")
                .node("Shape", "x", "tail", Map.of("start", of(-2), "end", of(100)))
                .node("Size", "x", "count")
                .output("y", FLOAT)
                .output("tail", INT64)
                .output("count", INT64));
    }

    @ParameterizedTest
    @ValueSource(longs = {-3, -1, 0, 1, 2, 3})
    void flattensAtAnyAxis(long axis) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 4))
                .node("Flatten", "x", "y", Map.of("axis", of(axis)))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "3 0", "-2 1"})
    void axesOfLengthOneComeAndGo(String axes) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3))
                .input("axes", vector(axes))
                .node("Unsqueeze", "x,axes", "u")
                .node("Squeeze", "u,axes", "y")
                .output("u", FLOAT)
                .output("y", FLOAT));
    }

    @Test
    void squeezesAllAxesOfLengthOne() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 1, 3, 1, 2))
                .node("Squeeze", "x", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"3 1", "1 1", "2 3 4", "1 1 1", "4"})
    void expandsBothWays(String shape) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(INT32, 3, 1))
                .input("shape", vector(shape))
                .node("Expand", "x,shape", "y")
                .output("y", INT32));
    }

    @Test
    void tilesAnyRank() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3))
                .input("repeats", vector("3 2"))
                .node("Tile", "x,repeats", "y")
                .output("y", FLOAT));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 1, 2, 1, 2, 1, 2, 1, 2, 1))
                .input("repeats", vector("2 1 1 1 1 1 1 2 3"))
                .node("Tile", "x,repeats", "y")
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "0;2;0;1",
                "-2;-1;1;1",
                "-100;100;-1;1",
                "1;9223372036854775807;2;2",
                "-1;-9223372036854775808;2;-1",
                "-1;-100;1;-2",
                "-100;-200;1;-1",
                "3;0;2;-1",
                "2;1;2;1",
                "1 0;3 -1;2 0;1 1",
                "0 5 1;2 0 3;-3 -1 1;1 -2 1",
            },
            delimiter = ';')
    void slicesClamp(String starts, String ends, String axes, String steps) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 5))
                .input("starts", vector(starts))
                .input("ends", vector(ends))
                .input("axes", vector(axes))
                .input("steps", vector(steps))
                .node("Slice", "x,starts,ends,axes,steps", "y")
                .output("y", FLOAT));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 5))
                .constant("starts", vector(starts))
                .input("ends", vector(ends))
                .constant("axes", vector(axes))
                .constant("steps", vector(steps))
                .node("Slice", "x,starts,ends,axes,steps", "y")
                .output("y", FLOAT));
    }

    /** Bounds far outside of a vector that is a shape, as exporters leave them. */
    @ParameterizedTest
    @CsvSource({
        "-9223372036854775808, -2",
        "-9223372036854775808, 9223372036854775807",
        "-100, 2",
        "-5, 3",
        "1, -100",
        "0, -4",
        "-2, 100",
    })
    void slicesOfShapesClamp(long start, long end) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 2, 3, 1, 5))
                .node("Shape", "x", "sizes")
                .constant("starts", Tensor.vector(start))
                .constant("ends", Tensor.vector(end))
                .node("Slice", "sizes,starts,ends", "part")
                .constant("one", Tensor.vector(-1))
                .node("Concat", "part,one", "target", Map.of("axis", new OnnxAttribute.IntValue(0)))
                .node("Reshape", "x,target", "y")
                .output("part", DType.INT64)
                .output("y", FLOAT));
    }

    @Test
    void slicesOfHighRank() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 1, 2, 1, 2, 1, 2, 1, 2, 3))
                .input("starts", vector("-1 1"))
                .input("ends", vector("-9 2"))
                .constant("axes", vector("8 1"))
                .input("steps", vector("-1 1"))
                .node("Slice", "x,starts,ends,axes,steps", "y")
                .output("y", FLOAT));
    }

    @Test
    void splitsIntoEqualGivenAndUnevenParts() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 3, 7))
                .input("sizes", vector("2 0 5"))
                .node("Split", "x,sizes", "a,b,c", Map.of("axis", of(-1)))
                .node("Split", "x", "d,e,f", Map.of("axis", of(0), "num_outputs", of(3)))
                .node("Split", "x", "g,h,i", Map.of("axis", of(1), "num_outputs", of(3)))
                .node("Concat", "c,a,b", "y", Map.of("axis", of(-1)))
                .output("y", FLOAT)
                .output("e", FLOAT)
                .output("g", FLOAT)
                .output("i", FLOAT));
    }

    @ParameterizedTest
    @CsvSource(
            value = {
                "constant;0 1 2 0",
                "constant;1 -1 -1 2",
                "constant;-1 0 0 -2",
                "reflect;0 1 0 2",
                "reflect;1 2 2 1",
                "reflect;0 -1 0 2",
                "edge;0 3 5 1",
                "edge;-1 3 0 -2",
                "wrap;1 3 2 1",
                "wrap;0 -1 0 3",
            },
            delimiter = ';')
    void padsInEveryMode(String mode, String pads) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 3, 4))
                .input("pads", vector(pads))
                .input("value", Tensor.ofFloats(new long[0], -1.5f))
                .node("Pad", "x,pads,value", "y", Map.of("mode", of(mode)))
                .output("y", FLOAT));
    }

    @Test
    void padsNamedAxesAndOtherDtypes() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(INT32, 2, 3, 2))
                .constant("pads", vector("1 0 0 2"))
                .constant("axes", vector("-1 0"))
                .node("Pad", "x,pads,,axes", "y")
                .node("Pad", "x,pads,,axes", "z", Map.of("mode", of("edge")))
                .output("y", INT32)
                .output("z", INT32));
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(BOOL, 1, 3))
                .constant("pads", vector("1 0 0 2"))
                .node("Pad", "x,pads", "y")
                .output("y", BOOL));
    }

    @Test
    void padsHighRank() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(FLOAT, 1, 2, 1, 2, 1, 2, 1, 2, 3))
                .input("pads", vector("1 0 0 0 0 0 0 -1 2 0 0 0 0 0 0 0 1 1"))
                .node("Pad", "x,pads", "y")
                .output("y", FLOAT));
    }

    @Test
    void choosesAndCutsTriangles() {
        Differential.check(TestModel.opset(OPSET)
                .input("c", Tensor.ofLongs(BOOL, new long[] {2, 1}, 1, 0))
                .input("a", counting(DOUBLE, 3))
                .input("b", counting(DOUBLE, 1, 1))
                .node("Where", "c,a,b", "y")
                .output("y", DOUBLE));
        for (long k : new long[] {-2, 0, 1, 5}) {
            for (long upper : new long[] {0, 1}) {
                Differential.check(TestModel.opset(OPSET)
                        .input("x", counting(INT64, 2, 3, 4))
                        .input("k", Tensor.ofLongs(INT64, new long[0], k))
                        .node("Trilu", "x,k", "y", Map.of("upper", of(upper)))
                        .output("y", INT64));
            }
        }
    }

    @Test
    void movesStrings() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", strings("b", "", "ä", "b"))
                .input("i", vector("-1 0"))
                .node("Gather", "x,i", "picked")
                .node("Concat", "picked,x", "joined", Map.of("axis", of(0)))
                .node("Unique", "x", "u,first,inverse,counts")
                .output("joined", STRING)
                .output("u", STRING)
                .output("first", INT64)
                .output("inverse", INT64)
                .output("counts", INT64));
    }

    @Test
    void countsFromStartToLimit() {
        for (long[] r : new long[][] {{0, 5, 1}, {2, 11, 3}, {10, 1, -4}, {3, 1, 1}, {0, 3, -1}}) {
            for (DType dtype : new DType[] {INT32, INT64, FLOAT, DOUBLE}) {
                Differential.check(TestModel.opset(OPSET)
                        .input("start", Tensor.ofLongs(INT64, new long[0], r[0]))
                        .input("limit", Tensor.ofLongs(INT64, new long[0], r[1]))
                        .input("delta", Tensor.ofLongs(INT64, new long[0], r[2]))
                        .node("Cast", "start", "s", Map.of("to", of(number(dtype))))
                        .node("Cast", "limit", "l", Map.of("to", of(number(dtype))))
                        .node("Cast", "delta", "d", Map.of("to", of(number(dtype))))
                        .node("Range", "s,l,d", "y")
                        .output("y", dtype));
            }
        }
    }

    private static long number(DType dtype) {
        return switch (dtype) {
            case INT32 -> 6;
            case INT64 -> 7;
            case DOUBLE -> 11;
            default -> 1;
        };
    }

    @Test
    void marksDiagonalsAndHotElements() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(INT32, 3, 4))
                .node("EyeLike", "x", "y", Map.of("k", of(-1)))
                .node("EyeLike", "x", "z", Map.of("k", of(2), "dtype", of(11)))
                .output("y", INT32)
                .output("z", DOUBLE));
        for (long axis : new long[] {-1, 0, 1, -2}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("i", Tensor.ofLongs(INT64, new long[] {2, 2}, 1, -1, 3, 0))
                    .input("depth", vector("3"))
                    .input("values", Tensor.ofLongs(FLOAT, new long[] {2}, 5, 7))
                    .node("OneHot", "i,depth,values", "y", Map.of("axis", of(axis)))
                    .output("y", FLOAT));
        }
    }

    @Test
    void bytesStayBytes() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", counting(UINT8, 2, 3))
                .node("Transpose", "x", "t")
                .node("Flatten", "t", "y", Map.of("axis", of(0)))
                .output("y", UINT8));
    }
}
