package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Element types: carried from graph inputs and initializers through the nodes by the type constraints of their schemas,
 * and compared wherever two things say what a type is. What no rule derives is not known, and nothing is said of it.
 */
final class TypeCheck {
    private final Context context;
    private final Optional<TypeCheck> outer;
    private final Map<String, String> types = new HashMap<>();

    private TypeCheck(Context context, Optional<TypeCheck> outer) {
        this.context = context;
        this.outer = outer;
    }

    /** Checks the types of a main graph whose nodes are in topological order. */
    static void check(OnnxGraph graph, Context context) {
        new TypeCheck(context, Optional.empty()).graph(graph, List.of());
    }

    /** Checks the body of a function, as far as types follow from its constants. */
    static void check(List<OnnxNode> nodes, Context context) {
        var check = new TypeCheck(context, Optional.empty());
        nodes.forEach(check::node);
    }

    /** The types of a graph's outputs, given those of its first inputs as far as the caller knows them. */
    private List<Optional<String>> graph(OnnxGraph graph, List<Optional<String>> given) {
        for (int i = 0; i < graph.inputs().size(); i++) {
            var input = graph.inputs().get(i);
            var stated = TypeNames.of(input.type());
            var passed = i < given.size() ? given.get(i) : Optional.<String>empty();
            agree("graph input '" + input.name() + "'", "is declared", stated, "is given", passed);
            passed.or(() -> stated).ifPresent(type -> types.put(input.name(), type));
            var initializer = graph.initializers().get(input.name());
            if (initializer != null) {
                initializer(input, initializer);
            }
        }
        graph.initializers().forEach((name, tensor) -> types.put(name, TypeNames.tensor(tensor.dtype())));
        graph.nodes().forEach(this::node);
        return graph.outputs().stream().map(this::output).toList();
    }

    private void initializer(OnnxValue input, Tensor tensor) {
        agree(
                "graph input '" + input.name() + "'",
                "is declared",
                TypeNames.of(input.type()),
                "has an initializer that is",
                Optional.of(TypeNames.tensor(tensor.dtype())));
        if (input.type() instanceof OnnxType.TensorType type
                && type.shape().hasRank()
                && !fits(type.shape().dims(), tensor.sizes())) {
            context.problem(
                    Code.SHAPE_MISMATCH,
                    "graph input '" + input.name() + "'",
                    "it is declared " + type.shape() + " and has an initializer " + tensor.shape(),
                    "export the model again");
        }
    }

    private static boolean fits(List<Dim> declared, long[] sizes) {
        boolean fits = declared.size() == sizes.length;
        for (int i = 0; fits && i < sizes.length; i++) {
            fits = !declared.get(i).isKnown() || declared.get(i).is(sizes[i]);
        }
        return fits;
    }

    private Optional<String> output(OnnxValue output) {
        var stated = TypeNames.of(output.type());
        var derived = type(output.name());
        agree("graph output '" + output.name() + "'", "is declared", stated, "is computed as", derived);
        return derived.or(() -> stated);
    }

    private void agree(
            String where, String firstSays, Optional<String> first, String secondSays, Optional<String> second) {
        if (first.isPresent() && second.isPresent() && !first.equals(second)) {
            context.problem(
                    Code.TYPE_MISMATCH,
                    where,
                    "it " + firstSays + " " + first.get() + " and " + secondSays + " " + second.get(),
                    "export the model again");
        }
    }

    private Optional<String> type(String name) {
        return Optional.ofNullable(types.get(name)).or(() -> outer.flatMap(o -> o.type(name)));
    }

    private void node(OnnxNode node) {
        var inputs = node.inputs().stream().map(this::type).toList();
        var bodies = bodyOutputs(node, inputs);
        var schema = context.schema(node);
        if (schema.isEmpty()) {
            return;
        }
        var binding = new TypeBinding(node, schema.get(), context);
        binding.inputs(inputs);
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            var fromBody = i < bodies.size() ? bodies.get(i) : Optional.<String>empty();
            var type = fromBody.isPresent() ? fromBody : binding.output(i);
            if (!name.isEmpty()) {
                type.ifPresent(t -> types.put(name, t));
            }
        }
    }

    /** Checks the bodies of a node; what their outputs say of the outputs of the node. */
    private List<Optional<String>> bodyOutputs(OnnxNode node, List<Optional<String>> inputs) {
        if (!node.domain().equals(Domain.ONNX)) {
            node.attributes().keySet().forEach(attribute -> body(node, attribute, List.of()));
            return List.of();
        }
        return switch (node.opType()) {
            case "If" -> {
                var then = body(node, "then_branch", List.of());
                var otherwise = body(node, "else_branch", List.of());
                var merged = new ArrayList<Optional<String>>();
                for (int i = 0; i < Math.min(then.size(), otherwise.size()); i++) {
                    int index = i;
                    agreeBranches(node, i, then.get(i), otherwise.get(i));
                    merged.add(then.get(i).or(() -> otherwise.get(index)));
                }
                yield merged;
            }
            case "Loop" -> {
                var given = Stream.concat(
                        Stream.of(Optional.of("tensor(int64)"), Optional.of("tensor(bool)")),
                        inputs.stream().skip(2));
                yield body(node, "body", given.toList()).stream().skip(1).toList();
            }
            case "Scan" -> {
                boolean lengthsFirst =
                        context.schema(node).filter(s -> s.since() < 9).isPresent();
                yield body(
                        node, "body", inputs.stream().skip(lengthsFirst ? 1 : 0).toList());
            }
            case "SequenceMap" -> {
                var elements = inputs.stream()
                        .map(type -> type.map(t -> TypeNames.inner(t).orElse(t)))
                        .toList();
                yield body(node, "body", elements).stream()
                        .map(type -> type.map(TypeNames::sequence))
                        .toList();
            }
            default -> List.of();
        };
    }

    private void agreeBranches(OnnxNode node, int index, Optional<String> then, Optional<String> otherwise) {
        if (then.isPresent() && otherwise.isPresent() && !then.equals(otherwise)) {
            context.problem(
                    Code.TYPE_MISMATCH,
                    node,
                    "output " + index + " is " + then.get() + " of then_branch and " + otherwise.get()
                            + " of else_branch",
                    "make both branches return one type");
        }
    }

    private List<Optional<String>> body(OnnxNode node, String attribute, List<Optional<String>> given) {
        return node.attributes().get(attribute) instanceof OnnxAttribute.GraphValue body
                ? new TypeCheck(context.within(node, attribute), Optional.of(this)).graph(body.value(), given)
                : List.of();
    }
}
