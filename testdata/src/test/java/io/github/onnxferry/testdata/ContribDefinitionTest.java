package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators of com.microsoft that ONNX Runtime has no kernel for on processors, against their documented formulas. */
class ContribDefinitionTest {
    private static double[] input(TestModel model, int index) {
        return Objects.requireNonNull(model.feeds().get("x" + index)).doubles();
    }

    private static Tensor floats(String sizes, double[] values) {
        return Tensor.ofDoubles(FLOAT, ContribModel.sizes(sizes), values);
    }

    private static double[] each(int count, IntToDoubleFunction value) {
        return IntStream.range(0, count).mapToDouble(value).toArray();
    }

    private static void check(TestModel model, Tensor... outputs) {
        Map<String, Tensor> expected = new LinkedHashMap<>();
        for (int i = 0; i < outputs.length; i++) {
            expected.put("y" + i, outputs[i]);
        }
        Differential.check(model, expected, 1e-4, 1e-5);
    }

    /** Gelu by the integral of the normal density (Simpson's rule). */
    private static double gelu(double x) {
        int steps = 2000;
        double width = x / steps;
        double sum = 0;
        for (int i = 0; i <= steps; i++) {
            double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
            sum += weight * Math.exp(-i * width * i * width / 2);
        }
        return x * (0.5 + sum * width / 3 / Math.sqrt(2 * Math.PI));
    }

    @Test
    void biasSplitGelu() {
        var model = ContribModel.of("BiasSplitGelu").floats("2 3 8").floats("8").outputs(FLOAT);
        double[] x = input(model, 0);
        double[] b = input(model, 1);
        check(model, floats("2 3 4", each(24, i -> {
            int row = i / 4 * 8;
            int column = i % 4;
            return (x[row + column] + b[column]) * gelu(x[row + column + 4] + b[column + 4]);
        })));
    }

    @Test
    void biasAdd() {
        var model = ContribModel.of("BiasAdd")
                .floats("2 3 8")
                .floats("8")
                .floats("2 3 8")
                .outputs(FLOAT);
        double[] x = input(model, 0);
        double[] b = input(model, 1);
        double[] skip = input(model, 2);
        check(model, floats("2 3 8", each(48, i -> x[i] + b[i % 8] + skip[i])));
    }

    @ParameterizedTest
    @CsvSource({"2, 8", "1, 24"})
    void biasSoftmax(long axis, int row) {
        var model = ContribModel.of("BiasSoftmax")
                .floats("2 3 8")
                .floats("2 1 8")
                .with("axis", axis)
                .with("is_inner_broadcast", 1)
                .outputs(FLOAT);
        double[] x = input(model, 0);
        double[] b = input(model, 1);
        double[] powers = each(48, i -> Math.exp(x[i] + b[i / 24 * 8 + i % 8]));
        check(model, floats("2 3 8", each(48, i -> {
            int begin = i / row * row;
            return powers[i]
                    / IntStream.range(begin, begin + row)
                            .mapToDouble(j -> powers[j])
                            .sum();
        })));
    }

    @Test
    void biasDropoutDropsNothingOutsideTraining() {
        var model = ContribModel.of("BiasDropout")
                .floats("2 8")
                .floats("8")
                .floats("2 8")
                .outputs(FLOAT, BOOL);
        double[] x = input(model, 0);
        double[] b = input(model, 1);
        double[] residual = input(model, 2);
        check(
                model,
                floats("2 8", each(16, i -> x[i] + b[i % 8] + residual[i])),
                Tensor.ofLongs(
                        BOOL,
                        new long[] {2, 8},
                        IntStream.range(0, 16).mapToLong(i -> 1).toArray()));
    }

