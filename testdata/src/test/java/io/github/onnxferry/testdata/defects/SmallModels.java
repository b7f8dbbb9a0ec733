package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.testdata.TestModel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Models of one or two nodes, with inputs that tell their defects. */
final class SmallModels {
    private static final long OPSET = 18;

    private SmallModels() {}

    static TestModel transpose() {
        return unary("Transpose", ramp(1, 3, 3), Map.of("perm", new IntsValue(List.of(0L, 2L, 1L))));
    }

    static TestModel unary(String op, Tensor x, Map<String, OnnxAttribute> attributes) {
        return TestModel.opset(OPSET)
                .input("x", x)
                .node(op, "x", "y", attributes)
                .output("y", x.dtype());
    }

    static TestModel withConstant(String op, Tensor x, Tensor constant) {
        return withConstant(op, x, constant, Map.of());
    }

    static TestModel withConstant(String op, Tensor x, Tensor constant, Map<String, OnnxAttribute> attributes) {
        return TestModel.opset(OPSET)
                .input("x", x)
                .constant("c", constant)
                .node(op, "x,c", "y", attributes)
                .output("y", x.dtype());
    }

    static TestModel compared(String op) {
        return TestModel.opset(OPSET)
                .input("x", floats(1, 2, 3, 2.1f))
                .constant("c", Tensor.scalar(DType.FLOAT, 2))
                .node(op, "x,c", "y")
                .output("y", DType.BOOL);
    }

    static TestModel looked(Tensor table) {
        return TestModel.opset(OPSET)
                .constant("table", table)
                .input("x", Tensor.vector(0, 1, 2))
                .node("Gather", "table,x", "y")
                .output("y", table.dtype());
    }

    static TestModel binary(String op, DType output, Tensor a, Tensor b) {
        return TestModel.opset(OPSET)
                .input("a", a)
                .input("b", b)
                .node(op, "a,b", "y")
                .output("y", output);
    }

    static TestModel concat() {
        return TestModel.opset(OPSET)
                .input("a", floats(1, 2))
                .input("b", floats(3, 4))
                .node("Concat", "a,b", "y", Map.of("axis", new IntValue(0)))
                .output("y", DType.FLOAT);
    }

