package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.INT8;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The attention operators of com.microsoft against ONNX Runtime. {@code -} is an input that is left out. */
class ContribAttentionTest {
    private static Tensor ints(String sizes, String values) {
        return Tensor.ofLongs(INT32, ContribModel.sizes(sizes), ContribModel.sizes(values));
    }

    private static ContribModel with(ContribModel model, String maskSizes, String mask) {
        return maskSizes.equals("-") ? model.absent() : model.input(ints(maskSizes, mask));
    }

    @ParameterizedTest
    @CsvSource({
        "24, 0, -,     -",
        "24, 1, -,     -",
        "24, 0, 2,     2 3",
        "24, 0, 2,     0 3",
        "24, 1, 2,     1 2",
        "24, 0, 4,     3 2 1 0",
        "24, 1, 4,     3 3 1 2",
        "24, 0, 8,     2 3 0 3 6 0 2 5",
        "24, 0, 2 3,   1 1 0 0 1 1",
        "24, 1, 2 3,   0 0 0 1 0 1",
        "24, 0, 2 3 3, 1 1 0 0 1 1 1 1 1 0 0 0 1 0 1 1 1 0",
        "24, 1, 2 3 3, 1 1 0 0 1 1 1 1 1 0 0 0 1 0 1 1 1 0",
    })
    void attention(String bias, long unidirectional, String maskSizes, String mask) {
        var model = ContribModel.of("Attention").floats("2 3 5").weights("5 24").weights(bias);
        with(model, maskSizes, mask)
                .with("num_heads", 2)
                .with("unidirectional", unidirectional)
                .check(2);
    }

    @ParameterizedTest
    @CsvSource({"0, -, -", "1, -, -", "1, 2 7, 1 1 1 0 1 1 1 0 0 0 1 1 1 1", "0, 2, 7 5"})
    void attentionWithPast(long unidirectional, String maskSizes, String mask) {
        var model = ContribModel.of("Attention").floats("2 3 5").weights("5 24").weights("24");
        with(model, maskSizes, mask)
                .floats("2 2 2 4 4")
                .with("num_heads", 2)
                .with("unidirectional", unidirectional)
                .check(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 2 3 3", "1 2 3 3", "2 1 3 3", "1 1 3 3"})
    void attentionBias(String sizes) {
        ContribModel.of("Attention")
                .floats("2 3 5")
                .weights("5 24")
                .weights("24")
                .absent()
                .absent()
                .floats(sizes)
                .with("num_heads", 2)
                .with("scale", 0.3)
                .check(1);
    }

    @Test
    void valuesMayHaveAnotherSize() {
        ContribModel.of("Attention")
                .floats("2 3 5")
                .weights("5 28")
                .weights("28")
                .with("num_heads", 2)
                .with("mask_filter_value", -5.0)
                .withInts("qkv_hidden_sizes", "8 8 12")
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"0, -, -", "1, -, -", "0, 2, 2 3", "1, 2 3, 1 1 0 0 1 1", "0, 4, 3 2 1 0"})
    void quantizedAttention(long unidirectional, String maskSizes, String mask) {
        var model = ContribModel.of("QAttention")
                .integers(UINT8, 256, "2 3 5")
                .integerWeights(INT8, 100, "5 24")
                .weights("24")
                .scale(0.02)
                .scale(0.01);
        with(model, maskSizes, mask)
                .zeroPoint(UINT8, 120)
                .zeroPoint(INT8, 3)
                .with("num_heads", 2)
                .with("unidirectional", unidirectional)
                .check(1);
    }

    @Test
    void quantizedAttentionWithAScaleForEachColumn() {
        ContribModel.of("QAttention")
                .integers(UINT8, 256, "2 3 5")
                .integerWeights(INT8, 100, "5 24")
                .weights("24")
                .scale(0.02)
                .weights("24")
                .absent()
                .zeroPoint(UINT8, 120)
                .integerWeights(INT8, 9, "24")
                .floats("2 2 2 4 4")
                .with("num_heads", 2)
                .with("unidirectional", 1)
                .check(2);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 8, 2 3 8,   2 3 8,   -,  0, -,     -",
        "2 3 8, 2 3 8,   2 3 8,   24, 1, -,     -",
        "2 3 8, 2 5 8,   2 5 8,   24, 0, -,     -",
        "2 3 8, 2 5 8,   2 5 6,   22, 0, 2,     2 5",
        "2 3 8, 2 2 4 4, 2 2 4 4, -,  0, -,     -",
        "2 3 8, 2 2 4 4, 2 2 4 4, 24, 0, 2 4,   1 1 0 1 0 0 0 0",
        "2 3 8, 2 3 8,   2 3 8,   24, 0, 2 3,   0 1 1 1 1 0",
        "2 3 8, 2 3 8,   2 3 8,   24, 1, 2 3 3, 1 1 0 0 1 1 1 1 1 0 0 0 1 0 1 1 1 0",
        "2 3 8, 2 3 8,   2 3 8,   -,  0, 8,     2 3 0 3 6 0 3 6",
    })
    void multiHead(
            String query, String key, String value, String bias, long unidirectional, String maskSizes, String mask) {
        var model = ContribModel.of("MultiHeadAttention")
                .floats(query)
                .floats(key)
                .floats(value)
                .weights(bias);
        with(model, maskSizes, mask)
                .with("num_heads", 2)
                .with("unidirectional", unidirectional)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"0, -", "1, -", "0, 1 2 3 7", "1, 2 1 3 7"})
    void multiHeadWithPast(long unidirectional, String attentionBias) {
        ContribModel.of("MultiHeadAttention")
                .floats("2 3 8")
                .floats("2 3 8")
                .floats("2 3 8")
                .weights("24")
                .absent()
                .floats(attentionBias)
                .floats("2 2 4 4")
                .floats("2 2 4 4")
                .with("num_heads", 2)
                .with("unidirectional", unidirectional)
                .check(4);
    }

    @Test
    void decodersAttendToOtherSequences() {
        ContribModel.of("DecoderMaskedMultiHeadAttention")
                .floats("2 1 8")
                .floats("2 2 5 4")
                .floats("2 2 5 4")
                .with("num_heads", 2)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 8,   2 3, 16 2, 0, 0, 0",
        "2 3 8,   2 3, 16 2, 1, 0, 0",
        "2 3 8,   1,   16 2, 0, 0, 0",
        "2 2 3 4, 2 3, 16 2, 0, 0, 0",
        "2 2 3 4, 1,   16 2, 1, 0, 0",
        "2 3 16,  2 3, 16 2, 0, 2, 4",
        "2 3 16,  1,   16 2, 1, 2, 4",
    })
    void rotary(String x, String ids, String cache, long interleaved, long heads, long dim) {
        var model = ContribModel.of("RotaryEmbedding")
                .floats(x)
                .integers(INT64, 12, ids)
                .weights(cache)
                .weights(cache)
                .with("interleaved", interleaved);
        if (heads > 0) {
            model.with("num_heads", heads).with("rotary_embedding_dim", dim);
        }
        model.check(1);
    }
}
