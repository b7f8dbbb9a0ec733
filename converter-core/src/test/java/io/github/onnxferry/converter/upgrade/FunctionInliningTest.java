package io.github.onnxferry.converter.upgrade;

import static io.github.onnxferry.converter.upgrade.SmallModel.call;
import static io.github.onnxferry.converter.upgrade.SmallModel.function;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.Reference;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FunctionInliningTest {
    private static final int FLOAT = 1;
    private static final int INT = 2;

    private static SmallModel model() {
        return SmallModel.opset(18).input("x", Shape.of(2, 3));
    }

    @Test
    void aCallBecomesTheBodyWithNamesOfItsOwn() {
        assertThat(model().function(function(
                                "Twice",
                                "a",
                                "c",
                                18,
                                Map.of(),
                                call("Add", "a,a", "x", Map.of()),
                                call("Neg", "x", "c", Map.of())))
                        .node("local:Twice", "x", "once")
                        .node("local:Twice", "once", "y")
                        .upgraded())
                .isEqualTo("""
                        n_once/x = Add(x, x)
                        once = Neg(n_once/x)
                        n_y/x = Add(once, once)
                        y = Neg(n_y/x)
                        """);
    }

    @Test
    void attributesComeFromTheCallOrTheDefaultsOrNotAtAll() {
        OnnxFunction function = function(
                "Slope",
                "a",
                "b",
                18,
                Map.of("alpha", new FloatValue(0.5f)),
                call("LeakyRelu", "a", "m", Map.of("alpha", new Reference("alpha", FLOAT))),
                call("Softmax", "m", "b", Map.of("axis", new Reference("axis", INT))));
        assertThat(model().function(function)
                        .node("local:Slope", "x", "p")
                        .node("local:Slope", "p", "y", Map.of("alpha", new FloatValue(2), "axis", new IntValue(0)))
                        .upgraded())
                .isEqualTo("""
                        n_p/m = LeakyRelu(x) alpha=0.5
                        p = Softmax(n_p/m)
                        n_y/m = LeakyRelu(p) alpha=2.0
                        y = Softmax(n_y/m) axis=0
                        """);
    }

    @Test
    void aBodyIsUpgradedFromItsOwnOpsetAlsoWithinAnother() {
        OnnxFunction inner = function(
                "Inner", "a", "b", 9, Map.of(), call("Clip", "a", "b", Map.of("max", new Reference("limit", FLOAT))));
        OnnxFunction outer = function(
                "Outer",
                "a",
                "b",
                18,
                Map.of("limit", new FloatValue(3)),
                call("local:Inner", "a", "b", Map.of("limit", new Reference("limit", FLOAT))));
        assertThat(model().function(outer)
                        .function(inner)
                        .node("local:Outer", "x", "y")
                        .upgraded())
                .isEqualTo("""
                        n_y/n_b/n_b/max := FLOAT[] [3.0]
                        y = Clip(x, , n_y/n_b/n_b/max)
                        """);
    }

    @Test
    void outputsThatAreInputsOrTheSameValueAreCopied() {
        assertThat(model().function(function("Fan", "a", "a,b,b", 18, Map.of(), call("Neg", "a", "b", Map.of())))
                        .node("local:Fan", "x", "p,q,r")
                        .upgraded())
                .isEqualTo("""
                        q = Neg(x)
                        p = Identity(x)
                        r = Identity(q)
                        """);
    }

    @Test
    void omittedInputsStayOmitted() {
        assertThat(model().function(function(
                                "Bound", "a,low,high", "b", 18, Map.of(), call("Clip", "a,low,high", "b", Map.of())))
                        .node("local:Bound", "x", "y")
                        .upgraded())
                .isEqualTo("y = Clip(x, , )\n");
    }

    @Test
    void bodiesInsideSeeTheFunctionAndMayShadowIt() {
        var branch = new OnnxGraph(
                "branch",
                List.of(call("Neg", "m", "t", Map.of()), call("Abs", "t", "m", Map.of())),
                List.of(),
                List.of(new OnnxValue("m", new OnnxType.Unknown())),
                Map.of(),
                Map.of());
        OnnxFunction function = function(
                "Choose",
                "a,condition",
                "b",
                18,
                Map.of(),
                call("Exp", "a", "m", Map.of()),
                call(
                        "If",
                        "condition",
                        "b",
                        new TreeMap<>(
                                Map.of("then_branch", new GraphValue(branch), "else_branch", new GraphValue(branch)))));

        assertThat(model().function(function)
                        .input("c", Shape.scalar())
                        .node("local:Choose", "x,c", "y")
                        .upgraded())
                .isEqualTo("""
                        n_y/m = Exp(x)
                        y = If(c) else_branch={ n_y/t = Neg(n_y/m); n_y/m_1 = Abs(n_y/t) -> n_y/m_1 } \
                        then_branch={ n_y/t_1 = Neg(n_y/m); n_y/m_2 = Abs(n_y/t_1) -> n_y/m_2 }
                        """);
    }

    @Test
    void aFunctionTakesPrecedenceOverAStandardOperator() {
        var own = new OnnxFunction(
                Domain.ONNX,
                "Gelu",
                "",
                List.of("a"),
                List.of("b"),
                List.of(),
                Map.of(),
                List.of(call("Tanh", "a", "b", Map.of())),
                Map.of("", 18L));
        assertThat(model().function(own).node("Gelu", "x", "y").upgraded()).isEqualTo("y = Tanh(x)\n");
    }

    @Test
    void recursionIsRefused() {
        SmallModel model = model().function(function("A", "a", "b", 18, Map.of(), call("local:B", "a", "b", Map.of())))
                .function(function("B", "a", "b", 18, Map.of(), call("local:A", "a", "b", Map.of())))
                .node("local:A", "x", "y");
        assertThatThrownBy(model::upgraded).hasMessageContaining("FERRY-1043 function 'local:A': it calls itself");
    }

    @Test
    void callsThatMultiplyAreRefused() {
        SmallModel model = model();
        model.function(function("F0", "a", "b", 18, Map.of(), call("Neg", "a", "b", Map.of())));
        for (int i = 1; i < 60; i++) {
            OnnxNode first = call("local:F" + (i - 1), "a", "m", Map.of());
            OnnxNode second = call("local:F" + (i - 1), "m", "b", Map.of());
            model.function(function("F" + i, "a", "b", 18, Map.of(), first, second));
        }
        assertThatThrownBy(model.node("local:F59", "x", "y")::upgraded).hasMessageContaining("FERRY-1004");
    }

    @Test
    void namesThatNothingDefinesAreRefused() {
        SmallModel model = model().function(function("Bad", "a", "b", 18, Map.of(), call("Neg", "z", "b", Map.of())))
                .node("local:Bad", "x", "y");
        assertThatThrownBy(model::upgraded)
                .hasMessageContaining("FERRY-1043")
                .hasMessageContaining("uses 'z' but does not define it");
    }
}
