package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT16;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.testdata.MlModels.floats;
import static io.github.onnxferry.testdata.MlModels.gives;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.number;
import static io.github.onnxferry.testdata.MlModels.numbers;
import static io.github.onnxferry.testdata.MlModels.strings;
import static io.github.onnxferry.testdata.MlModels.tensor;
import static io.github.onnxferry.testdata.MlModels.text;
import static io.github.onnxferry.testdata.MlModels.texts;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators on labels and categories, against ONNX Runtime, or their definition where it has no kernel. */
class LabelDifferentialTest {
    private static final double NAN = Double.NaN;

    private static Tensor input(DType dtype) {
        return dtype == STRING
                ? texts(new long[] {2, 3}, "a", "b", "c", "zz", "", "a")
                : numbers(dtype, new long[] {2, 3}, 1, 2, 3, 7, -1, 1);
    }

    private static OnnxAttribute keys(DType dtype) {
        return switch (dtype) {
            case STRING -> strings("c", "a", "b", "");
            case INT64 -> ints(3, 1, 2, -1);
            default -> floats(3, 1, 2, -1);
        };
    }

    private static OnnxAttribute values(DType dtype) {
        return switch (dtype) {
            case STRING -> strings("three", "one", "zwölf", "");
            case INT64 -> ints(30, 10, 20, Long.MIN_VALUE);
            default -> floats(0.5, -0.0, 1e30, 4);
        };
    }

    private static String suffix(DType dtype) {
        return dtype == STRING ? "_strings" : dtype == INT64 ? "_int64s" : "_floats";
    }

    @ParameterizedTest
    @CsvSource({
        "STRING, INT64",
        "STRING, FLOAT",
        "STRING, STRING",
        "INT64, STRING",
        "INT64, INT64",
        "INT64, FLOAT",
        "FLOAT, STRING",
        "FLOAT, INT64",
        "FLOAT, FLOAT"
    })
    void encodesByLists(DType from, DType to) {
        var attributes = new HashMap<>(Map.of("keys" + suffix(from), keys(from), "values" + suffix(to), values(to)));
        for (long version : new long[] {2, 4}) {
            Differential.check(MlModels.of("LabelEncoder", version, input(from), to, attributes));
        }
        attributes.putAll(
                Map.of("default_string", text("unknown"), "default_int64", number(77L), "default_float", number(-2.5)));
        for (long version : new long[] {2, 4}) {
            Differential.check(MlModels.of("LabelEncoder", version, input(from), to, attributes));
        }
    }

    private static Tensor keyTensor(DType dtype) {
        return dtype == STRING ? texts(new long[] {4}, "c", "a", "b", "") : numbers(dtype, new long[] {4}, 3, 1, 2, -1);
    }

    private static Tensor valueTensor(DType dtype) {
        return dtype == STRING
                ? texts(new long[] {4}, "three", "one", "", "x")
                : numbers(dtype, new long[] {4}, 30, 10, 20, -5);
    }

    @ParameterizedTest
    @CsvSource({
        "INT64, INT64", "INT64, DOUBLE", "INT64, FLOAT", "INT64, STRING", "DOUBLE, INT64", "DOUBLE, DOUBLE",
        "DOUBLE, STRING", "FLOAT, FLOAT", "STRING, INT64", "STRING, INT16", "STRING, DOUBLE", "STRING, STRING"
    })
    void encodesByTensors(DType from, DType to) {
        var fallback = to == STRING ? texts(new long[] {1}, "?") : numbers(to, new long[] {1}, 99);
        Differential.check(MlModels.of(
                "LabelEncoder",
                4,
                input(from),
                to,
                Map.of(
                        "keys_tensor", tensor(keyTensor(from)),
                        "values_tensor", tensor(valueTensor(to)),
                        "default_tensor", tensor(fallback))));
    }

