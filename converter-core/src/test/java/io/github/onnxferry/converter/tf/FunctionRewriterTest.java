package io.github.onnxferry.converter.tf;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FunctionRewriterTest {
    private final TfBuilder tf = new TfBuilder(new FunctionLibrary(), "test");

    @Test
    void nodesThatChangeNothingAreTheSame() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(4));
        var y = tf.op("Exp").in(tf.op("Relu").in(x).one()).one();
        var function = tf.build(List.of(new TfFunction.Result("y", y)));
        var rewriter = new FunctionRewriter(new FunctionLibrary("t"), function);
        function.nodes().forEach(rewriter::keep);
        assertThat(rewriter.build().nodes()).containsExactlyElementsOf(function.nodes());
    }

    @Test
    void whatHasToRunBeforeStillDoes() {
        var x = tf.parameter("x", DType.FLOAT, Shape.of(4));
        var relu = tf.op("Relu").in(x).one();
        var guard = new TfNode(
                "guard", "NoOp", List.of(), List.of(relu.node()), Map.of(), Optional.empty(), Optional.empty());
        tf.adopt(guard);
        var y = tf.op("Identity").in(x).after(guard).one();
        var function = tf.build(List.of(new TfFunction.Result("y", y)));
        var rewriter = new FunctionRewriter(new FunctionLibrary("t"), function);
        for (var node : function.nodes()) {
            if (node.op().equals("Relu")) {
                rewriter.replace(
                        node,
                        List.of(rewriter.builder()
                                .op("Relu6")
                                .in(rewriter.of(node.inputs().get(0)))
                                .one()));
            } else {
                rewriter.keep(node);
            }
        }
        var changed = rewriter.build();
        assertThat(changed.nodes()).extracting(TfNode::op).containsExactly("Relu6", "NoOp", "Identity");
        assertThat(changed.nodes().get(2).controlInputs())
                .containsExactly(changed.nodes().get(1));
        assertThat(changed.nodes().get(1).controlInputs())
                .containsExactly(changed.nodes().get(0));
    }
}
