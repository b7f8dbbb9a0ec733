package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.testdata.MlModels.floats;
import static io.github.onnxferry.testdata.MlModels.gives;
import static io.github.onnxferry.testdata.MlModels.ints;
import static io.github.onnxferry.testdata.MlModels.number;
import static io.github.onnxferry.testdata.MlModels.numbers;
import static io.github.onnxferry.testdata.MlModels.random;
import static io.github.onnxferry.testdata.MlModels.text;
import static io.github.onnxferry.testdata.MlModels.texts;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators that prepare features, against ONNX Runtime, or their definition where it has no kernel. */
class FeatureDifferentialTest {
    private static final double NAN = Double.NaN;

    private static TestModel extractor(Tensor x, Tensor indices) {
        return TestModel.opset(17)
                .domain(Domain.ML, 1)
                .input("X", x)
                .input("Y", indices)
                .node(Domain.ML + ":ArrayFeatureExtractor", "X,Y", "Z")
                .output("Z", x.dtype());
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "INT32", "INT64"})
    void extractsColumns(DType dtype) {
        Differential.check(extractor(random(dtype, 1, 3, 5), Tensor.vector(4, 0, 0, 2)));
        Differential.check(extractor(random(dtype, 2, 5), Tensor.vector(1, 3)));
        Differential.check(extractor(random(dtype, 3, 5), Tensor.vector(1)));
        Differential.check(extractor(random(dtype, 4, 2, 3, 4), Tensor.vector(3, 1)));
        Differential.check(extractor(random(dtype, 5, 1, 1), Tensor.ofLongs(INT64, new long[] {1, 2}, 0, 0)));
    }

    @Test
    void extractsTexts() {
        Differential.check(extractor(texts(new long[] {2, 2}, "a", "b", "ä", ""), Tensor.vector(1, 1, 0)));
        Differential.check(extractor(texts(new long[] {3}, "a", "b", "c"), Tensor.vector(2)));
    }

    private static TestModel binarizer(Tensor x, double threshold) {
        return MlModels.of("Binarizer", 1, x, x.dtype(), Map.of("threshold", number(threshold)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1.5, -2.25, 8, -100, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void binarizes(double threshold) {
        Differential.check(binarizer(random(FLOAT, 1, 4, 3), threshold));
        Differential.check(binarizer(random(FLOAT, 2, 7), threshold));
        Differential.check(
                binarizer(numbers(FLOAT, new long[] {4}, threshold, -0.0, 0, Double.NEGATIVE_INFINITY), threshold));
    }

    @ParameterizedTest
    @CsvSource({"1.5, 0 0 1 1", "-0.5, 1 1 1 1", "2, 0 0 0 1", "-1e30, 1 1 1 1", "1e30, 0 0 0 0"})
    void binarizesWhatOnnxRuntimeHasNoKernelFor(double threshold, String expected) {
        for (var dtype : new DType[] {DOUBLE, INT32, INT64}) {
            var result = java.util.Arrays.stream(expected.split(" "))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
            gives(
                    binarizer(numbers(dtype, new long[] {2, 2}, 0, 1, 2, 3), threshold),
                    numbers(dtype, new long[] {2, 2}, result));
        }
    }

    @ParameterizedTest
    @CsvSource({"2 2, 2 2", "3 1, 2 2", "1 5, 2 2", "4 2, 2 3", "2 2, 1 2"})
    void vectorizesFeatures(String lengths, String widths) {
        var stated = MovementDifferentialTest.vector(lengths).longs();
        var given = MovementDifferentialTest.vector(widths).longs();
        for (var dtype : new DType[] {FLOAT, DOUBLE, INT32, INT64}) {
            Differential.check(vectorizer(random(dtype, 1, 3, given[0]), random(dtype, 2, 3, given[1]), stated));
        }
        Differential.check(vectorizer(random(FLOAT, 1, given[0]), random(FLOAT, 2, given[1]), stated));
        Differential.check(vectorizer(random(FLOAT, 1, 2, given[0], 2), random(FLOAT, 2, 2, given[1]), stated));
    }

    private static TestModel vectorizer(Tensor a, Tensor b, long[] lengths) {
        return TestModel.opset(17)
                .domain(Domain.ML, 1)
                .input("A", a)
                .input("B", b)
                .node(Domain.ML + ":FeatureVectorizer", "A,B", "Y", Map.of("inputdimensions", ints(lengths)))
                .output("Y", FLOAT);
    }

    private static TestModel imputer(Tensor x, OnnxAttribute imputed, OnnxAttribute replaced) {
        return x.dtype().isInteger()
                ? MlModels.of(
                        "Imputer",
                        1,
                        x,
                        x.dtype(),
                        Map.of("imputed_value_int64s", imputed, "replaced_value_int64", replaced))
                : MlModels.of(
                        "Imputer",
                        1,
                        x,
                        x.dtype(),
                        Map.of("imputed_value_floats", imputed, "replaced_value_float", replaced));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, NAN, -2.5, Double.POSITIVE_INFINITY})
    void imputes(double replaced) {
        var x = numbers(FLOAT, new long[] {3, 2}, replaced, 1, NAN, replaced, -0.0, Double.POSITIVE_INFINITY);
        Differential.check(imputer(x, floats(7), number(replaced)));
        Differential.check(imputer(x, floats(7, 8), number(replaced)));
        Differential.check(imputer(x.reshape(6), floats(7), number(replaced)));
        Differential.check(imputer(x.reshape(6), floats(1, 2, 3, 4, 5, 6), number(replaced)));
        Differential.check(imputer(x.reshape(2, 1, 3), floats(NAN), number(replaced)));
    }

    @Test
    void imputesIntegers() {
        var x = Tensor.ofLongs(INT64, new long[] {2, 3}, 1, 2, 3, Long.MAX_VALUE, 2, -1);
        Differential.check(imputer(x, ints(9), number(2L)));
        Differential.check(imputer(x, ints(7, 8, 9), number(2L)));
        Differential.check(imputer(x, ints(-5), number(Long.MAX_VALUE)));
        gives(
                imputer(x.pick(new long[] {1, 3}, 0, 1, 2).cast(INT32), ints(7, 8, 9), number(2L)),
                Tensor.ofLongs(INT32, new long[] {1, 3}, 1, 8, 3));
        gives(
                imputer(numbers(DOUBLE, new long[] {1, 3}, NAN, 1, 2), floats(0.5), number(NAN)),
                numbers(DOUBLE, new long[] {1, 3}, 0.5, 1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MAX", "L1", "L2"})
    void normalizes(String norm) {
        for (var dtype : new DType[] {FLOAT, DOUBLE, INT32, INT64}) {
            for (var x : new Tensor[] {
                random(dtype, 1, 4, 3),
                random(dtype, 2, 5),
                numbers(dtype, new long[] {3, 2}, -1, -2, 0, 0, 5, -5),
                random(dtype, 3, 1, 1),
                random(dtype, 3, 0, 2)
            }) {
                Differential.check(MlModels.of("Normalizer", 1, x, FLOAT, Map.of("norm", text(norm))));
            }
        }
        var odd = numbers(FLOAT, new long[] {4, 2}, NAN, 2, NAN, NAN, Double.POSITIVE_INFINITY, 1, 1e-30, -1e-30);
        Differential.check(MlModels.of("Normalizer", 1, odd, FLOAT, Map.of("norm", text(norm))));
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"FLOAT", "DOUBLE", "INT32", "INT64"})
    void scales(DType dtype) {
        for (var x : new Tensor[] {random(dtype, 1, 4, 3), random(dtype, 2, 3), random(dtype, 3, 0, 3)}) {
            Differential.check(MlModels.of(
                    "Scaler", 1, x, FLOAT, Map.of("offset", floats(1, 2.5, -3), "scale", floats(0.1, 1, -3))));
            Differential.check(MlModels.of("Scaler", 1, x, FLOAT, Map.of("offset", floats(0.3), "scale", floats(0.1))));
        }
        Differential.check(MlModels.of(
                "Scaler", 1, random(dtype, 4, 2, 3, 2), FLOAT, Map.of("offset", floats(0.3), "scale", floats(7))));
    }

    @Test
    void scalesByWhatIsGiven() {
        var x = numbers(FLOAT, new long[] {1, 2}, 1, 2);
        gives(
                MlModels.of("Scaler", 1, x, FLOAT, Map.of("scale", floats(2, 3))),
                numbers(FLOAT, new long[] {1, 2}, 2, 6));
        gives(MlModels.of("Scaler", 1, x, FLOAT, Map.of("offset", floats(1))), numbers(FLOAT, new long[] {1, 2}, 0, 1));
    }
}
