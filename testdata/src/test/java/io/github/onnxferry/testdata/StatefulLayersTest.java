package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.FLOAT16;
import static io.github.onnxferry.testdata.NodeText.attributes;
import static io.github.onnxferry.testdata.NodeText.random;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** LinearAttention and CausalConvWithState, of which ONNX Runtime has no kernels, against their definitions. */
class StatefulLayersTest {
    private static final int BATCH = 2;
    private static final int SIZE = 4;
    private static final int VALUE_SIZE = 3;

    /** The recurrence of LinearAttention 27, element by element. */
    private static final class Recurrence {
        private final Map<String, Tensor> inputs;
        private final int keyHeads;
        private final int group;
        private final int tokens;
        private final String rule;
        private final double scale;
        private final double[][][] state;
        private final double[] output;

        Recurrence(Map<String, Tensor> inputs, int queryHeads, int keyHeads, int tokens, String rule, double scale) {
            this.inputs = inputs;
            this.keyHeads = keyHeads;
            this.group = queryHeads / keyHeads;
            this.tokens = tokens;
            this.rule = rule;
            this.scale = scale;
            this.state = new double[BATCH * keyHeads][SIZE][VALUE_SIZE];
            this.output = new double[BATCH * tokens * queryHeads * VALUE_SIZE];
        }

        private double at(String input, int batch, int token, int width, int index) {
            return tensor(inputs, input).getDouble(((long) batch * tokens + token) * width + index);
        }

        void run() {
            for (int row = 0; row < state.length; row++) {
                for (int i = 0; inputs.containsKey("past") && i < SIZE * VALUE_SIZE; i++) {
                    state[row][i / VALUE_SIZE][i % VALUE_SIZE] =
                            tensor(inputs, "past").getDouble((long) row * SIZE * VALUE_SIZE + i);
                }
                for (int token = 0; token < tokens; token++) {
                    step(state[row], row / keyHeads, row % keyHeads, token);
                }
            }
        }

        private void step(double[][] s, int batch, int head, int token) {
            if (rule.startsWith("gated")) {
                int width = (int) tensor(inputs, "decay").sizes()[2];
                for (int d = 0; d < SIZE; d++) {
                    int index = width == keyHeads ? head : head * SIZE + d;
                    for (int m = 0; m < VALUE_SIZE; m++) {
                        s[d][m] *= Math.exp(at("decay", batch, token, width, index));
                    }
                }
            }
            var update = new double[VALUE_SIZE];
            for (int m = 0; m < VALUE_SIZE; m++) {
                update[m] = at("v", batch, token, keyHeads * VALUE_SIZE, head * VALUE_SIZE + m);
                if (rule.endsWith("delta")) {
                    int width = (int) tensor(inputs, "beta").sizes()[2];
                    for (int d = 0; d < SIZE; d++) {
                        update[m] -= s[d][m] * key(batch, token, head, d);
                    }
                    update[m] *= at("beta", batch, token, width, width == 1 ? 0 : head);
                }
            }
            for (int m = 0; m < VALUE_SIZE; m++) {
                for (int d = 0; d < SIZE; d++) {
                    s[d][m] += key(batch, token, head, d) * update[m];
                }
            }
            int queryHeads = keyHeads * group;
            for (int query = head * group; query < (head + 1) * group; query++) {
                for (int m = 0; m < VALUE_SIZE; m++) {
                    double sum = 0;
                    for (int d = 0; d < SIZE; d++) {
                        sum += at("q", batch, token, queryHeads * SIZE, query * SIZE + d) * s[d][m];
                    }
                    output[((batch * tokens + token) * queryHeads + query) * VALUE_SIZE + m] = scale * sum;
                }
            }
        }

        private double key(int batch, int token, int head, int d) {
            return at("k", batch, token, keyHeads * SIZE, head * SIZE + d);
        }

        double[] states() {
            var flat = new double[state.length * SIZE * VALUE_SIZE];
            for (int i = 0; i < flat.length; i++) {
                flat[i] = state[i / (SIZE * VALUE_SIZE)][i / VALUE_SIZE % SIZE][i % VALUE_SIZE];
            }
            return flat;
        }
    }

    private static Tensor tensor(Map<String, Tensor> inputs, String name) {
        return Objects.requireNonNull(inputs.get(name), name);
    }

    private static Tensor small(DType dtype, String name, String shape) {
        var values = random(FLOAT, name, shape).doubles();
        for (int i = 0; i < values.length; i++) {
            values[i] *= 0.4;
        }
        return Tensor.ofDoubles(dtype, NodeText.sizes(shape), values);
    }

