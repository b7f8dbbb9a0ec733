package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.STRING;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Text;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators on strings against ONNX Runtime. */
class TextDifferentialTest {
    private static final int OPSET = 20;

    /** Strings separated by bars, in a shape. */
    static Tensor strings(String values, long... sizes) {
        var all = values.split("\\|", -1);
        return Tensor.ofStrings(
                sizes.length == 0 ? new long[] {all.length} : sizes,
                Arrays.stream(all).map(v -> v.getBytes(StandardCharsets.UTF_8)).toList());
    }

    static StringsValue words(String values) {
        return new StringsValue(
                Arrays.stream(values.split("\\|", -1)).map(Text::of).toList());
    }

    static IntsValue longs(String numbers) {
        return new IntsValue(
                Arrays.stream(numbers.split(" ")).map(Long::valueOf).toList());
    }

    @ParameterizedTest
    @CsvSource({
        "'2','2'",
        "'2 3','3'",
        "'3','2 3'",
        "'2 1','1 3'",
        "'2 3','2 3'",
        "'1','4'",
        "'0','1'",
        "'0 2','2'",
        "'2 1 2','3 1'"
    })
    void concatenatesAndBroadcasts(String left, String right) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", numbered("x\u00e4", left))
                .input("y", numbered("-y", right))
                .node("StringConcat", "x,y", "z")
                .output("z", STRING));
    }

    @ParameterizedTest
    @CsvSource({"'','2 2'", "'2','' ", "'',''"})
    void concatenatesScalars(String left, String right) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", numbered("x", left))
                .input("y", numbered("", right))
                .node("StringConcat", "x,y", "z")
                .output("z", STRING));
    }

    private static Tensor numbered(String prefix, String sizes) {
        var lengths = sizes.isEmpty()
                ? new long[0]
                : Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
        return Tensor.ofStrings(
                lengths,
                LongStream.range(0, Tensor.elements(lengths))
                        .mapToObj(i -> (prefix + i).getBytes(StandardCharsets.UTF_8))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a-z]+",
                "a|ab",
                "^a.*$",
                "",
                ".*",
                "\\p{L}+",
                "(?i)ABC",
                "\\d{2,3}",
                "[[:alpha:]]*",
                "a\\|b",
                "..",
                "(?s)a.b"
            })
    void matchesWholeStrings(String pattern) {
        Differential.check(TestModel.opset(OPSET)
                .input("x", strings("abc|a|ab||ABC|12|1234|\u00e4\u00f6|a b|a\nb", 2, 5))
                .node("RegexFullMatch", "x", "y", Map.of("pattern", StringValue.of(pattern)))
                .output("y", BOOL));
    }

    @ParameterizedTest
    @CsvSource({
        "'',-1",
        "'',0",
        "'',1",
        "'',2",
        "'',5",
        "' ',-1",
        "' ',1",
        "'ab',-1",
        "'ab',1",
        "'-',-1",
        "'-',0",
        "'-',2",
        "'-',3",
        "'\u00e9',-1",
        "'--',1"
    })
    void splits(String delimiter, long most) {
        var attributes = new HashMap<String, OnnxAttribute>();
        attributes.put("delimiter", StringValue.of(delimiter));
        if (most >= 0) {
            attributes.put("maxsplit", new IntValue(most));
        }
        Differential.check(TestModel.opset(OPSET)
                .input("x", strings("a b  c|  x  y |-a--b-|caf\u00e9 \u00e9t\u00e9|abababab||one|----", 2, 4))
                .node("StringSplit", "x", "y,n", attributes)
                .output("y", STRING)
                .output("n", INT64));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0", "2 0", "0 2"})
    void splitsNothing(String sizes) {
        var lengths = Arrays.stream(sizes.split(" ")).mapToLong(Long::parseLong).toArray();
        var none = LongStream.range(0, Tensor.elements(lengths))
                .mapToObj(i -> new byte[0])
                .toList();
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofStrings(lengths, none))
                .node("StringSplit", "x", "y,n")
                .output("y", STRING)
                .output("n", INT64));
    }

    @Test
    void splitsScalars() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofStrings(new long[0], List.of("a b".getBytes(StandardCharsets.UTF_8))))
                .node("StringSplit", "x", "y,n")
                .output("y", STRING)
                .output("n", INT64));
    }

    @ParameterizedTest
    @CsvSource({
        "NONE,1,''",
        "NONE,1,Monday",
        "LOWER,1,''",
        "UPPER,1,''",
        "LOWER,1,'Monday|b\u00c4r'",
        "UPPER,1,'Monday|b\u00e4r'",
        "LOWER,0,'monday|B\u00c4R'",
        "UPPER,0,'MonDay|b\u00e4r'",
        "NONE,0,'monday|\u00d6l'",
        "LOWER,0,x",
        "UPPER,0,'Monday|TUESDAY|b\u00e4r|\u00d6l'",
        "NONE,1,'Monday|TUESDAY|B\u00e4r|\u00f6l'"
    })
    void normalizes(String change, long sensitive, String stops) {
        var attributes = new HashMap<String, OnnxAttribute>(Map.of(
                "case_change_action", StringValue.of(change),
                "is_case_sensitive", new IntValue(sensitive),
                "locale", StringValue.of("C.UTF-8")));
        if (!stops.isEmpty()) {
            attributes.put("stopwords", words(stops));
        }
        Differential.check(TestModel.opset(OPSET)
                .input("x", strings("Monday|TUESDAY|B\u00e4r|\u00f6l"))
                .constant("axes", Tensor.vector(0))
                .node("Unsqueeze", "x,axes", "row")
                .node("StringNormalizer", "x", "y", attributes)
                .node("StringNormalizer", "row", "z", attributes)
                .output("y", STRING)
                .output("z", STRING));
    }

    @ParameterizedTest
    @CsvSource({
        "TF,1,1,0",
        "TF,2,2,0",
        "TF,1,2,0",
        "TF,1,3,0",
        "TF,2,3,1",
        "TF,2,2,5",
        "TF,1,3,3",
        "TF,3,3,40",
        "IDF,1,3,1",
        "IDF,2,2,0",
        "TFIDF,1,3,2",
        "TFIDF,1,1,0"
    })
    void countsNgramsOfIntegers(String mode, long shortest, long longest, long skips) {
        var random = new Random(skips);
        for (var dtype : List.of(INT32, INT64)) {
            for (long[] sizes : new long[][] {{12}, {3, 12}}) {
                Differential.check(TestModel.opset(OPSET)
                        .input(
                                "x",
                                Tensor.ofLongs(
                                        dtype,
                                        sizes,
                                        random.longs(Tensor.elements(sizes), 0, 7)
                                                .toArray()))
                        .node(
                                "TfIdfVectorizer",
                                "x",
                                "y",
                                ngrams(
                                        mode,
                                        shortest,
                                        longest,
                                        skips,
                                        "pool_int64s",
                                        longs("2 3 6 0 1 3 4 3 3 6 5 1 2 3 3 3 3")))
                        .output("y", FLOAT));
            }
        }
    }

    private static Map<String, OnnxAttribute> ngrams(
            String mode, long shortest, long longest, long skips, String pool, OnnxAttribute tokens) {
        return Map.of(
                "mode",
                StringValue.of(mode),
                "min_gram_length",
                new IntValue(shortest),
                "max_gram_length",
                new IntValue(longest),
                "max_skip_count",
                new IntValue(skips),
                "ngram_counts",
                longs("0 3 11"),
                "ngram_indexes",
                longs("4 2 0 1 3 9 6 5 8"),
                "weights",
                new FloatsValue(List.of(1f, 2f, 0.5f, 4f, 5f, 0.25f, 7f, 8f, 9f)),
                pool,
                tokens);
    }

    @ParameterizedTest
    @CsvSource({"TF,1,1,0", "TF,2,2,0", "TF,1,3,2", "IDF,1,3,1", "TFIDF,2,3,1"})
    void countsNgramsOfStrings(String mode, long shortest, long longest, long skips) {
        var pool = words("b|c|\u00e4|a|b|c|d|c|c|\u00e4|e|b|b|c|c|c|c");
        for (long[] sizes : new long[][] {{12}, {2, 6}}) {
            Differential.check(TestModel.opset(OPSET)
                    .input("x", strings("a|b|c|c|c|c|\u00e4|e|x|c|d|", sizes))
                    .node("TfIdfVectorizer", "x", "y", ngrams(mode, shortest, longest, skips, "pool_strings", pool))
                    .output("y", FLOAT));
        }
    }

    @Test
    void countsNgramsOfNothing() {
        Differential.check(TestModel.opset(OPSET)
                .input("x", Tensor.ofLongs(INT64, new long[] {2, 0}))
                .node(
                        "TfIdfVectorizer",
                        "x",
                        "y",
                        ngrams("TF", 1, 3, 1, "pool_int64s", longs("2 3 6 0 1 3 4 3 3 6 5 1 2 3 3 3 3")))
                .output("y", FLOAT));
    }
}
