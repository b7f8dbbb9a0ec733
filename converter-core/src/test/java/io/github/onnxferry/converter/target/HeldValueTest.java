package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.FunctionLibrary;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which tensors are said to hold the values of the source. */
class HeldValueTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "main");
    private final Map<String, Value> values = new LinkedHashMap<>();
    private Value x = tf.parameter("unset", DType.FLOAT, Shape.scalar());

    @BeforeEach
    void input() {
        x = tf.parameter("x", DType.FLOAT, Shape.of(2, 3, 4, 5));
        tf.at("node", "a test");
    }

    private TfModel model(Value result) {
        var main = tf.build(List.of(new TfFunction.Result("y", result)));
        return new TfModel("test", main, List.of(), List.of(), List.of(), Map.of(), values);
    }

    private Value abs(Value value) {
        return tf.op("Abs").in(value).one();
    }

    @Test
    void aValueIsWhereItIsComputed() {
        values.put("a", abs(x));
        values.put("b", abs(values.get("a")));
        assertThat(HeldValue.of(model(values.get("b"))))
                .containsExactly(
                        new HeldValue("a", "node/Abs:0", DType.FLOAT, List.of()),
                        new HeldValue("b", "node/Abs_1:0", DType.FLOAT, List.of()));
    }

    @Test
    void outputsOfOneNodeAreToldApart() {
        var halves = tf.op("Split")
                .in(tf.constant(Tensor.scalar(DType.INT32, 0)), x)
                .attr("num_split", 2)
                .all();
        values.put("low", halves.get(0));
        values.put("high", halves.get(1));
        assertThat(HeldValue.of(model(tf.add(halves.get(0), halves.get(1)))))
                .extracting(HeldValue::tensor)
                .containsExactly("node/Split:0", "node/Split:1");
    }

    @Test
    void whatNoResultNeedsIsNotHeld() {
        values.put("dead", abs(abs(x)));
        values.put("input", x);
        assertThat(HeldValue.of(model(abs(x)))).isEmpty();
    }

    @Test
    void aTransposeThatIsLeftOutIsReadFromWhatItMoves() {
        var inner = abs(x);
        values.put("moved", tf.toChannelsFirst(inner));
        assertThat(HeldValue.of(model(abs(tf.toChannelsLast(values.get("moved"))))))
                .containsExactly(new HeldValue("moved", "node/Abs:0", DType.FLOAT, List.of(0, 3, 1, 2)));
    }

    @Test
    void aValueCanLieInTwoLayouts() {
        values.put("moved", tf.transpose(abs(x), 1, 2, 0, 3));
        var both = tf.add(
                abs(values.get("moved")),
                abs(tf.transpose(abs(tf.transpose(values.get("moved"), 2, 0, 1, 3)), 1, 2, 0, 3)));
        assertThat(HeldValue.of(model(both)))
                .containsExactly(
                        new HeldValue("moved", "node/Transpose:0", DType.FLOAT, List.of()),
                        new HeldValue("moved", "node/Abs:0", DType.FLOAT, List.of(1, 2, 0, 3)));
    }

    @Test
    void aTypeWithoutKernelsIsReadFromTheWiderOneThatOthersTakeItFrom() {
        var wide = abs(x);
        values.put("narrow", tf.cast(wide, DType.FLOAT16));
        values.put("whole", tf.cast(wide, DType.INT32));
        assertThat(HeldValue.of(model(abs(wide))))
                .containsExactly(new HeldValue("narrow", "node/Abs:0", DType.FLOAT16, List.of()));
    }

    @Test
    void theRecordHasALineAValue() throws IOException {
        values.put("a \"quoted\"\n name", tf.toChannelsFirst(abs(x)));
        values.put("b", abs(tf.toChannelsLast(values.get("a \"quoted\"\n name"))));
        var text = new String(
                ConversionRecord.of(model(values.get("b")), List.of(), "test", false), StandardCharsets.UTF_8);
        assertThat(text.lines().filter(l -> l.contains("\"tensor\""))).hasSize(2);
        var read = new ObjectMapper().readTree(text).get("values");
        assertThat(read.get(0).get("value").textValue()).isEqualTo("a \"quoted\"\n name");
        assertThat(read.get(0).get("permutation").get(1).intValue()).isEqualTo(3);
        assertThat(read.get(1).get("tensor").textValue()).isEqualTo("node/Abs_1:0");
        assertThat(read.get(1).has("permutation")).isFalse();
    }
}
