package io.github.onnxferry.parity.savedmodel;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Models small enough to know their results by heart. */
final class SmallModels {
    private static final Shape ROWS_OF_3 = Shape.of(Dim.symbol("batch"), Dim.of(3));

    private SmallModels() {}

    /** {@code y = x W + b} with {@code W = 1 [3, 2]}, {@code b = (0, 10)}. */
    static TfModel linear() {
        var tf = new TfBuilder(new FunctionLibrary(), "main");
        var x = tf.parameter("x", DType.FLOAT, ROWS_OF_3);
        var y = linear(tf, x);
        return model(tf, List.of(new TfModel.Port("x", DType.FLOAT, ROWS_OF_3)), List.of(port("y", y)), List.of(y));
    }

    private static Value linear(TfBuilder tf, Value x) {
        var w = tf.weight("fc.weight", Tensor.ofFloats(new long[] {3, 2}, 1, 1, 1, 1, 1, 1));
        var b = tf.weight("fc.bias", Tensor.ofFloats(new long[] {2}, 0, 10));
        return tf.add(tf.matMul(x, w), b);
    }

    /**
     * Names that TensorFlow cannot use as they are, and a list output: {@code Ünï:0 = x W + b}, {@code a/b.2} its first
     * column as int32, {@code 名} the input {@code in} itself, {@code s} a string constant.
     */
    static TfModel awkwardNames() {
        var tf = new TfBuilder(new FunctionLibrary(), "main");
        var z = tf.parameter("z:0", DType.FLOAT, ROWS_OF_3);
        var in = tf.parameter("in", DType.INT64, Shape.unknown());
        var y = linear(tf, z);
        var columns = tf.op("Split")
                .in(tf.constant(Tensor.scalar(DType.INT32, 1)), y)
                .attr("num_split", 2)
                .all();
        var rounded = tf.cast(columns.get(1), DType.INT32);
        var text = tf.constant(Tensor.ofStrings(
                new long[] {2}, List.of("é".getBytes(StandardCharsets.UTF_8), new byte[] {0, (byte) 0xff})));
        return model(
                tf,
                List.of(
                        new TfModel.Port("z:0", DType.FLOAT, ROWS_OF_3),
                        new TfModel.Port("in", DType.INT64, Shape.unknown())),
                List.of(port("Ünï:0", y), port("a/b.2", rounded), port("名", in), port("s", text)),
                List.of(y, rounded, in, text));
    }

    /** {@code y = x doubled n times}, by a loop over a function of the library; {@code table} is an unnamed constant. */
    static TfModel loop() {
        var library = new FunctionLibrary();
        var scalar = Shape.scalar();
        var condition = new TfBuilder(library, library.uniqueName("condition"));
        var left = condition.parameter("n", DType.INT64, scalar);
        condition.parameter("x", DType.FLOAT, Shape.of(600));
        library.add(condition.build(List.of(new TfFunction.Result(
                "more", condition.greater(left, condition.constant(Tensor.scalar(DType.INT64, 0)))))));
        var body = new TfBuilder(library, library.uniqueName("body"));
        var n = body.parameter("n", DType.INT64, scalar);
        var x = body.parameter("x", DType.FLOAT, Shape.of(600));
        library.add(body.build(List.of(
                new TfFunction.Result("n", body.sub(n, body.constant(Tensor.scalar(DType.INT64, 1)))),
                new TfFunction.Result("x", body.mul(x, body.constant(Tensor.scalar(DType.FLOAT, 2)))))));
        var tf = new TfBuilder(library, "main");
        var count = tf.parameter("n", DType.INT64, scalar);
        var values = new float[600];
        Arrays.fill(values, 1.5f);
        var table = tf.constant(Tensor.ofFloats(new long[] {600}, values));
        var results = tf.op("StatelessWhile")
                .list(List.of(count, table))
                .types("T", List.of(DType.INT64, DType.FLOAT))
                .function("cond", "condition")
                .function("body", "body")
                .shapes(scalar, Shape.of(600))
                .all();
        return model(
                tf,
                List.of(new TfModel.Port("n", DType.INT64, scalar)),
                List.of(port("y", results.get(1))),
                List.of(results.get(1)));
    }

    private static TfModel.Port port(String key, Value value) {
        return new TfModel.Port(key, value.dtype(), value.shape());
    }

    private static TfModel model(
            TfBuilder tf, List<TfModel.Port> inputs, List<TfModel.Port> outputs, List<Value> results) {
        var named = new ArrayList<TfFunction.Result>();
        for (int i = 0; i < results.size(); i++) {
            named.add(new TfFunction.Result("output_" + i, results.get(i)));
        }
        var main = tf.build(named);
        return new TfModel(
                "small", main, tf.library().reachableFrom(main), inputs, outputs, Map.of("producer", "a test"));
    }
}
