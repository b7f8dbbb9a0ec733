package io.github.onnxferry.parity.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.OutputComparison;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private static final ToleranceRule MODEL = ToleranceRule.ofLargest(1e-4);
    private static final float INFINITE = Float.POSITIVE_INFINITY;

    @Test
    void nanAndInfinitiesMustStandInTheSamePlaces() {
        assertThat(agrees(floats(Float.NaN, INFINITE, -INFINITE), floats(Float.NaN, INFINITE, -INFINITE)))
                .isTrue();
        assertThat(agrees(floats(Float.NaN), floats(1))).isFalse();
        assertThat(agrees(floats(1), floats(Float.NaN))).isFalse();
        assertThat(agrees(floats(INFINITE), floats(-INFINITE))).isFalse();
        assertThat(agrees(floats(INFINITE), floats(Float.MAX_VALUE))).isFalse();
    }

    @Test
    void infinityInTheReferenceDoesNotHideOtherElements() {
        assertThat(agrees(floats(INFINITE, 1, 2), floats(INFINITE, 1.5f, 2))).isFalse();
    }

    @Test
    void shareOfTheLargestIsTheModelTolerance() {
        assertThat(agrees(floats(1000, 0), floats(1000, 0.09f))).isTrue();
        assertThat(agrees(floats(1000, 0), floats(1000, 0.11f))).isFalse();
        assertThat(agrees(floats(0, 0), floats(0, 1e-3f))).isFalse();
    }

    @Test
    void onnxCasesAreJudgedElementByElement() {
        var rule = ToleranceRule.onnxCases();
        assertThat(agrees(floats(1000, 0), floats(1000.9f, 0), rule)).isTrue();
        assertThat(agrees(floats(1000, 1e-3f), floats(1000, 2e-3f), rule)).isFalse();
        assertThat(agrees(floats(0), floats(0.9e-7f), rule)).isTrue();
        assertThat(agrees(floats(0), floats(2e-7f), rule)).isFalse();
    }

    @Test
    void zeroTolerancesStillCompare() {
        assertThat(agrees(floats(1), floats(1), ToleranceRule.elementwise(0, 0)))
                .isTrue();
        assertThat(agrees(floats(1), floats(Math.nextUp(1f)), ToleranceRule.elementwise(0, 0)))
                .isFalse();
        assertThat(agrees(floats(1), floats(1.5f), ToleranceRule.elementwise(0, 0.6)))
                .isTrue();
    }

    @Test
    void emptyTensorsAgreeIfTheirShapesDo() {
        var empty = Tensor.ofFloats(new long[] {0, 3});
        assertThat(agrees(empty, empty)).isTrue();
        assertThat(agrees(empty, Tensor.ofFloats(new long[] {3, 0}))).isFalse();
    }

    @Test
    void shapeAndDTypeBelongToTheContract() {
        var row = compare(floats(1, 2), floats(1, 2).reshape(2, 1), MODEL);
        assertThat(row.problems()).hasSize(1);
        assertThat(row.problems().get(0).what()).contains("[2, 1]").contains("[2]");
        var dtype = compare(floats(1), Tensor.ofDoubles(DType.DOUBLE, new long[] {1}, 1), MODEL);
        assertThat(dtype.problems().get(0).code()).isEqualTo(Code.CONTRACT);
    }

    @Test
    void integersMustBeEqualHoweverLarge() {
        long large = (1L << 60) + 1;
        assertThat(agrees(Tensor.vector(large), Tensor.vector(large))).isTrue();
        assertThat(agrees(Tensor.vector(large), Tensor.vector(large - 1))).isFalse();
        assertThat(agrees(uint64(-1), uint64(-2))).isFalse();
    }

    @Test
    void complexNumbersAreComparedInBothParts() {
        var a = Tensor.of(DType.COMPLEX64, new long[] {1}, floatBytes(1, 2));
        var b = Tensor.of(DType.COMPLEX64, new long[] {1}, floatBytes(1, 3));
        assertThat(agrees(a, a)).isTrue();
        assertThat(agrees(a, b)).isFalse();
    }

    @Test
    void namesThatAreMissingOrExtraAreReported() {
        var comparison = Comparison.of(Map.of("a", Datum.of(floats(1))), Map.of("b", Datum.of(floats(1))), MODEL);
        assertThat(comparison.problems())
                .extracting(p -> p.where() + " " + p.what())
                .containsExactly("output 'a' is missing", "output 'b' is not an output of the ONNX model");
    }

    @Test
    void structuresAreComparedInside() {
        var one = Datum.of(floats(1));
        var two = Datum.of(floats(2));
        assertThat(problems(new Datum.Sequence(List.of(one, two)), new Datum.Sequence(List.of(one, one))))
                .contains("[1]");
        assertThat(problems(new Datum.Sequence(List.of(one)), new Datum.Sequence(List.of())))
                .contains("0 items instead of 1");
        assertThat(problems(new Datum.Maybe(Optional.of(one)), new Datum.Maybe(Optional.empty())))
                .contains("absent");
        var map = new Datum.Mapping(Tensor.vector(1, 2), List.of(one, two));
        assertThat(problems(map, new Datum.Mapping(Tensor.vector(2, 1), List.of(two, one))))
                .isEmpty();
        assertThat(problems(map, new Datum.Mapping(Tensor.vector(1, 3), List.of(one, two))))
                .contains("lacks the key 2")
                .contains("extra key 3");
        assertThat(problems(map, one)).contains("a tensor instead of a map");
    }

    @Test
    void randomAnswersAreJudgedByShapeAndDType() {
        assertThat(agrees(floats(1), floats(5), ToleranceRule.distribution())).isTrue();
        assertThat(agrees(floats(1), floats(5, 6), ToleranceRule.distribution()))
                .isFalse();
    }

    @Test
    void randomAnswersAreJudgedByTheirDistribution() {
        var normal = sample(1, r -> r.nextGaussian());
        assertThat(agrees(normal, sample(2, r -> r.nextGaussian()), ToleranceRule.distribution()))
                .isTrue();
        assertThat(agrees(normal, sample(2, r -> r.nextGaussian() + 0.6), ToleranceRule.distribution()))
                .isFalse();
        assertThat(agrees(normal, sample(2, r -> 3 * r.nextGaussian()), ToleranceRule.distribution()))
                .isFalse();
        var bits = sample(3, r -> r.nextInt(2));
        assertThat(agrees(bits, sample(4, r -> r.nextInt(2)), ToleranceRule.distribution()))
                .isTrue();
        assertThat(agrees(bits, sample(4, r -> r.nextDouble()), ToleranceRule.distribution()))
                .isFalse();
        assertThat(agrees(bits, sample(4, r -> Double.NaN), ToleranceRule.distribution()))
                .isFalse();
        assertThat(agrees(bits, sample(4, r -> 7 * r.nextInt(2)), ToleranceRule.distribution()))
                .isFalse();
    }

    private static Tensor sample(long seed, ToDoubleFunction<Random> draw) {
        var random = new Random(seed);
        var values = DoubleStream.generate(() -> draw.applyAsDouble(random))
                .limit(400)
                .toArray();
        return Tensor.ofDoubles(DType.FLOAT, new long[] {400}, values);
    }

    private static String problems(Datum expected, Datum actual) {
        return Comparison.of(Map.of("x", expected), Map.of("x", actual), MODEL)
                .problems()
                .toString()
                .replace("[]", "");
    }

    private static boolean agrees(Tensor reference, Tensor actual) {
        return agrees(reference, actual, MODEL);
    }

    private static boolean agrees(Tensor reference, Tensor actual, ToleranceRule rule) {
        return compare(reference, actual, rule).agrees();
    }

    private static OutputComparison compare(Tensor reference, Tensor actual, ToleranceRule rule) {
        return Comparison.of(Map.of("y", Datum.of(reference)), Map.of("y", Datum.of(actual)), rule)
                .outputs()
                .get(0);
    }

    private static Tensor floats(float... values) {
        return Tensor.ofFloats(new long[] {values.length}, values);
    }

    private static Tensor uint64(long bits) {
        return Tensor.ofLongs(DType.UINT64, new long[] {1}, bits);
    }

    private static io.github.onnxferry.converter.tensor.Bytes floatBytes(float... values) {
        return floats(values).plainBytes().orElseThrow();
    }
}