    @ParameterizedTest
    @CsvSource({
        "linear,      2, 2, 5, 0, 0, true",
        "linear,      4, 2, 1, 0, 0, true",
        "linear,      3, 1, 4, 0, 0, false",
        "gated,       2, 2, 5, 8, 0, true",
        "gated,       4, 2, 5, 2, 0, false",
        "gated,       2, 2, 1, 2, 0, true",
        "delta,       2, 2, 5, 0, 2, true",
        "delta,       4, 2, 3, 0, 1, false",
        "gated_delta, 2, 2, 5, 8, 2, true",
        "gated_delta, 4, 2, 6, 2, 1, true",
        "gated_delta, 4, 1, 3, 4, 1, false",
        "gated_delta, 2, 2, 1, 8, 1, true",
    })
    void tokensUpdateTheState(String rule, int heads, int keyHeads, int tokens, int decay, int beta, boolean past) {
        for (var dtype : new DType[] {FLOAT, FLOAT16}) {
            var inputs = new LinkedHashMap<String, Tensor>();
            var start = BATCH + " " + tokens + " ";
            inputs.put("q", small(dtype, "q", start + heads * SIZE));
            inputs.put("k", small(dtype, "k", start + keyHeads * SIZE));
            inputs.put("v", small(dtype, "v", start + keyHeads * VALUE_SIZE));
            if (past) {
                inputs.put("past", small(dtype, "past", BATCH + " " + keyHeads + " " + SIZE + " " + VALUE_SIZE));
            }
            if (decay > 0) {
                inputs.put("decay", small(dtype, "decay", start + decay));
            }
            if (beta > 0) {
                inputs.put("beta", small(dtype, "beta", start + beta));
            }
            boolean scaled = tokens == 3;
            var expected = new Recurrence(inputs, heads, keyHeads, tokens, rule, scaled ? 0.75 : 1 / Math.sqrt(SIZE));
            expected.run();
            var model = TestModel.opset(27);
            inputs.forEach(model::input);
            var names = new ArrayList<String>();
            for (var name : List.of("q", "k", "v", "past", "decay", "beta")) {
                names.add(inputs.containsKey(name) ? name : "");
            }
            var text = "update_rule=" + rule + " q_num_heads=" + heads + " kv_num_heads=" + keyHeads;
            Differential.check(
                    model.node(
                                    "LinearAttention",
                                    String.join(",", names),
                                    "y,state",
                                    attributes(scaled ? text + " scale=0.75" : text))
                            .output("y", dtype)
                            .output("state", dtype),
                    Map.of(
                            "y",
                            Tensor.ofDoubles(
                                    dtype, new long[] {BATCH, tokens, (long) heads * VALUE_SIZE}, expected.output),
                            "state",
                            Tensor.ofDoubles(dtype, new long[] {BATCH, keyHeads, SIZE, VALUE_SIZE}, expected.states())),
                    dtype == FLOAT ? 1e-4 : 2e-3,
                    dtype == FLOAT ? 1e-6 : 1e-4);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2 3 7,  4, false, false, none",
        "2 3 7,  4, true,  true,  none",
        "1 2 1,  4, true,  true,  silu",
        "2 3 2,  4, false, true,  swish",
        "2 5 4,  1, false, false, silu",
        "1 1 6,  2, true,  false, none",
    })
    void channelsSeeWhatCameBefore(String x, int k, boolean biased, boolean past, String activation) {
        var sizes = NodeText.sizes(x);
        int channels = (int) sizes[1];
        int length = (int) sizes[2];
        for (var dtype : new DType[] {FLOAT, FLOAT16}) {
            var model = TestModel.opset(27)
                    .input("x", random(dtype, "x", x))
                    .input("w", random(dtype, "w", channels + " 1 " + k));
            if (biased) {
                model.input("b", random(dtype, "b", "" + channels));
            }
            if (past) {
                model.input("past", random(dtype, "past", sizes[0] + " " + channels + " " + (k - 1)));
            }
            var feeds = model.feeds();
            var y = new double[(int) Tensor.elements(sizes)];
            var state = new double[(int) sizes[0] * channels * (k - 1)];
            for (int row = 0; row < sizes[0] * channels; row++) {
                int channel = row % channels;
                var line = new double[length + k - 1];
                for (int i = 0; i < line.length; i++) {
                    line[i] = i >= k - 1
                            ? tensor(feeds, "x").getDouble((long) row * length + i - k + 1)
                            : past ? tensor(feeds, "past").getDouble((long) row * (k - 1) + i) : 0;
                }
                for (int i = 0; i < length; i++) {
                    double sum = biased ? tensor(feeds, "b").getDouble(channel) : 0;
                    for (int j = 0; j < k; j++) {
                        sum += line[i + j] * tensor(feeds, "w").getDouble((long) channel * k + j);
                    }
                    y[row * length + i] = activation.equals("none") ? sum : sum / (1 + Math.exp(-sum));
                }
                System.arraycopy(line, length, state, row * (k - 1), k - 1);
            }
            var inputs = "x,w" + (biased || past ? biased ? ",b" : "," : "") + (past ? ",past" : "");
            Differential.check(
                    model.node("CausalConvWithState", inputs, "y,state", attributes("activation=" + activation))
                            .output("y", dtype)
                            .output("state", dtype),
                    Map.of(
                            "y",
                            Tensor.ofDoubles(dtype, sizes, y),
                            "state",
                            Tensor.ofDoubles(dtype, new long[] {sizes[0], channels, k - 1L}, state)),
                    dtype == FLOAT ? 1e-4 : 2e-3,
                    dtype == FLOAT ? 1e-5 : 2e-3);
        }
    }
}
