package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Names;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import io.github.onnxferry.parity.graph.OpenedGraph;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.proto.NodeDef;

/** The gradients of a projection by TensorFlow. */
final class TensorFlowGradients {
    /** How many names a remark lists. */
    private static final int SHOWN = 6;

    private final OpenedGraph graph;
    private final OnnxModel model;
    private final AdjointGraph adjoint;
    private final Map<GraphTensor, Tensor> feeds = new HashMap<>();
    private final List<String> remarks;

    /**
     * Builds the adjoint.
     *
     * @param feeds inputs, by their keys in the signature
     * @param remarks takes what has no gradient, and why
     */
    TensorFlowGradients(
            OpenedGraph graph,
            OnnxModel model,
            Projection projection,
            Map<String, Tensor> feeds,
            List<Target> targets,
            List<String> remarks) {
        this.graph = graph;
        this.model = model;
        this.remarks = remarks;
        var outputs = new LinkedHashMap<String, GraphTensor>();
        projection.weights().keySet().forEach(name -> {
            var tensor = graph.function().outputs().get(name);
            if (tensor == null) {
                throw new FerryException(
                        Code.CONTRACT, "output '" + name + "'", "is not in the signature", "convert the model again");
            }
            outputs.put(name, tensor);
        });
        this.adjoint = new AdjointGraph(
                graph,
                outputs,
                targets.stream().flatMap(t -> t.tensors().stream()).toList());
        graph.function().inputs().forEach((key, tensor) -> {
            var fed = feeds.get(key);
            if (fed != null) {
                this.feeds.put(tensor.below(AdjointGraph.SCOPE), fed);
            }
        });
        adjoint.seeds().forEach((name, seed) -> {
            var weights = projection.weights().get(name);
            if (weights != null) {
                this.feeds.put(
                        seed,
                        TfTypes.fromProto(graph.dtype(seed)).map(weights::cast).orElse(weights));
            }
        });
    }

    /**
     * The gradients, in the order of the elements of the targets; a target whose gradient TensorFlow cannot compute is left
     * out, with a remark.
     */
    Map<Target, double[]> of(List<Target> targets) {
        var gradients = new LinkedHashMap<Target, double[]>();
        var blocked = new TreeMap<String, List<String>>();
        var open = new ArrayList<Target>();
        for (var target : targets) {
            var blocks = target.tensors().stream()
                    .flatMap(t -> adjoint.blocks(t).stream())
                    .distinct()
                    .toList();
            if (blocks.isEmpty()) {
                open.add(target);
            }
            blocks.forEach(
                    b -> blocked.computeIfAbsent(b, n -> new ArrayList<>()).add(target.name()));
        }
        blocks(blocked);
        var fetches = open.stream().flatMap(t -> parts(t).stream()).distinct().toList();
        try {
            var values = graph.run(feeds, fetches);
            open.forEach(t -> gradients.put(t, added(t, values)));
        } catch (FerryException e) {
            if (e.problems().get(0).code() != Code.RUNTIME_RUN) {
                throw e;
            }
            var failures = new TreeMap<String, List<String>>();
            open.forEach(t -> alone(t, gradients, failures));
            failures.forEach((what, names) ->
                    remarks.add("TensorFlow fails to compute " + what + "; not compared: " + listed(names)));
        }
        return gradients;
    }

    /** One remark for all operations of a kind that block for the same reason. */
    private void blocks(Map<String, List<String>> blocked) {
        var operations = new LinkedHashMap<String, List<String>>();
        var targets = new HashMap<String, Set<String>>();
        blocked.forEach((operation, names) -> {
            String refusal = adjoint.refusal(operation);
            String why = refusal.isEmpty() ? "TensorFlow's C interface has no gradient of it" : refusal;
            String kind = op(operation) + " is not differentiated: " + why + ". At ";
            operations.computeIfAbsent(kind, k -> new ArrayList<>()).add(operation);
            targets.computeIfAbsent(kind, k -> new LinkedHashSet<>()).addAll(names);
        });
        operations.forEach((kind, ones) -> remarks.add(kind
                + listed(ones.stream().map(this::named).toList())
                + ". Not compared: "
                + listed(List.copyOf(targets.getOrDefault(kind, Set.of())))));
    }

    private void alone(Target target, Map<Target, double[]> gradients, Map<String, List<String>> failures) {
        try {
            gradients.put(target, added(target, graph.run(feeds, parts(target))));
        } catch (FerryException e) {
            var problem = e.problems().get(0);
            if (problem.code() != Code.RUNTIME_RUN) {
                throw e;
            }
            String first = problem.what().lines().findFirst().orElse("");
            String culprit = adjoint.culprit(problem.what())
                    .map(c -> "the gradient of " + named(c))
                    .orElse("a gradient");
            failures.computeIfAbsent(culprit + " (" + first + ")", f -> new ArrayList<>())
                    .add(target.name());
        }
    }

    private List<GraphTensor> parts(Target target) {
        return target.tensors().stream()
                .flatMap(t -> adjoint.gradient(t).stream())
                .distinct()
                .toList();
    }

    private double[] added(Target target, Map<GraphTensor, Tensor> values) {
        var sum = new double[Math.toIntExact(target.value().elements())];
        target.places().forEach((tensor, layout) -> {
            for (var part : adjoint.gradient(tensor)) {
                var value = values.get(part);
                if (value == null || value.elements() != sum.length) {
                    throw new FerryException(
                            Code.CONTRACT,
                            "gradient of '" + target.name() + "'",
                            "has the shape " + (value == null ? "of nothing" : value.shape()) + ", and the tensor "
                                    + target.value().shape(),
                            "");
                }
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += value.getDouble(layout.place(i));
                }
            }
        });
        return sum;
    }

    private static String listed(List<String> names) {
        int shown = Math.min(names.size(), SHOWN);
        return String.join(", ", names.subList(0, shown))
                + (shown < names.size() ? " and " + (names.size() - shown) + " more" : "");
    }

    /** An operation and the node of the ONNX model whose name begins its own. */
    private String named(String operation) {
        String origin = model.graph().nodes().stream()
                .filter(n -> {
                    String first = n.outputs().isEmpty() ? "" : n.outputs().get(0);
                    String scope = Names.node(n.name().isEmpty() ? first : n.name());
                    return !scope.isEmpty() && (operation + "/").startsWith(scope + "/");
                })
                .max(Comparator.comparingInt(n -> n.name().length()))
                .map(n -> " of " + n.where())
                .orElse("");
        return op(operation) + " '" + operation + "'" + origin;
    }

    private String op(String operation) {
        return graph.function().nodes().stream()
                .filter(n -> n.getName().equals(operation))
                .map(NodeDef::getOp)
                .findFirst()
                .orElse("");
    }
}
