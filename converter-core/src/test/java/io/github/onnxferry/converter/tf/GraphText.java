package io.github.onnxferry.converter.tf;

import java.util.stream.Collectors;

/** A function as short text: a line a node, with the types and shapes that were inferred. */
public final class GraphText {
    private GraphText() {}

    /** Parameters, nodes and results, in order. */
    public static String of(TfFunction function) {
        var text = new StringBuilder();
        function.parameters().forEach(p -> text.append("arg ").append(typed(p)).append('\n'));
        for (var node : function.nodes()) {
            text.append(node.outputs().stream().map(GraphText::typed).collect(Collectors.joining(", ")))
                    .append(" = ")
                    .append(node.op());
            node.tensor()
                    .filter(t -> t.elements() <= 8 && !t.dtype().isFloat())
                    .ifPresent(t -> text.append(' ').append(java.util.Arrays.toString(t.longs())));
            if (!node.inputs().isEmpty()) {
                text.append(node.inputs().stream().map(GraphText::name).collect(Collectors.joining(", ", "(", ")")));
            }
            text.append('\n');
        }
        function.results()
                .forEach(r -> text.append("return ").append(name(r.value())).append('\n'));
        return text.toString();
    }

    private static String name(Value value) {
        return value.node().name() + (value.index() == 0 ? "" : ":" + value.index());
    }

    private static String typed(Value value) {
        return name(value) + " " + value.dtype() + value.shape();
    }
}
