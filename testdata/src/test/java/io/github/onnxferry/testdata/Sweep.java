package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * Many small cases in one model, which takes hardly longer than one. A case is a line {@code Op | inputs | attributes |
 * outputs}. Inputs are separated by semicolons: {@code FLOAT[2 3]} is drawn at random, {@code FLOAT[2 3]@0.5..2} from a
 * range, {@code INT64{1 -1}} is a vector of values, {@code INT64(3)} a scalar, {@code -} an omitted input; {@code FLOAT[*]} takes each of several shapes. {@code T} stands
 * for each dtype of the sweep in turn. Outputs are dtypes separated by spaces, {@code T} if the line does not say.
 */
final class Sweep {
    private static final Pattern RANDOM = Pattern.compile("(\\w+)\\[([\\d ]*)](?:@(\\S+)\\.\\.(\\S+))?");
    private static final Pattern VALUES = Pattern.compile("(\\w+)(?:\\{(.*)}|\\((.*)\\))");

    /** What {@code [*]} stands for in turn. */
    private static final List<String> SHAPES = List.of("", "0", "3", "2 3", "2 1 3 2 2");

    private final List<String> cases = new ArrayList<>();

    private Sweep() {}

    /** The cases of some lines for each of some dtypes, separated by spaces. */
    static Sweep of(String dtypes, String... lines) {
        return new Sweep().and(dtypes, lines);
    }

    /** More cases. */
    Sweep and(String dtypes, String... lines) {
        for (String dtype : dtypes.split(" ")) {
            for (String line : lines) {
                var columns = new ArrayList<>(Arrays.asList(line.split("\\|", -1)));
                while (columns.size() < 4) {
                    columns.add(columns.size() == 3 ? "T" : "");
                }
                var inputs = columns.get(1).replaceAll("\\bT\\b", dtype);
                var attributes = columns.get(2).replace("$T", number(dtype));
                var outputs = columns.get(3).replaceAll("\\bT\\b", dtype);
                for (String shape : inputs.contains("[*]") ? SHAPES : List.of("")) {
                    cases.add(String.join(
                            "|", columns.get(0), inputs.replace("[*]", "[" + shape + "]"), attributes, outputs));
                }
            }
        }
        return this;
    }

    /** The number of a dtype in ONNX's enumeration. */
    private static String number(String dtype) {
        var numbers = Map.of(
                "FLOAT", "1", "UINT8", "2", "INT8", "3", "INT32", "6", "INT64", "7", "BOOL", "9", "FLOAT16", "10",
                "DOUBLE", "11");
        return numbers.getOrDefault(dtype, "0");
    }

    /** Fails unless both runtimes agree on all cases, under opsets separated by spaces. */
    void check(String opsets, double rtol, double atol) {
        for (String opset : opsets.split(" ")) {
            Differential.check(model(Long.parseLong(opset)), rtol, atol);
        }
    }

    /** Fails unless both runtimes agree on all cases within the usual tolerance. */
    void check(String opsets) {
        check(opsets, 1e-4, 1e-6);
    }

    private TestModel model(long opset) {
        var model = TestModel.opset(opset);
        for (int i = 0; i < cases.size(); i++) {
            var columns = cases.get(i).split("\\|", -1);
            var names = new ArrayList<String>();
            var inputs = columns[1].strip();
            for (String input : inputs.isEmpty() ? new String[0] : inputs.split(" *; *")) {
                if (input.equals("-")) {
                    names.add("");
                    continue;
                }
                var name = "in_" + i + "_" + names.size();
                model.input(name, tensor(input, 1000L * i + names.size()));
                names.add(name);
            }
            var outputs = new ArrayList<String>();
            for (String dtype : columns[3].strip().split(" +")) {
                outputs.add(
                        dtype.equals("-") ? "" : columns[0].strip().replace(':', '_') + "_" + i + "_" + outputs.size());
            }
            model.node(
                    columns[0].strip(),
                    String.join(",", names),
                    String.join(",", outputs),
                    NodeText.attributes(columns[2]));
            for (int k = 0; k < outputs.size(); k++) {
                if (!outputs.get(k).isEmpty()) {
                    model.output(
                            outputs.get(k), DType.valueOf(columns[3].strip().split(" +")[k]));
                }
            }
        }
        return model;
    }

    private static Tensor tensor(String text, long seed) {
        var random = RANDOM.matcher(text);
        if (random.matches()) {
            var dtype = DType.valueOf(random.group(1));
            var sizes = NodeText.sizes(random.group(2));
            boolean ranged = random.group(3) != null;
            return ranged
                    ? drawn(
                            dtype,
                            sizes,
                            Double.parseDouble(random.group(3)),
                            Double.parseDouble(random.group(4)),
                            seed)
                    : drawn(dtype, sizes, seed);
        }
        var values = VALUES.matcher(text);
        if (!values.matches()) {
            throw new IllegalArgumentException(text);
        }
        var dtype = DType.valueOf(values.group(1));
        boolean vector = values.group(2) != null;
        var words = (vector ? values.group(2) : values.group(3)).strip();
        var list = words.isEmpty() ? new String[0] : words.split(" +");
        var sizes = vector ? new long[] {list.length} : new long[0];
        if (dtype == DType.STRING) {
            return Tensor.ofStrings(
                    sizes,
                    Arrays.stream(list)
                            .map(w -> w.getBytes(StandardCharsets.UTF_8))
                            .toList());
        }
        return dtype.isFloat()
                ? Tensor.ofDoubles(
                        dtype,
                        sizes,
                        Arrays.stream(list).mapToDouble(Double::parseDouble).toArray())
                : Tensor.ofLongs(
                        dtype,
                        sizes,
                        Arrays.stream(list).mapToLong(Long::parseLong).toArray());
    }

    private static Tensor drawn(DType dtype, long[] sizes, long seed) {
        if (dtype == DType.BOOL) {
            return drawn(dtype, sizes, 0, 1.99, seed);
        }
        if (dtype.isInteger()) {
            return dtype.isUnsigned() ? drawn(dtype, sizes, 0, 9, seed) : drawn(dtype, sizes, -9, 9, seed);
        }
        var random = new Random(seed);
        return Tensor.ofDoubles(
                dtype,
                sizes,
                DoubleStream.generate(random::nextGaussian)
                        .limit(Tensor.elements(sizes))
                        .toArray());
    }

    private static Tensor drawn(DType dtype, long[] sizes, double from, double to, long seed) {
        var random = new Random(seed);
        var values = DoubleStream.generate(() -> from + random.nextDouble() * (to - from))
                .limit(Tensor.elements(sizes))
                .toArray();
        return dtype.isFloat()
                ? Tensor.ofDoubles(dtype, sizes, values)
                : Tensor.ofLongs(
                        dtype,
                        sizes,
                        Arrays.stream(values)
                                .mapToLong(v -> (long) Math.floor(v))
                                .toArray());
    }
}
