package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which weights are variables. */
class WeightPlanTest {
    private static final int KIB = 1 << 10;
    private static final int MIB = 1 << 20;

    /** A model that answers its weights, which have the given bytes and are named by their place. */
    private static TfModel model(int... bytes) {
        var tf = new TfBuilder(new FunctionLibrary(), "main");
        var results = new ArrayList<TfFunction.Result>();
        for (int i = 0; i < bytes.length; i++) {
            var content = Bytes.of(new byte[bytes[i]]);
            var weight = tf.weight("w" + i, Tensor.of(DType.INT8, new long[] {bytes[i]}, content));
            results.add(new TfFunction.Result("y" + i, weight));
        }
        var main = tf.build(results);
        return new TfModel("test", main, List.of(), List.of(), List.of(), Map.of());
    }

    private static List<String> variables(TfModel model, Weights weights) {
        return WeightPlan.of(model, weights).variables().stream()
                .map(Variable::name)
                .toList();
    }

    @Test
    void smallModelsKeepConstants() {
        assertThat(variables(model(16 * MIB, 16 * MIB), Weights.AUTO)).isEmpty();
    }

    @Test
    void largeModelsKeepTheirSmallestConstants() {
        var model = model(20 * MIB, 4 * KIB, 20 * MIB, 300 * KIB, 200 * KIB);
        assertThat(variables(model, Weights.AUTO)).containsExactly("w0", "w2", "w3");
    }

    @Test
    void weightsOfOneSizeGoTogether() {
        var model = model(40 * MIB, 200 * KIB, 200 * KIB, KIB);
        assertThat(variables(model, Weights.AUTO)).containsExactly("w0", "w1", "w2");
    }

    @Test
    void statedPlacesHoldAtAnySize() {
        assertThat(variables(model(20 * MIB, 20 * MIB, KIB), Weights.CONSTANTS)).isEmpty();
        assertThat(variables(model(KIB, 1), Weights.VARIABLES)).containsExactly("w0", "w1");
    }
}