    /** Groups of 3 of 6 channels of [2, 2, 2, 6], channels last: mean and variance over space and the group. */
    private static double[] grouped(double[] sum, double[] gamma, double[] beta, boolean active) {
        return each(48, i -> {
            int first = i / 24 * 24;
            int group = i % 6 / 3;
            double[] members = IntStream.range(first, first + 24)
                    .filter(j -> j % 6 / 3 == group)
                    .mapToDouble(j -> sum[j])
                    .toArray();
            double mean = Arrays.stream(members).average().orElseThrow();
            double variance = Arrays.stream(members)
                    .map(m -> (m - mean) * (m - mean))
                    .average()
                    .orElseThrow();
            double y = (sum[i] - mean) / Math.sqrt(variance + 1e-5) * gamma[i % 6] + beta[i % 6];
            return active ? y / (1 + Math.exp(-y)) : y;
        });
    }

    private static double[] channelsFirst(double[] x) {
        return each(48, i -> x[i / 24 * 24 + i % 4 * 6 + i % 24 / 4]);
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "1, 1", "0, 1"})
    void groupNorm(long channelsLast, long activation) {
        var model = ContribModel.of("GroupNorm")
                .floats(channelsLast == 1 ? "2 2 2 6" : "2 6 2 2")
                .floats("6")
                .floats("6")
                .with("groups", 2)
                .with("channels_last", channelsLast)
                .with("activation", activation)
                .outputs(FLOAT);
        double[] x = input(model, 0);
        double[] last = channelsLast == 1 ? x : each(48, i -> x[i / 24 * 24 + i % 6 * 4 + i % 24 / 6]);
        double[] y = grouped(last, input(model, 1), input(model, 2), activation == 1);
        check(model, channelsLast == 1 ? floats("2 2 2 6", y) : floats("2 6 2 2", channelsFirst(y)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2 2 2 6", "2 1 1 6", "2 6"})
    void skipGroupNorm(String skipSizes) {
        var model = ContribModel.of("SkipGroupNorm")
                .floats("2 2 2 6")
                .floats("6")
                .floats("6")
                .floats(skipSizes)
                .floats("6")
                .with("groups", 2)
                .with("activation", 0)
                .outputs(FLOAT, FLOAT);
        double[] x = input(model, 0);
        double[] skip = input(model, 3);
        double[] bias = input(model, 4);
        double[] sum = each(48, i -> x[i] + bias[i % 6] + (skip.length == 48 ? skip[i] : skip[i / 24 * 6 + i % 6]));
        check(model, floats("2 2 2 6", grouped(sum, input(model, 1), input(model, 2), false)), floats("2 2 2 6", sum));
    }

    @Test
    void channelsLastConvolution() {
        var model = ContribModel.of("NhwcConv")
                .floats("1 2 3 4")
                .floats("5 4 1 1")
                .floats("5")
                .outputs(FLOAT);
        double[] x = input(model, 0);
        double[] w = input(model, 1);
        double[] b = input(model, 2);
        check(
                model,
                floats(
                        "1 2 3 5",
                        each(
                                30,
                                i -> b[i % 5]
                                        + IntStream.range(0, 4)
                                                .mapToDouble(c -> x[i / 5 * 4 + c] * w[i % 5 * 4 + c])
                                                .sum())));
    }

    @Test
    void mulInteger() {
        var model = ContribModel.of("MulInteger")
                .integers(UINT8, 256, "2 3")
                .zeroPoint(UINT8, 7)
                .integers(UINT8, 256, "3")
                .zeroPoint(UINT8, 5)
                .outputs(INT32);
        double[] a = input(model, 0);
        double[] b = input(model, 2);
        check(model, Tensor.ofDoubles(INT32, new long[] {2, 3}, each(6, i -> (a[i] - 7) * (b[i % 3] - 5))));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 0, 1", "NaN, 0, 0, 0", "NaN, 1, 0, 1", "Infinity, 0, 0, 0", "Infinity, 0, 1, 1"})
    void isAllFinite(double odd, long infinityOnly, long nanOnly, long expected) {
        var model = ContribModel.of("IsAllFinite")
                .input(Tensor.ofDoubles(FLOAT, new long[] {2}, 3, odd))
                .floats("2 2")
                .with("isinf_only", infinityOnly)
                .with("isnan_only", nanOnly)
                .outputs(BOOL);
        check(model, Tensor.ofLongs(BOOL, new long[0], expected));
    }

    @ParameterizedTest
    @CsvSource({"ComplexMul, 1", "ComplexMulConj, -1"})
    void complexProducts(String op, int sign) {
        var model = ContribModel.of(op).floats("3 4 2").floats("4 2").outputs(FLOAT);
        double[] a = input(model, 0);
        double[] b = input(model, 1);
        check(model, floats("3 4 2", each(24, i -> {
            int k = i / 2 * 2;
            int m = k % 8;
            return i % 2 == 0 ? a[k] * b[m] - sign * a[k + 1] * b[m + 1] : sign * a[k] * b[m + 1] + a[k + 1] * b[m];
        })));
    }

    @Test
    void spectrum() {
        var model = ContribModel.of("Rfft").floats("3 8").with("signal_ndim", 1).outputs(FLOAT);
        double[] x = input(model, 0);
        check(
                model,
                floats(
                        "3 5 2",
                        each(
                                30,
                                i -> IntStream.range(0, 8)
                                        .mapToDouble(t -> {
                                            double angle = -2 * Math.PI * t * (i % 10 / 2) / 8;
                                            return x[i / 10 * 8 + t] * (i % 2 == 0 ? Math.cos(angle) : Math.sin(angle));
                                        })
                                        .sum())));
    }

    @Test
    void signalOfASpectrum() {
        var model =
                ContribModel.of("Irfft").floats("3 5 2").with("signal_ndim", 1).outputs(FLOAT);
        double[] x = input(model, 0);
        check(
                model,
                floats(
                        "3 8",
                        each(
                                24,
                                i -> IntStream.range(0, 5)
                                        .mapToDouble(f -> {
                                            int at = i / 8 * 10 + 2 * f;
                                            double angle = 2 * Math.PI * f * (i % 8) / 8;
                                            double term = x[at] * Math.cos(angle) - x[at + 1] * Math.sin(angle);
                                            return f == 0 ? x[at] / 8 : f == 4 ? x[at] * Math.cos(angle) / 8 : term / 4;
                                        })
                                        .sum())));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 3, 6})
    void decodersWriteIntoTheBufferOfThePast(long past) {
        var model = ContribModel.of("DecoderMaskedMultiHeadAttention")
                .floats("1 1 4")
                .floats("1 1 4")
                .floats("1 1 4")
                .absent()
                .absent()
                .floats("1 1 7 4")
                .floats("1 1 7 4")
                .input(Tensor.ofLongs(INT32, new long[] {1}, past))
                .with("num_heads", 1)
                .with("past_present_share_buffer", 1)
                .outputs(FLOAT, FLOAT, FLOAT);
        double[] q = input(model, 0);
        double[] keys = written(input(model, 5), input(model, 1), (int) past);
        double[] values = written(input(model, 6), input(model, 2), (int) past);
        double[] powers = each(
                (int) past + 1,
                t -> Math.exp(IntStream.range(0, 4)
                                .mapToDouble(c -> q[c] * keys[4 * t + c])
                                .sum()
                        / 2));
        double total = Arrays.stream(powers).sum();
        double[] y = each(
                4,
                c -> IntStream.range(0, powers.length)
                        .mapToDouble(t -> powers[t] / total * values[4 * t + c])
                        .sum());
        check(model, floats("1 1 4", y), floats("1 1 7 4", keys), floats("1 1 7 4", values));
    }

    private static double[] written(double[] buffer, double[] one, int position) {
        return each(buffer.length, i -> i / 4 == position ? one[i % 4] : buffer[i]);
    }
}
