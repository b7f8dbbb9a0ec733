package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GroupQueryAttention against ONNX Runtime: 4 heads of queries, 2 of keys and values, 16 numbers each. */
class GroupQueryAttentionTest {
    /** A batch of queries with the past, the number of keys of each sequence less one, and the largest number of keys. */
    private static ContribModel model(long batch, long count, String past, String lengths, long total) {
        return inputs(ContribModel.of("GroupQueryAttention"), batch, count, past, lengths, total);
    }

    private static ContribModel inputs(
            ContribModel model, long batch, long count, String past, String lengths, long total) {
        return tail(
                model.floats(batch + " " + count + " 64")
                        .floats(batch + " " + count + " 32")
                        .floats(batch + " " + count + " 32"),
                past,
                lengths,
                total);
    }

    private static ContribModel tail(ContribModel model, String past, String lengths, long total) {
        var values = ContribModel.sizes(lengths);
        return model.floats(past)
                .floats(past)
                .input(Tensor.ofLongs(INT32, new long[] {values.length}, values))
                .input(Tensor.ofLongs(INT32, new long[] {1}, total))
                .with("num_heads", 4)
                .with("kv_num_heads", 2);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 3, -,        2 2, 3",
        "2, 3, -,        1 2, 3",
        "2, 1, 2 2 4 16, 4 4, 5",
        "2, 1, 2 2 4 16, 2 4, 5",
        "2, 1, 2 2 9 16, 4 3, 5",
        "2, 3, 2 2 9 16, 2 2, 3",
        "1, 3, 1 2 4 16, 6,   7",
        "1, 3, 1 2 9 16, 6,   7",
        "1, 1, 1 2 0 16, 0,   1",
    })
    void steps(long batch, long count, String past, String lengths, long total) {
        model(batch, count, past, lengths, total).check(3);
    }

    @Test
    void oneInputMayHoldAll() {
        var model = ContribModel.of("GroupQueryAttention")
                .floats("2 3 128")
                .absent()
                .absent();
        tail(model, "-", "2 2", 3).check(3);
    }

    @ParameterizedTest
    @CsvSource({"local_window_size, 1", "local_window_size, 3", "smooth_softmax, 1", "smooth_softmax, 0"})
    void integerAttributes(String attribute, long value) {
        model(1, 3, "1 2 4 16", "6", 7).with(attribute, value).check(3);
    }

    @ParameterizedTest
    @CsvSource({"softcap, 0.7", "scale, 0.4"})
    void floatAttributes(String attribute, double value) {
        model(2, 1, "2 2 4 16", "2 4", 5).with(attribute, value).check(3);
    }

    @ParameterizedTest
    @CsvSource({
        "2, 3, -,        2 2, 3, 0",
        "2, 3, -,        1 2, 3, 1",
        "2, 1, 2 2 4 16, 2 4, 5, 0",
        "2, 1, 2 2 9 16, 2 4, 5, 1",
        "1, 3, 1 2 4 16, 6,   7, 0",
    })
    void rotary(long batch, long count, String past, String lengths, long total, long interleaved) {
        model(batch, count, past, lengths, total)
                .weights("16 8")
                .weights("16 8")
                .with("do_rotary", 1)
                .with("rotary_interleaved", interleaved)
                .check(3);
    }

    @ParameterizedTest
    @CsvSource({"1 2 4 16, 6, 7", "-, 2, 3"})
    void positionsMayBeGiven(String past, String lengths, long total) {
        model(1, 3, past, lengths, total)
                .weights("16 8")
                .weights("16 8")
                .integers(INT64, 12, "1 3")
                .with("do_rotary", 1)
                .check(3);
    }

    @ParameterizedTest
    @CsvSource({"1 4 3 7, 4", "1 1 3 7, -"})
    void biasAndSinks(String bias, String sinks) {
        model(1, 3, "1 2 4 16", "6", 7)
                .absent()
                .absent()
                .absent()
                .floats(bias)
                .floats(sinks)
                .check(3);
    }
}
