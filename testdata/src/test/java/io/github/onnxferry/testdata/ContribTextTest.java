package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.DOUBLE;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;
import static io.github.onnxferry.converter.tensor.DType.UINT32;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and hashes of com.microsoft against ONNX Runtime. */
class ContribTextTest {
    private static Tensor strings(String sizes, String... values) {
        return Tensor.ofStrings(
                ContribModel.sizes(sizes),
                Arrays.stream(values)
                        .map(v -> v.getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    private static ContribModel tokenizer(Tensor texts, long mark, long least) {
        return ContribModel.of("Tokenizer")
                .input(texts)
                .with("mark", mark)
                .with("mincharnum", least)
                .with("pad_value", "#");
    }

    private static void check(ContribModel model) {
        Differential.check(model.outputs(STRING), 0, 0);
    }

    private static final String[] SENTENCES = {
        "the cat sat", "a dog, and 2 cats!", "größe älter", "  lead and trail ", "x", "under_score 42"
    };

    @ParameterizedTest
    @ValueSource(strings = {"[a-zA-Z]+", "[a-zA-Z0-9_]+", "\\w+", "[^ ]+", "[a-z]{2,}", "[a-z][a-z]+", "."})
    void patternsOfTokens(String pattern) {
        for (long mark : new long[] {0, 1}) {
            check(tokenizer(strings("6", SENTENCES), mark, 1).with("tokenexp", pattern));
            check(tokenizer(strings("2 3", SENTENCES), mark, 1).with("tokenexp", pattern));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 3, 4})
    void shortTokensAreLeftOut(long least) {
        check(tokenizer(strings("6", SENTENCES), 1, least).with("tokenexp", "\\w+"));
        check(tokenizer(strings("6", SENTENCES), 0, least).withStrings("separators", " "));
    }

    private static Stream<List<String>> separators() {
        return Stream.of(List.of(" "), List.of(" ", ","), List.of("[ ,!]+"), List.of("a"), List.of(""));
    }

    @ParameterizedTest
    @MethodSource("separators")
    void separatorsOfTokens(List<String> separators) {
        for (long mark : new long[] {0, 1}) {
            check(tokenizer(strings("3 2", SENTENCES), mark, 1)
                    .withStrings("separators", separators.toArray(new String[0])));
        }
    }

    @Test
    void nothingMayBeLeft() {
        check(tokenizer(strings("2", "123", "45 6"), 0, 1).with("tokenexp", "[a-z]+"));
        check(tokenizer(strings("2", "123", "abc"), 1, 1).with("tokenexp", "[a-z]+"));
    }

    @ParameterizedTest
    @CsvSource({"INT32, 1, 7", "INT64, 1, 0", "FLOAT, 1, 3", "DOUBLE, 1, 0", "INT32, 0, 0", "INT64, 0, 9"})
    void hashes(DType dtype, long positive, long seed) {
        var values = new double[] {0, 1, 2, 3, 17, 1e6, 123456};
        Differential.check(
                ContribModel.of("MurmurHash3")
                        .input(Tensor.ofDoubles(dtype, new long[] {values.length}, values))
                        .with("positive", positive)
                        .with("seed", seed)
                        .outputs(positive == 1 ? UINT32 : INT32),
                0,
                0);
    }

    @Test
    void hashesOfNegativeNumbers() {
        for (var dtype : List.of(INT32, INT64, FLOAT, DOUBLE)) {
            Differential.check(
                    ContribModel.of("MurmurHash3")
                            .input(Tensor.ofDoubles(dtype, new long[] {4}, -1, -2, -1e6, -5))
                            .outputs(UINT32),
                    0,
                    0);
        }
    }
}
