package io.github.onnxferry.converter.optimise.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.Optimiser;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.GraphText;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutPassTest {
    private static final int CHANNELS = 4;
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");

    private Value picture() {
        return tf.parameter("x", DType.FLOAT, Shape.of(Dim.symbol("batch"), Dim.of(CHANNELS), Dim.of(8), Dim.of(8)));
    }

    /** A convolution of channels-first values, as it is lowered. */
    private Value convolution(Value x) {
        var filter =
                tf.constant(Tensor.ofFloats(new long[] {1, 1, CHANNELS, CHANNELS}, new float[CHANNELS * CHANNELS]));
        return tf.toChannelsFirst(tf.op("Conv2D")
                .in(tf.toChannelsLast(x), filter)
                .attr("strides", new long[] {1, 1, 1, 1})
                .attr("padding", "VALID")
                .one());
    }

    private static TfFunction optimised(TfFunction function) {
        var model = new TfModel("test", function, List.of(), List.of(), List.of(), Map.of());
        return Optimiser.of(OptimisationLevel.LAYOUT, false).optimise(model).main();
    }

    private TfFunction built(Value... results) {
        var all = new ArrayList<TfFunction.Result>();
        for (var result : results) {
            all.add(new TfFunction.Result("y" + all.size(), result));
        }
        return tf.build(all);
    }

    private static long transposes(TfFunction function) {
        return TransposeTally.of(function).count();
    }

    @Test
    void whatStandsBetweenConvolutionsIsComputedChannelsLast() {
        var scale = tf.constant(Tensor.ofFloats(new long[] {CHANNELS, 1, 1}, 1, 2, 3, 4));
        var y = convolution(
                tf.op("Relu").in(tf.mul(convolution(picture()), scale)).one());
        assertThat(GraphText.of(optimised(built(y)))).isEqualTo("""
                arg x FLOAT[batch, 4, 8, 8]
                Const_1 FLOAT[1, 1, 4, 4] = Const
                Transpose/Const INT64[4] = Const [0, 2, 3, 1]
                Transpose/Transpose FLOAT[batch, 8, 8, 4] = Transpose(x, Transpose/Const)
                Conv2D FLOAT[batch, 8, 8, 4] = Conv2D(Transpose/Transpose, Const_1)
                Transpose_1/Const INT64[4] = Const [0, 3, 1, 2]
                Mul/Const_4 FLOAT[4] = Const
                Mul FLOAT[batch, 8, 8, 4] = Mul(Conv2D, Mul/Const_4)
                Relu FLOAT[batch, 8, 8, 4] = Relu(Mul)
                Conv2D_1 FLOAT[batch, 8, 8, 4] = Conv2D(Relu, Const_1)
                Transpose_3/Transpose FLOAT[batch, 4, 8, 8] = Transpose(Conv2D_1, Transpose_1/Const)
                return Transpose_3/Transpose
                """);
    }

    private interface Kind {
        Value of(TfBuilder tf, Value x);
    }

    /** What each kind of flexible node does to channels-first values. */
    private static Map<String, Kind> kinds() {
        return Map.of(
                "elementwise", (tf, x) -> tf.op("Sigmoid").in(x).one(),
                "scalar", (tf, x) -> tf.mul(x, 3),
                "channels", (tf, x) -> tf.add(x, tf.constant(Tensor.ofFloats(new long[] {CHANNELS, 1, 1}, 1, 2, 3, 4))),
                "concat", (tf, x) -> tf.sliceAxis(tf.concat(List.of(x, x), 1), 1, 2, 2 + CHANNELS),
                "split",
                        (tf, x) -> tf.concat(
                                tf.op("Split")
                                        .in(tf.int32(1), x)
                                        .attr("num_split", 2)
                                        .all(),
                                1),
                "pad", (tf, x) -> tf.sliceAxis(tf.pad(x, tf.like(x, 0), 0, 0, 0, 0, 1, 2, 0, 0), 2, 1, 9),
                "reduce", (tf, x) -> tf.mul(x, tf.reduce("Mean", x, true, 2, 3)),
                "select",
                        (tf, x) -> tf.op("SelectV2")
                                .in(tf.op("Greater").in(x, tf.like(x, 0)).one(), x, tf.like(x, 1))
                                .one());
    }

    @Test
    void eachKindOfNodeIsComputedChannelsLastBetweenConvolutions() {
        kinds().forEach((name, kind) -> {
            var fresh = new LayoutPassTest();
            var y = fresh.convolution(kind.of(fresh.tf, fresh.convolution(fresh.picture())));
            var function = optimised(fresh.built(y));
            assertThat(transposes(function))
                    .as(name + "\n" + GraphText.of(function))
                    .isEqualTo(2);
        });
    }

    @Test
    void aPoolOfAllPixelsIsReadAsItLies() {
        var pooled = tf.reduce("Mean", convolution(picture()), true, 2, 3);
        assertThat(transposes(optimised(built(tf.reshape(pooled, -1, CHANNELS)))))
                .isEqualTo(1);
    }

    @Test
    void nothingMovesWhereTheModelItselfIsChannelsFirst() {
        var y = tf.reshape(tf.op("Relu").in(picture()).one(), -1, CHANNELS * 64);
        var function = built(y);
        assertThat(GraphText.of(optimised(function))).isEqualTo(GraphText.of(function));
    }

    @Test
    void everyOperationWithARoleExists() {
        assertThat(LayoutRole.all().keySet())
                .allSatisfy(
                        op -> assertThat(OpRegistry.standard().find(op)).as(op).isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 7, 10})
    void noChoiceOfNodesTransposesLess(int nodes) {
        for (int seed = 0; seed < 25; seed++) {
            var fresh = new LayoutPassTest();
            var function = fresh.random(nodes, new Random(seed));
            var all = new LayoutGraph(function).flexible();
            long best = Long.MAX_VALUE;
            for (int bits = 0; bits < 1 << all.size(); bits++) {
                best = Math.min(best, cost(LayoutChoice.applied(function, all, bits)));
            }
            assertThat(cost(LayoutChoice.applied(function, new LayoutGraph(function).solve(), -1)))
                    .as("seed " + seed + "\n" + GraphText.of(function))
                    .isEqualTo(best);
        }
    }

    private static long cost(TfFunction function) {
        var tally = TransposeTally.of(function);
        return tally.bytes() + LayoutGraph.OPERATION * tally.count();
    }

    /** A function of convolutions, element-wise nodes and nodes that take values as they are. */
    private TfFunction random(int nodes, Random random) {
        var values = new ArrayList<Value>(List.of(picture()));
        for (int i = 0; i < nodes; i++) {
            var x = values.get(random.nextInt(values.size()));
            var y = values.get(random.nextInt(values.size()));
            values.add(
                    switch (random.nextInt(5)) {
                        case 0 -> convolution(x);
                        case 1 -> tf.op("Relu").in(x).one();
                        case 2 -> tf.op("Cumsum").in(x, tf.int32(2)).one();
                        default -> tf.add(x, y);
                    });
        }
        return built(values.get(values.size() - 1), values.get(values.size() - 2));
    }
}
