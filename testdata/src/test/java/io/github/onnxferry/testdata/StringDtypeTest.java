package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that move elements move strings as they move integers, and agree with ONNX Runtime where it has kernels. */
class StringDtypeTest {
    private static final int OPSET = 21;

    private static Tensor counting(long... sizes) {
        return Tensor.ofLongs(
                INT64, sizes, LongStream.range(0, Tensor.elements(sizes)).toArray());
    }

    private static Tensor scalar(long value) {
        return Tensor.ofLongs(INT64, new long[0], value);
    }

    /** What an operator takes besides data: constants by name, and attributes. */
    private record Setting(long[] sizes, Map<String, Tensor> constants, Map<String, OnnxAttribute> attributes) {}

    private static Setting of(long[] sizes, Object... rest) {
        var constants = new LinkedHashMap<String, Tensor>();
        var attributes = new HashMap<String, OnnxAttribute>();
        for (int i = 0; i < rest.length; i += 2) {
            var name = String.valueOf(rest[i]);
            if (rest[i + 1] instanceof Tensor tensor) {
                constants.put(name, tensor);
            } else if (rest[i + 1] instanceof OnnxAttribute attribute) {
                attributes.put(name, attribute);
            }
        }
        return new Setting(sizes, constants, attributes);
    }

    private static Setting setting(String inputs) {
        return switch (inputs.substring(0, inputs.indexOf(';'))) {
            case "Transpose", "Identity", "Flatten" -> of(new long[] {2, 3});
            case "Reshape" -> of(new long[] {2, 3}, "c", Tensor.vector(3, -1));
            case "Expand" -> of(new long[] {2, 1}, "c", Tensor.vector(2, 2, 3));
            case "Tile" -> of(new long[] {2, 3}, "c", Tensor.vector(2, 3));
            case "Squeeze" -> of(new long[] {2, 1, 3}, "c", Tensor.vector(1));
            case "Unsqueeze" -> of(new long[] {2, 3}, "c", Tensor.vector(0, -1));
            case "Concat" -> of(new long[] {2, 3}, "axis", new IntValue(1));
            case "Slice" ->
                of(
                        new long[] {4, 5},
                        "from",
                        Tensor.vector(-1, 0),
                        "to",
                        Tensor.vector(-100, 4),
                        "axes",
                        Tensor.vector(0, 1),
                        "steps",
                        Tensor.vector(-2, 3));
            case "Gather" -> of(new long[] {4, 3}, "c", Tensor.vector(3, -1, 0), "axis", new IntValue(0));
            case "GatherElements" ->
                of(new long[] {2, 3}, "c", Tensor.vector(0, 2, -1, 1).reshape(2, 2), "axis", new IntValue(1));
            case "GatherND" -> of(new long[] {2, 3}, "c", Tensor.vector(1, -1).reshape(1, 2));
            case "Compress" ->
                of(new long[] {3, 2}, "c", Tensor.ofLongs(BOOL, new long[] {3}, 1, 0, 1), "axis", new IntValue(0));
            case "Where" -> of(new long[] {2, 3}, "c", Tensor.ofLongs(BOOL, new long[] {3}, 1, 0, 1));
            case "DepthToSpace" -> of(new long[] {1, 8, 2, 3}, "blocksize", new IntValue(2));
            case "SpaceToDepth" -> of(new long[] {1, 2, 4, 6}, "blocksize", new IntValue(2));
            case "ReverseSequence" -> of(new long[] {4, 3}, "c", Tensor.vector(1, 4, 2));
            case "ScatterElements" ->
                of(
                        new long[] {3, 3},
                        "c",
                        Tensor.ofLongs(INT64, new long[] {3, 3}, 1, 0, 2, 0, 2, 1, 2, 1, 0),
                        "axis",
                        new IntValue(0));
            case "ScatterND" -> of(new long[] {2, 3}, "c", Tensor.vector(1, 0).reshape(2, 1));
            case "Pad:reflect" ->
                of(new long[] {3, 3}, "c", Tensor.vector(1, 2, 2, 0), "mode", StringValue.of("reflect"));
            case "Pad:edge" -> of(new long[] {3, 3}, "c", Tensor.vector(1, 2, 2, 0), "mode", StringValue.of("edge"));
            case "Pad:wrap" -> of(new long[] {3, 3}, "c", Tensor.vector(1, 2, 2, 0), "mode", StringValue.of("wrap"));
            case "Resize" ->
                of(new long[] {1, 1, 2, 3}, "c", Tensor.vector(1, 1, 5, 4), "mode", StringValue.of("nearest"));
            default -> throw new IllegalArgumentException(inputs);
        };
    }