    static TestModel split() {
        return TestModel.opset(OPSET)
                .input("x", ramp(2, 4))
                .node("Split", "x", "a,b", Map.of("axis", new IntValue(1), "num_outputs", new IntValue(2)))
                .node("Sub", "a,b", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel convolution(long stride) {
        return TestModel.opset(OPSET)
                .input("x", ramp(1, 1, 6, 6))
                .constant("w", ramp(1, 1, 3, 3))
                .node(
                        "Conv",
                        "x,w",
                        "y",
                        Map.of(
                                "pads", new IntsValue(List.of(1L, 1L, 1L, 1L)),
                                "strides", new IntsValue(List.of(stride, stride))))
                .output("y", DType.FLOAT);
    }

    static TestModel pad() {
        return withConstant("Pad", floats(1, 2, 3), Tensor.vector(2, 1));
    }

    static TestModel resize() {
        return TestModel.opset(OPSET)
                .input("x", ramp(1, 1, 2, 2))
                .constant("sizes", Tensor.vector(1, 1, 4, 4))
                .node("Resize", "x,,,sizes", "y", Map.of("mode", StringValue.of("linear")))
                .output("y", DType.FLOAT);
    }

    static TestModel normalised() {
        return TestModel.opset(OPSET)
                .input("x", floats(0.01f, 0.02f))
                .constant("e", Tensor.scalar(DType.FLOAT, 1e-3))
                .node("Add", "x,e", "a")
                .node("Sqrt", "a", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel mean() {
        return withConstant("ReduceMean", ramp(1, 2, 2), Tensor.vector(1));
    }

    static TestModel cumulated() {
        return withConstant("CumSum", ramp(2, 2), Tensor.scalar(DType.INT64, 1));
    }

    static TestModel twoProducts() {
        return TestModel.opset(OPSET)
                .input("x", ramp(2, 2))
                .constant("v", Tensor.ofFloats(new long[] {2, 2}, 1, 2, 3, 4))
                .constant("w", Tensor.ofFloats(new long[] {2, 2}, 5, 6, 7, 8))
                .node("MatMul", "x,v", "h")
                .node("MatMul", "h,w", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel product() {
        return withConstant("MatMul", ramp(2, 2), Tensor.ofFloats(new long[] {2, 2}, 1, 2, 3, 4));
    }

    static TestModel where() {
        return TestModel.opset(OPSET)
                .input("m", Tensor.ofLongs(DType.BOOL, new long[] {2}, 1, 0))
                .input("a", floats(1, 2))
                .input("b", floats(3, 4))
                .node("Where", "m,a,b", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel conditional() {
        return TestModel.opset(OPSET)
                .input("m", Tensor.ofLongs(DType.BOOL, new long[0], 1))
                .input("x", floats(1, 2))
                .node("If", "m", "y", Map.of("then_branch", branch("Neg"), "else_branch", branch("Exp")))
                .output("y", DType.FLOAT);
    }

    private static OnnxAttribute branch(String op) {
        var node = new OnnxNode(op, Domain.ONNX, op, "", List.of("x"), List.of("r"), Map.of());
        var result = new OnnxValue("r", new TensorType(DType.FLOAT, Shape.unknown()));
        return new GraphValue(new OnnxGraph(op, List.of(node), List.of(), List.of(result), Map.of(), Map.of()));
    }

    static TestModel quantised() {
        return TestModel.opset(OPSET)
                .input("x", floats(0.9f, 2.2f, 100))
                .constant("s", Tensor.scalar(DType.FLOAT, 0.5))
                .constant("z", Tensor.ofLongs(DType.UINT8, new long[0], 10))
                .node("QuantizeLinear", "x,s,z", "y")
                .output("y", DType.UINT8);
    }

    static TestModel clip() {
        return TestModel.opset(OPSET)
                .input("x", floats(-4, 0.5f, 4))
                .constant("low", Tensor.scalar(DType.FLOAT, -1))
                .node("Clip", "x,low", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel slice() {
        return TestModel.opset(OPSET)
                .input("x", floats(1, 2, 3, 4))
                .constant("b", Tensor.vector(1))
                .constant("e", Tensor.vector(3))
                .node("Slice", "x,b,e", "y")
                .output("y", DType.FLOAT);
    }

    static TestModel gathered() {
        return withConstant("Gather", floats(1, 2, 3), Tensor.vector(0, 2, 1));
    }

    static TestModel leaky() {
        return unary("LeakyRelu", floats(-2, 2), Map.of("alpha", new FloatValue(0.1f)));
    }

    /** An elementwise loop: the state doubles, three times. */
    static TestModel loop() {
        var nodes = List.of(
                new OnnxNode("twice", Domain.ONNX, "Mul", "", List.of("s", "two"), List.of("t"), Map.of()),
                new OnnxNode("goes_on", Domain.ONNX, "Identity", "", List.of("c"), List.of("d"), Map.of()));
        var body = new OnnxGraph(
                "body",
                nodes,
                List.of(
                        new OnnxValue("i", new TensorType(DType.INT64, Shape.of(new long[0]))),
                        new OnnxValue("c", new TensorType(DType.BOOL, Shape.of(new long[0]))),
                        new OnnxValue("s", new TensorType(DType.FLOAT, Shape.of(2)))),
                List.of(
                        new OnnxValue("d", new TensorType(DType.BOOL, Shape.of(new long[0]))),
                        new OnnxValue("t", new TensorType(DType.FLOAT, Shape.of(2)))),
                Map.of("two", Tensor.scalar(DType.FLOAT, 2)),
                Map.of());
        return TestModel.opset(OPSET)
                .input("n", Tensor.scalar(DType.INT64, 3))
                .input("x", floats(1, 2))
                .node("Loop", "n,,x", "y", Map.of("body", new GraphValue(body)))
                .output("y", DType.FLOAT);
    }

    static Tensor floats(float... values) {
        return Tensor.ofFloats(new long[] {values.length}, values);
    }

    /** 1, 2, 3, … */
    static Tensor ramp(long... sizes) {
        return Tensor.ofDoubles(
                DType.FLOAT,
                sizes,
                DoubleStream.iterate(1, v -> v + 1)
                        .limit(Tensor.elements(sizes))
                        .toArray());
    }

    static Tensor words(String... values) {
        return Tensor.ofStrings(
                new long[] {values.length},
                List.of(values).stream()
                        .map(v -> v.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }
}