    @ParameterizedTest
    @CsvSource({"INT32, INT16", "INT16, INT32", "INT32, STRING", "DOUBLE, INT16", "INT16, FLOAT"})
    void encodesWhatOnnxRuntimeHasNoKernelFor(DType from, DType to) {
        var expected = to == STRING
                ? texts(new long[] {2, 3}, "one", "", "three", "_Unused", "x", "one")
                : numbers(to, new long[] {2, 3}, 10, 20, 30, to == FLOAT ? -0.0 : -1, -5, 10);
        gives(
                MlModels.of(
                        "LabelEncoder",
                        4,
                        input(from),
                        to,
                        Map.of("keys_tensor", tensor(keyTensor(from)), "values_tensor", tensor(valueTensor(to)))),
                expected);
    }

    @Test
    void nanIsAKey() {
        var x = numbers(FLOAT, new long[] {5}, NAN, 1.5, 0, -0.0, Double.POSITIVE_INFINITY);
        var attributes =
                Map.of("keys_floats", floats(1.5, NAN, 0, Double.POSITIVE_INFINITY), "values_int64s", ints(1, 2, 3, 4));
        Differential.check(MlModels.of("LabelEncoder", 4, x, INT64, attributes));
        gives(
                MlModels.of(
                        "LabelEncoder",
                        4,
                        numbers(DOUBLE, new long[] {2}, NAN, 3),
                        INT64,
                        Map.of(
                                "keys_tensor", tensor(numbers(DOUBLE, new long[] {1}, NAN)),
                                "values_int64s", ints(5))),
                Tensor.vector(5, -1));
    }

    /** The operator's definition against ONNX Runtime, which takes the first. */
    @Test
    void ofEqualKeysTheLastCounts() {
        gives(
                MlModels.of(
                        "LabelEncoder",
                        4,
                        Tensor.vector(1, 2, 3),
                        INT64,
                        Map.of("keys_int64s", ints(1, 2, 1), "values_int64s", ints(10, 20, 30))),
                Tensor.vector(30, 20, -1));
        gives(
                MlModels.of(
                        "LabelEncoder",
                        4,
                        texts(new long[] {2}, "a", "b"),
                        INT64,
                        Map.of("keys_strings", strings("a", "b", "a"), "values_int64s", ints(10, 20, 30))),
                Tensor.vector(30, 20));
    }

