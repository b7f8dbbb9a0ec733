package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

/** Attributes and values of a node, written short in the tables of parameterized tests. */
final class NodeText {
    private NodeText() {}

    /** Attributes as in {@code is_causal=1 softcap=2.5 mode=none axes=[0,1]}: whole numbers are integers, those with a point floats. */
    static Map<String, OnnxAttribute> attributes(String text) {
        var attributes = new HashMap<String, OnnxAttribute>();
        for (var word : text.isBlank() ? new String[0] : text.strip().split(" +")) {
            int equals = word.indexOf('=');
            attributes.put(word.substring(0, equals), attribute(word.substring(equals + 1)));
        }
        return attributes;
    }

    private static OnnxAttribute attribute(String value) {
        if (value.startsWith("[")) {
            return integers(value.substring(1, value.length() - 1));
        }
        if (value.matches("-?\\d+")) {
            return new IntValue(Long.parseLong(value));
        }
        return value.matches("-?\\d*\\.\\d*") ? new FloatValue(Float.parseFloat(value)) : StringValue.of(value);
    }

    private static OnnxAttribute integers(String list) {
        return new IntsValue(
                list.isEmpty()
                        ? List.of()
                        : Arrays.stream(list.split(",")).map(Long::valueOf).toList());
    }

    /** Lengths separated by spaces. */
    static long[] sizes(String text) {
        return text.isBlank()
                ? new long[0]
                : Arrays.stream(text.strip().split(" +"))
                        .mapToLong(Long::parseLong)
                        .toArray();
    }

    /** Normally distributed numbers, the same ones for the same name and shape. */
    static Tensor random(DType dtype, String name, String shape) {
        var sizes = sizes(shape);
        var random = new Random(31L * name.hashCode() + Arrays.hashCode(sizes));
        return Tensor.ofDoubles(
                dtype,
                sizes,
                DoubleStream.generate(random::nextGaussian)
                        .limit(Tensor.elements(sizes))
                        .toArray());
    }

    /** Whole numbers from 0 up to a bound, the same ones for the same name and shape. */
    static Tensor indices(DType dtype, String name, String shape, int bound) {
        var sizes = sizes(shape);
        var random = new Random(31L * name.hashCode() + Arrays.hashCode(sizes));
        return Tensor.ofLongs(
                dtype,
                sizes,
                random.ints(Tensor.elements(sizes), 0, bound).asLongStream().toArray());
    }
}
