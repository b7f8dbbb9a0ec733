package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** DeformConv against ONNX Runtime, and over volumes against Conv, which it is where nothing moves. */
class DeformableConvolutionDifferentialTest {
    private static Tensor random(DType dtype, Random random, double reach, long... sizes) {
        return Tensor.ofDoubles(
                dtype,
                sizes,
                random.doubles(Tensor.elements(sizes), -reach, reach).toArray());
    }

    private static IntsValue ints(String numbers) {
        return new IntsValue(
                Arrays.stream(numbers.split(" ")).map(Long::valueOf).toList());
    }

    private static long windows(long length, long kernel, long begin, long end, long stride, long dilation) {
        return (length + begin + end - dilation * (kernel - 1) - 1) / stride + 1;
    }

    @ParameterizedTest
    @CsvSource({
        "3 3,1 1,0 0 0 0,1 1,1,1,true,true,1.5",
        "3 3,1 1,1 1 1 1,1 1,1,1,false,false,0.5",
        "3 3,1 1,1 1 1 1,1 1,1,1,true,false,3",
        "3 3,2 2,1 1 1 1,1 1,1,1,false,true,1",
        "3 3,1 1,2 2 2 2,2 2,1,1,true,true,1",
        "2 3,2 1,1 0 0 2,1 2,1,1,true,true,2",
        "1 1,1 1,0 0 0 0,1 1,1,1,true,true,1",
        "3 3,1 1,1 1 1 1,1 1,2,1,true,true,1",
        "3 3,1 1,1 1 1 1,1 1,4,1,false,true,1",
        "3 3,1 1,1 1 1 1,1 1,1,2,true,true,1",
        "3 3,1 1,1 1 1 1,1 1,1,4,true,false,1",
        "3 3,1 1,1 1 1 1,1 1,2,2,true,true,1",
        "3 3,1 1,1 1 1 1,1 1,2,4,true,true,1",
        "3 3,1 1,1 1 1 1,1 1,4,2,true,true,1",
        "2 2,3 2,0 1 2 1,2 3,2,2,true,true,4",
        "3 3,1 1,1 1 1 1,1 1,1,1,true,true,50",
        "1 3,1 1,0 1 0 1,1 1,2,1,false,false,1",
        "5 5,1 1,2 2 2 2,1 1,1,1,false,false,1"
    })
    void deforms(
            String kernel,
            String strides,
            String pads,
            String dilations,
            long group,
            long offsetGroup,
            boolean masked,
            boolean biased,
            double reach) {
        for (var dtype : List.of(FLOAT, DOUBLE)) {
            var k = ints(kernel).values();
            var s = ints(strides).values();
            var p = ints(pads).values();
            var d = ints(dilations).values();
            long taps = k.get(0) * k.get(1);
            long height = windows(7, k.get(0), p.get(0), p.get(2), s.get(0), d.get(0));
            long width = windows(6, k.get(1), p.get(1), p.get(3), s.get(1), d.get(1));
            var random = new Random(taps + group);
            var attributes = new HashMap<String, OnnxAttribute>(Map.of(
                    "strides", ints(strides),
                    "pads", ints(pads),
                    "dilations", ints(dilations),
                    "group", new IntValue(group),
                    "offset_group", new IntValue(offsetGroup)));
            if (masked) {
                attributes.put("kernel_shape", ints(kernel));
            }
            var model = TestModel.opset(22)
                    .input("x", random(dtype, random, 1, 2, 4, 7, 6))
                    .input("w", random(dtype, random, 1, 8, 4 / group, k.get(0), k.get(1)))
                    .input("offset", random(dtype, random, reach, 2, offsetGroup * taps * 2, height, width));
            if (biased) {
                model.input("b", random(dtype, random, 1, 8));
            }
            if (masked) {
                model.input("mask", random(dtype, random, 1, 2, offsetGroup * taps, height, width));
            }
            Differential.check(
                    model.node(
                                    "DeformConv",
                                    "x,w,offset," + (biased ? "b" : "") + "," + (masked ? "mask" : ""),
                                    "y",
                                    attributes)
                            .output("y", dtype),
                    1e-4,
                    1e-5);
        }
    }

    @Test
    void deformsVolumesByWholeSteps() {
        var random = new Random(3);
        var x = random(FLOAT, random, 1, 1, 2, 4, 5, 3);
        var w = random(FLOAT, random, 1, 3, 2, 2, 2, 2);
        var zeros = Tensor.ofDoubles(FLOAT, new long[] {1, 24, 5, 6, 4}, new double[24 * 120]);
        var attributes = Map.<String, OnnxAttribute>of("pads", ints("1 1 1 1 1 1"));
        Differential.check(
                TestModel.opset(22)
                        .input("x", x)
                        .input("w", w)
                        .input("offset", zeros)
                        .node("DeformConv", "x,w,offset", "y", attributes)
                        .output("y", FLOAT),
                Map.of("y", ConvolutionReference.volume(x, w, 1)),
                1e-4,
                1e-5);
    }
}