    /** The inputs of an operator by name: {@code x} is the data, others are constants. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Transpose;x",
                "Identity;x",
                "Flatten;x",
                "Reshape;x,c",
                "Expand;x,c",
                "Tile;x,c",
                "Squeeze;x,c",
                "Unsqueeze;x,c",
                "Concat;x,x",
                "Slice;x,from,to,axes,steps",
                "Gather;x,c",
                "GatherElements;x,c",
                "GatherND;x,c",
                "Compress;x,c",
                "Where;c,x,x",
                "DepthToSpace;x",
                "SpaceToDepth;x",
                "ReverseSequence;x,c",
                "ScatterElements;x,c,x",
                "ScatterND;x,c,x",
                "Pad:reflect;x,c",
                "Pad:edge;x,c",
                "Pad:wrap;x,c",
                "Resize;x,,,c"
            })
    void movesStringsAsItMovesIntegers(String spec) {
        var op = spec.substring(0, spec.indexOf(';')).replaceAll(":.*", "");
        var inputs = "," + spec.substring(spec.indexOf(';') + 1) + ",";
        var setting = setting(spec);
        var model = TestModel.opset(OPSET)
                .input("x", counting(setting.sizes()))
                .node("Cast", "x", "text", Map.of("to", new IntValue(OnnxTypes.number(STRING))));
        setting.constants().forEach(model::constant);
        var ofText = inputs.replace(",x,", ",text,").replace(",x,", ",text,");
        model.node(op, inputs.substring(1, inputs.length() - 1), "moved", setting.attributes())
                .node(op, ofText.substring(1, ofText.length() - 1), "moved_text", setting.attributes())
                .node("Cast", "moved_text", "back", Map.of("to", new IntValue(OnnxTypes.number(INT64))));
        agree(model);
    }

    private static void agree(TestModel model) {
        model.node("Equal", "moved,back", "same_elements")
                .node("Shape", "moved", "sizes")
                .node("Shape", "moved_text", "text_sizes")
                .node("Equal", "sizes,text_sizes", "same_sizes");
        for (var what : List.of("elements", "sizes")) {
            model.node(
                            "Cast",
                            "same_" + what,
                            what + "_as_numbers",
                            Map.of("to", new IntValue(OnnxTypes.number(INT32))))
                    .node("ReduceMin", what + "_as_numbers", "all_" + what, Map.of("keepdims", new IntValue(0)))
                    .output("all_" + what, INT32);
        }
        var one = Tensor.ofLongs(INT32, new long[0], 1);
        Differential.check(model, Map.of("all_elements", one, "all_sizes", one), 0, 0);
    }

    @ParameterizedTest
    @CsvSource({"Equal,x,y", "Unique,x,x", "NonZero,x,x", "Shape,x,x", "Size,x,x"})
    void asks(String op, String first, String second) {
        var model = TestModel.opset(OPSET)
                .input("x", TextDifferentialTest.strings("b|a||\u00e4|b|aa", 2, 3))
                .input("y", TextDifferentialTest.strings("a|a|"));
        switch (op) {
            case "Equal" -> model.node(op, first + "," + second, "z").output("z", BOOL);
            case "Unique" ->
                model.node(op, "x", "z,places,inverse,counts")
                        .output("z", STRING)
                        .output("places", INT64)
                        .output("inverse", INT64)
                        .output("counts", INT64);
            default -> model.node(op, "x", "z").output("z", INT64);
        }
        if (op.equals("NonZero")) {
            Differential.check(
                    model, Map.of("z", Tensor.ofLongs(INT64, new long[] {2, 5}, 0, 0, 1, 1, 1, 0, 1, 0, 1, 2)), 0, 0);
        } else {
            Differential.check(model);
        }
    }

    @ParameterizedTest
    @CsvSource({"Split", "OneHot", "Pad", "Trilu", "CenterCropPad"})
    void fillsAndSplits(String op) {
        var x = TextDifferentialTest.strings("b|a||\u00e4|b|aa", 2, 3);
        switch (op) {
            case "Split" ->
                Differential.check(TestModel.opset(OPSET)
                        .input("x", x)
                        .constant("lengths", Tensor.vector(1, 2))
                        .node("Split", "x,lengths", "y,z", Map.of("axis", new IntValue(1)))
                        .output("y", STRING)
                        .output("z", STRING));
            case "OneHot" ->
                Differential.check(TestModel.opset(OPSET)
                        .input("indices", Tensor.vector(1, -1, 5))
                        .constant("depth", scalar(3))
                        .input("values", TextDifferentialTest.strings("off|on"))
                        .node("OneHot", "indices,depth,values", "y")
                        .output("y", STRING));
            case "Pad" ->
                Differential.check(
                        TestModel.opset(OPSET)
                                .input("x", x)
                                .constant("pads", Tensor.vector(0, 1, 0, 0))
                                .node("Pad", "x,pads", "y")
                                .output("y", STRING),
                        Map.of("y", TextDifferentialTest.strings("|b|a|||\u00e4|b|aa", 2, 4)),
                        0,
                        0);
            case "Trilu" ->
                Differential.check(
                        TestModel.opset(OPSET)
                                .input("x", x)
                                .node("Trilu", "x", "y", Map.of("upper", new IntValue(0)))
                                .output("y", STRING),
                        Map.of("y", TextDifferentialTest.strings("b|||\u00e4|b|", 2, 3)),
                        0,
                        0);
            case "CenterCropPad" ->
                Differential.check(
                        TestModel.opset(OPSET)
                                .input("x", x)
                                .constant("sizes", Tensor.vector(3, 1))
                                .node("CenterCropPad", "x,sizes", "y")
                                .output("y", STRING),
                        Map.of("y", TextDifferentialTest.strings("a|b|", 3, 1)),
                        0,
                        0);
            default -> throw new IllegalArgumentException(op);
        }
    }

    private static GraphValue body(OnnxNode... nodes) {
        var result = new OnnxValue("result", new TensorType(STRING, Shape.unknown()));
        return new GraphValue(new OnnxGraph("body", List.of(nodes), List.of(), List.of(result), Map.of(), Map.of()));
    }

    private static OnnxNode node(String op, List<String> inputs, String output) {
        return new OnnxNode(op + "_" + output, Domain.ONNX, op, "", inputs, List.of(output), Map.of());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1})
    void branchesTakeStrings(long condition) {
        Differential.check(TestModel.opset(OPSET)
                .input("condition", Tensor.ofLongs(BOOL, new long[0], condition))
                .input("x", TextDifferentialTest.strings("a|b"))
                .constant("suffix", TextDifferentialTest.strings("-c"))
                .node(
                        "If",
                        "condition",
                        "y",
                        Map.of(
                                "then_branch",
                                body(node("StringConcat", List.of("x", "suffix"), "result")),
                                "else_branch",
                                body(node("Identity", List.of("suffix"), "result"))))
                .output("y", STRING));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 3})
    void loopsCarryStrings(long rounds) {
        var inputs = List.of(
                new OnnxValue("round", new TensorType(INT64, Shape.scalar())),
                new OnnxValue("goes_on", new TensorType(BOOL, Shape.scalar())),
                new OnnxValue("text", new TensorType(STRING, Shape.unknown())));
        var outputs = List.of(
                new OnnxValue("still", new TensorType(BOOL, Shape.scalar())),
                new OnnxValue("longer", new TensorType(STRING, Shape.unknown())),
                new OnnxValue("scanned", new TensorType(STRING, Shape.unknown())));
        var nodes = List.of(
                node("Identity", List.of("goes_on"), "still"),
                node("StringConcat", List.of("text", "suffix"), "longer"),
                node("Identity", List.of("longer"), "scanned"));
        Differential.check(TestModel.opset(OPSET)
                .input("rounds", scalar(rounds))
                .input("x", TextDifferentialTest.strings("a|b"))
                .constant("suffix", TextDifferentialTest.strings("-c"))
                .node(
                        "Loop",
                        "rounds,,x",
                        "y,all",
                        Map.of(
                                "body",
                                new GraphValue(new OnnxGraph("body", nodes, inputs, outputs, Map.of(), Map.of()))))
                .output("y", STRING));
    }
}