    private static String[] words(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "w" + "ördchen".repeat(i % 23) + i)
                .toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 300})
    void manyTextsAreFound(int count) {
        var words = words(count);
        var x = texts(new long[] {5}, words[0], words[count - 1], words[count / 2], "w", words[count / 3] + "\0");
        var numbers = IntStream.range(0, count).mapToLong(i -> 1000 - 3L * i).toArray();
        Differential.check(MlModels.of(
                "LabelEncoder", 2, x, INT64, Map.of("keys_strings", strings(words), "values_int64s", ints(numbers))));
        Differential.check(
                MlModels.of("OneHotEncoder", 1, x.reshape(5, 1), FLOAT, Map.of("cats_strings", strings(words))));
        Differential.check(MlModels.of(
                "CategoryMapper", 1, x, INT64, Map.of("cats_strings", strings(words), "cats_int64s", ints(numbers))));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void labelEncoderOfEachVersion(long version) {
        if (version == 1) {
            var classes = Map.of("classes_strings", strings("a", "b", "c"));
            Differential.check(MlModels.of("LabelEncoder", 1, input(STRING), INT64, classes));
            Differential.check(MlModels.of("LabelEncoder", 1, Tensor.vector(2, 0, 5), STRING, classes));
        } else {
            Differential.check(MlModels.of(
                    "LabelEncoder",
                    version,
                    input(INT64).reshape(3, 1, 2),
                    STRING,
                    Map.of("keys_int64s", keys(INT64), "values_strings", values(STRING))));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 2", "4", "1 4 1", "0", ""})
    void mapsCategoriesBothWays(String shape) {
        var sizes = MovementDifferentialTest.vector(shape).longs();
        int count = (int) Tensor.elements(sizes);
        var names = new String[] {"a", "b", "zz", "c"};
        var strings = texts(sizes, java.util.Arrays.copyOf(names, count));
        var numbers = Tensor.ofLongs(INT64, sizes, java.util.Arrays.copyOf(new long[] {1, 2, 9, 3}, count));
        var cats = new HashMap<>(Map.of("cats_strings", strings("a", "b", "c", "b"), "cats_int64s", ints(1, 2, 3, 4)));
        Differential.check(MlModels.of("CategoryMapper", 1, strings, INT64, cats));
        Differential.check(MlModels.of("CategoryMapper", 1, numbers, STRING, cats));
        cats.putAll(Map.of("default_int64", number(55L), "default_string", text("none")));
        Differential.check(MlModels.of("CategoryMapper", 1, strings, INT64, cats));
        Differential.check(MlModels.of("CategoryMapper", 1, numbers, STRING, cats));
    }

    @ParameterizedTest
    @CsvSource({"INT64, 2 3", "FLOAT, 2 3", "DOUBLE, 6", "STRING, 3 2", "STRING, 6", "INT64, 6 1", "FLOAT, 6"})
    void encodesOneHot(DType dtype, String shape) {
        var x = input(dtype).reshape(MovementDifferentialTest.vector(shape).longs());
        var name = dtype == STRING ? "cats_strings" : "cats_int64s";
        for (var categories : new OnnxAttribute[] {
            dtype == STRING ? strings("a", "b", "c") : ints(1, 2, 3),
            dtype == STRING ? strings("b") : ints(7),
            dtype == STRING ? strings("c", "a", "c") : ints(3, 1, 3)
        }) {
            Differential.check(MlModels.of("OneHotEncoder", 1, x, FLOAT, Map.of(name, categories)));
        }
    }

    @Test
    void encodesOneHotTruncatedAndKnown() {
        var x = numbers(FLOAT, new long[] {1, 4}, 1.9, -1.9, 0.5, 2);
        Differential.check(MlModels.of("OneHotEncoder", 1, x, FLOAT, Map.of("cats_int64s", ints(0, 1, -1))));
        var known = Tensor.ofLongs(INT64, new long[] {1, 3}, 3, 1, 2);
        Differential.check(MlModels.of(
                "OneHotEncoder", 1, known, FLOAT, Map.of("cats_int64s", ints(1, 2, 3), "zeros", number(0L))));
        gives(
                MlModels.of("OneHotEncoder", 1, Tensor.vector(1).cast(INT32), FLOAT, Map.of("cats_int64s", ints(0, 1))),
                numbers(FLOAT, new long[] {1, 2}, 0, 1));
    }

    @Test
    void failsForAnUnknownCategoryWhenAsked() {
        var model = MlModels.of(
                "OneHotEncoder", 1, Tensor.vector(5), FLOAT, Map.of("cats_int64s", ints(1, 2), "zeros", number(0L)));
        assertThatThrownBy(() -> gives(model, numbers(FLOAT, new long[] {1, 2}, 0, 0)))
                .hasMessageContaining("not in [0, 2)");
    }

    @Test
    void emptyInputsHaveEmptyLabels() {
        var x = Tensor.ofLongs(INT64, new long[] {0, 2});
        Differential.check(MlModels.of(
                "LabelEncoder", 4, x, STRING, Map.of("keys_int64s", keys(INT64), "values_strings", values(STRING))));
        gives(
                MlModels.of(
                        "LabelEncoder",
                        4,
                        numbers(INT16, new long[] {0}),
                        INT16,
                        Map.of(
                                "keys_tensor", tensor(keyTensor(INT16)),
                                "values_tensor", tensor(valueTensor(INT16)))),
                numbers(INT16, new long[] {0}));
    }
}
