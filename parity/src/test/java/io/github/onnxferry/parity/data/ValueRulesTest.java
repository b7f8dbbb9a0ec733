package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueRulesTest {
    private static final int SEEDS = 30;

    @ParameterizedTest
    @CsvSource({"Log, 0, 1", "Sqrt, 0, 4", "Reciprocal, 0.1, 4", "Asin, -1, 1", "Acosh, 1, 9", "Atanh, -1, 1"})
    void functionsGetWhatTheyAreDefinedOn(String op, double low, double high) {
        var x = Graphs.value("x", DType.FLOAT, 50);
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(doubles(draw(model(op, Map.of(), Graphs.value("y", DType.FLOAT, 50), x), "x", seed)))
                    .allMatch(v -> v > low && v < high)
                    .doesNotHaveDuplicates();
        }
    }

    @Test
    void shapesHoldAllElements() {
        var model = model(
                "Reshape",
                Map.of(),
                new OnnxValue("y", new OnnxType.Unknown()),
                Graphs.value("x", DType.FLOAT, 5, 6),
                Graphs.value("shape", DType.INT64, 3));
        Set<List<Long>> different = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            var shape = longs(draw(model, "shape", seed));
            different.add(shape);
            long known = shape.stream().filter(l -> l >= 0).reduce(1L, (a, b) -> a * b);
            assertThat(shape).filteredOn(l -> l == -1).hasSizeLessThan(2);
            assertThat(shape.contains(-1L) ? 30 % known : 30 - known)
                    .as("seed " + seed)
                    .isZero();
        }
        assertThat(different).hasSizeGreaterThan(SEEDS / 3);
    }

    @Test
    void axesGiveTheStatedShape() {
        var model = model(
                "ReduceSum",
                Map.of("keepdims", new OnnxAttribute.IntValue(0)),
                Graphs.value("y", DType.FLOAT, 3, 5),
                Graphs.value("x", DType.FLOAT, 3, 4, 5),
                Graphs.value("axes", DType.INT64, 1));
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(longs(draw(model, "axes", seed)).get(0)).isIn(1L, -2L);
        }
    }

    @Test
    void slicesGiveTheStatedShapeForwardsAndBackwards() {
        var model = model(
                "Slice",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 9, 3),
                Graphs.value("x", DType.FLOAT, 9, 8),
                Graphs.value("starts", DType.INT64, 1),
                Graphs.value("ends", DType.INT64, 1),
                Graphs.value("axes", DType.INT64, 1),
                Graphs.value("steps", DType.INT64, 1));
        Set<Long> steps = new HashSet<>();
        for (long seed = 0; seed < SEEDS; seed++) {
            var data = data(model, seed);
            long step = Graphs.tensor(data, "steps").getLong(0);
            long start = Graphs.tensor(data, "starts").getLong(0);
            long end = Math.max(
                    -1 - (step > 0 ? 0 : 8), Graphs.tensor(data, "ends").getLong(0));
            long stop = end < 0 ? end + 8 : end;
            assertThat(Graphs.tensor(data, "axes").getLong(0)).isEqualTo(1);
            assertThat((Math.abs(stop - start) + Math.abs(step) - 1) / Math.abs(step))
                    .as("seed " + seed)
                    .isEqualTo(3);
            steps.add(step);
        }
        assertThat(steps).hasSizeGreaterThan(3).anyMatch(s -> s < 0);
    }

    @Test
    void splitsAddUp() {
        var model = model(
                "Split",
                Map.of("axis", new OnnxAttribute.IntValue(1)),
                new OnnxValue("y", new OnnxType.Unknown()),
                Graphs.value("x", DType.FLOAT, 2, 9),
                Graphs.value("split", DType.INT64, 4));
        for (long seed = 0; seed < SEEDS; seed++) {
            assertThat(Arrays.stream(draw(model, "split", seed).longs()).sum()).isEqualTo(9);
        }
    }

    @Test
    void scatteredPlacesAreDifferent() {
        var model = model(
                "ScatterND",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 3, 4),
                Graphs.value("x", DType.FLOAT, 3, 4),
                Graphs.value("indices", DType.INT64, 8, 2),
                Graphs.value("updates", DType.FLOAT, 8));
        for (long seed = 0; seed < SEEDS; seed++) {
            long[] indices = draw(model, "indices", seed).longs();
            assertThat(IntStream.range(0, 8).mapToObj(i -> indices[2 * i] + "," + indices[2 * i + 1]))
                    .doesNotHaveDuplicates()
                    .allMatch(t -> t.charAt(0) < '3' && t.charAt(2) < '4');
        }
    }

    @Test
    void classesAreThoseOfTheScores() {
        var model = model(
                "NegativeLogLikelihoodLoss",
                Map.of(),
                Graphs.value("y", DType.FLOAT, new long[0]),
                Graphs.value("x", DType.FLOAT, 40, 3),
                Graphs.value("target", DType.INT64, 40));
        assertThat(new HashSet<>(longs(draw(model, "target", 0)))).containsExactlyInAnyOrder(0L, 1L, 2L);
    }

    @Test
    void scalesArePositiveAndZeroPointsOfTheirType() {
        var model = model(
                "QuantizeLinear",
                Map.of(),
                Graphs.value("y", DType.INT8, 4, 30),
                Graphs.value("x", DType.FLOAT, 4, 30),
                Graphs.value("scale", DType.FLOAT, 30),
                Graphs.value("zero", DType.INT8, 30));
        for (long seed = 0; seed < SEEDS; seed++) {
            var data = data(model, seed);
            assertThat(doubles(Graphs.tensor(data, "scale"))).allMatch(s -> s > 0 && s < 1);
            assertThat(longs(Graphs.tensor(data, "zero"))).allMatch(z -> z >= -128 && z < 128);
        }
    }

    @Test
    void addedMasksLeaveTheFirstKeyOfEachRow() {
        var model = model(
                "Attention",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 1, 2, 4, 8),
                Graphs.value("x", DType.FLOAT, 1, 2, 4, 8),
                Graphs.value("k", DType.FLOAT, 1, 2, 6, 8),
                Graphs.value("v", DType.FLOAT, 1, 2, 6, 8),
                Graphs.value("mask", DType.FLOAT, 4, 6));
        var mask = draw(model, "mask", 0).doubles();
        assertThat(mask).contains(0, Double.NEGATIVE_INFINITY);
        assertThat(IntStream.range(0, 4).mapToObj(row -> mask[row * 6])).containsOnly(0.0);
    }

    @Test
    void parametersOfOtherOperatorsFitTheirData() {
        var pads = model(
                "Pad",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 4, 7),
                Graphs.value("x", DType.FLOAT, 3, 5),
                Graphs.value("pads", DType.INT64, 4));
        var tiles = model(
                "Tile",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 6, 5),
                Graphs.value("x", DType.FLOAT, 3, 5),
                Graphs.value("repeats", DType.INT64, 2));
        var top = model(
                "TopK",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 3, 4),
                Graphs.value("x", DType.FLOAT, 3, 5),
                Graphs.value("k", DType.INT64, 1));
        var resize = model(
                "Resize",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 1, 1, 6, 7),
                Graphs.value("x", DType.FLOAT, 1, 1, 3, 5),
                Graphs.value("roi", DType.FLOAT, 8),
                Graphs.value("scales", DType.FLOAT, 4));
        for (long seed = 0; seed < SEEDS; seed++) {
            var drawn = longs(draw(pads, "pads", seed));
            assertThat(List.of(drawn.get(0) + drawn.get(2), drawn.get(1) + drawn.get(3)))
                    .containsExactly(1L, 2L);
            assertThat(longs(draw(tiles, "repeats", seed))).containsExactly(2L, 1L);
            assertThat(longs(draw(top, "k", seed))).containsExactly(4L);
            var scales = draw(resize, "scales", seed).doubles();
            assertThat(scales[2]).isEqualTo(2);
            assertThat(Math.floor(5 * scales[3])).isEqualTo(7);
        }
    }

    @Test
    void functionsAreFollowedByEachCall() {
        var node = Graphs.node(
                "Gather", List.of("table", "place"), Map.of("axis", new OnnxAttribute.Reference("along", 2)));
        var function = new OnnxFunction(
                "local",
                "Pick",
                "",
                List.of("table", "place"),
                List.of("y"),
                List.of("along"),
                Map.of(),
                List.of(node),
                Map.of("ai.onnx", 20L));
        var first = call("first", Map.of("along", new OnnxAttribute.IntValue(0)));
        var second = call("second", Map.of("along", new OnnxAttribute.IntValue(1)));
        var graph = Graphs.graph(
                List.of(first, second),
                Map.of("data", Tensor.ofFloats(new long[] {2, 5}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)),
                List.of(),
                Graphs.value("first", DType.INT64, 40),
                Graphs.value("second", DType.INT64, 40));
        var model = new OnnxModel(
                10, Map.of("ai.onnx", 20L, "local", 1L), graph, List.of(function), Map.of(), OnnxModel.Source.NONE);
        assertThat(new HashSet<>(longs(draw(model, "first", 0)))).containsExactlyInAnyOrder(0L, 1L);
        assertThat(new HashSet<>(longs(draw(model, "second", 0)))).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
    }

    private static OnnxNode call(String places, Map<String, OnnxAttribute> attributes) {
        return new OnnxNode("", "local", "Pick", "", List.of("data", places), List.of(places + " picked"), attributes);
    }

    @Test
    void hintsThatContradictANodeAreNotFollowed() {
        var model = model(
                "Slice",
                Map.of(),
                Graphs.value("y", DType.FLOAT, 3),
                Graphs.value("x", DType.FLOAT, 9, 8),
                Graphs.value("starts", DType.INT64, 2),
                Graphs.value("ends", DType.INT64, 2));
        assertThat(draw(model, "starts", 0).sizes()).containsExactly(2);
    }

    @Test
    void inputsThatNoMemoryHoldsAreRefused() {
        for (long[] sizes : new long[][] {{1L << 40}, {1L << 40, 1L << 40}, {3_000_000_000L}}) {
            var model = model(
                    "Abs", Map.of(), Graphs.value("y", DType.FLOAT, sizes), Graphs.value("x", DType.FLOAT, sizes));
            assertThatThrownBy(() -> data(model, 0)).isInstanceOf(FerryException.class);
        }
    }

    private static OnnxModel model(
            String op, Map<String, OnnxAttribute> attributes, OnnxValue output, OnnxValue... inputs) {
        var names = Arrays.stream(inputs).map(OnnxValue::name).toList();
        return Graphs.model(Graphs.node(op, names, attributes), output, inputs);
    }

    private static DataSet data(OnnxModel model, long seed) {
        return new RandomInputs(model, Map.of(), DimSizes.Style.ODD).draw("", seed);
    }

    private static Tensor draw(OnnxModel model, String input, long seed) {
        return Graphs.tensor(data(model, seed), input);
    }

    private static List<Double> doubles(Tensor tensor) {
        return Arrays.stream(tensor.doubles()).boxed().toList();
    }

    private static List<Long> longs(Tensor tensor) {
        return Arrays.stream(tensor.longs()).boxed().toList();
    }
}
