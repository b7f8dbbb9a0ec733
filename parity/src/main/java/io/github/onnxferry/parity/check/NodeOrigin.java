package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tf.Names;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the ONNX node behind a complaint of TensorFlow or a result that differs. */
public final class NodeOrigin {
    private static final Pattern TENSORFLOW_NODE = Pattern.compile("node ([A-Za-z0-9.][\\w./>-]*)");

    private final List<OnnxNode> nodes;
    private final List<String> outputs;

    /** The nodes of a model. */
    public NodeOrigin(OnnxModel model) {
        this.nodes = model.graph().nodes();
        this.outputs = model.graph().outputs().stream().map(o -> o.name()).toList();
    }

    /** The problem, located at the ONNX node whose conversion holds the TensorFlow node that the message names. */
    public Problem of(Problem problem) {
        if (problem.code() != Code.RUNTIME_RUN && problem.code() != Code.RUNTIME_LOAD) {
            return problem;
        }
        return named(problem.what())
                .or(() -> nodes.size() == 1 ? Optional.of(nodes.get(0)) : Optional.empty())
                .map(node -> new Problem(problem.code(), node.where(), problem.what(), problem.todo()))
                .orElse(problem);
    }

    private Optional<OnnxNode> named(String message) {
        return TENSORFLOW_NODE
                .matcher(message)
                .results()
                .flatMap(match -> owner(match.group(1)).stream())
                .findFirst();
    }

    /** The ONNX node whose name is the longest beginning of a TensorFlow name. */
    private Optional<OnnxNode> owner(String tensorFlowName) {
        return nodes.stream()
                .filter(node -> {
                    var scope = scope(node);
                    return !scope.isEmpty() && (tensorFlowName + "/").contains(scope + "/");
                })
                .max(Comparator.comparingInt(node -> scope(node).length()));
    }

    private static String scope(OnnxNode node) {
        var name = node.name().isEmpty()
                ? node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse(node.opType())
                : node.name();
        return Names.node(name);
    }

    /** The node that computes the output that a problem is about. */
    public Optional<OnnxNode> ofOutput(Problem problem) {
        return outputs.stream()
                .filter(name -> problem.where().startsWith("output '" + name))
                .max(Comparator.comparingInt(String::length))
                .flatMap(this::maker);
    }

    private Optional<OnnxNode> maker(String value) {
        return nodes.stream().filter(n -> n.outputs().contains(value)).findFirst();
    }
}
