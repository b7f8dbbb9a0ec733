package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels, picture sizes and maps of which only the rank is known before the model runs, against ONNX Runtime. */
class FreeParametersDifferentialTest {
    private static Tensor noise(int seed, long... sizes) {
        var values = new Random(seed).doubles(Tensor.elements(sizes), -1, 1).toArray();
        return Tensor.ofDoubles(FLOAT, sizes, values);
    }

    private static long[] numbers(String list) {
        return Arrays.stream(list.split(" ")).mapToLong(Long::parseLong).toArray();
    }

    private static Tensor vector(String list) {
        var values = numbers(list);
        return Tensor.ofLongs(INT64, new long[] {values.length}, values);
    }

    /** Attributes from a text such as {@code strides=2 1;auto_pad=SAME_UPPER;group=2}. */
    private static Map<String, OnnxAttribute> attributes(String text) {
        var attributes = new LinkedHashMap<String, OnnxAttribute>();
        for (String part : text.isEmpty() ? new String[0] : text.split(";")) {
            var words = part.split("=");
            attributes.put(
                    words[0],
                    switch (words[0]) {
                        case "auto_pad" -> StringValue.of(words[1]);
                        case "group", "align_corners" -> new IntValue(Long.parseLong(words[1]));
                        default ->
                            new IntsValue(
                                    Arrays.stream(numbers(words[1])).boxed().toList());
                    });
        }
        return attributes;
    }

    @ParameterizedTest
    @CsvSource({
        "2 4 7,     4 3 3,     ''",
        "2 4 7,     4 3 3,     group=2;strides=2",
        "1 4 7,     4 2 3,     dilations=2;pads=1 2",
        "2 4 5 6,   4 3 3 2,   group=2",
        "2 4 5 6,   4 1 3 3,   group=4;strides=2 1;pads=1 0 0 1",
        "1 2 5 6,   2 3 3 3,   dilations=2 1;strides=1 3",
        "1 2 5 6,   2 3 3 3,   auto_pad=SAME_UPPER;strides=2 2",
        "1 2 5 6,   2 3 4 3,   auto_pad=SAME_LOWER;strides=2 3",
        "1 2 5 6,   2 3 3 2,   output_shape=10 13;strides=2 2",
        "1 2 5 6,   2 3 3 2,   output_shape=11 12;strides=2 2;output_padding=1 0;auto_pad=SAME_UPPER",
        "1 4 3 4 5, 4 1 2 3 2, group=2;strides=1 2 1",
        "1 2 3 4 5, 2 3 2 2 2, dilations=2 1 2;pads=1 0 1 0 0 1"
    })
    void transposedConvolutions(String x, String w, String attributes) {
        Differential.check(TestModel.opset(22)
                .input("x", noise(1, numbers(x.strip())))
                .input("w", noise(2, numbers(w.strip())))
                .node("ConvTranspose", "x,w", "y", attributes(attributes))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({
        "2 4 9,     6 2 3,     group=2;dilations=2",
        "1 4 6 7,   4 1 3 2,   group=4;strides=2 2;pads=1 1 1 1",
        "1 2 5 6 7, 3 2 2 3 2, dilations=2 1 3;pads=1 1 1 0 1 2",
        "1 4 5 4 6, 6 2 3 2 2, group=2;strides=1 2 1",
        "1 4 5 6 6, 4 1 2 2 3, group=4;dilations=2 2 2;strides=2 1 1"
    })
    void convolutions(String x, String w, String attributes) {
        Differential.check(TestModel.opset(22)
                .input("x", noise(1, numbers(x.strip())))
                .input("w", noise(2, numbers(w.strip())))
                .node("Conv", "x,w", "y", attributes(attributes))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({
        "2 6 5,    7,     3,     ''",
        "1 10 10,  5 5,   1 5,   pads=0 1 0 1;strides=1 2",
        "2 12 4,   6 6,   2 3,   strides=3 3;pads=0 0 0 0",
        "1 18 9,   9 9,   3 3,   dilations=2 2;strides=2 2",
        "1 8 27,   4 4 4, 2 2 2, ''",
        "1 24 36,  6 5 4, 2 2 3, pads=0 1 1 0 0 1;strides=2 2 1"
    })
    void picturesFromBlocks(String x, String picture, String block, String attributes) {
        Differential.check(TestModel.opset(18)
                .input("x", noise(1, numbers(x.strip())))
                .input("picture", vector(picture.strip()))
                .input("block", vector(block.strip()))
                .node("Col2Im", "x,picture,block", "y", attributes(attributes))
                .output("y", FLOAT));
    }

    @ParameterizedTest
    @CsvSource({"2, 2 3 4 5, 0", "2, 1 1 2 6, 1", "3, 2 3 4 5 6, 0", "3, 1 2 5 2 3, 1"})
    void pointsOfMaps(long axes, String size, long aligned) {
        var sizes = vector(size.strip());
        Differential.check(TestModel.opset(20)
                .input("theta", noise(3, sizes.getLong(0), axes, axes + 1))
                .input("size", sizes)
                .node("AffineGrid", "theta,size", "grid", attributes("align_corners=" + aligned))
                .output("grid", FLOAT));
    }
}
