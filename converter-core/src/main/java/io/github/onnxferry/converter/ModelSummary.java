package io.github.onnxferry.converter;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Describes a model in a few lines for people. */
public final class ModelSummary {
    private ModelSummary() {}

    /** The description, line by line: who made the model, its inputs and outputs, weights, operators and functions. */
    public static List<String> lines(OnnxModel model) {
        var out = new ArrayList<String>();
        var source = model.source();
        var graph = model.graph();
        out.add("model      " + graph.name());
        out.add("producer   " + (source.producerName() + " " + source.producerVersion()).strip());
        out.add("format     IR version " + model.irVersion() + ", opsets " + entries(model.opsets()));
        values("input", graph.requiredInputs(), out);
        values("output", graph.outputs(), out);
        long bytes = graph.initializers().values().stream()
                .mapToLong(ModelSummary::bytes)
                .sum();
        out.add(String.format(
                Locale.ROOT,
                "weights    %d tensors, %.1f MiB",
                graph.initializers().size(),
                bytes / 1048576.0));
        Map<String, Long> ops = Stream.concat(
                        nodes(graph.nodes()), model.functions().stream().flatMap(f -> nodes(f.nodes())))
                .collect(Collectors.groupingBy(
                        n -> n.domain().equals("ai.onnx") ? n.opType() : n.domain() + ":" + n.opType(),
                        TreeMap::new,
                        Collectors.counting()));
        long count = ops.values().stream().mapToLong(Long::longValue).sum();
        out.add("operators  " + count + " nodes of " + ops.size() + " kinds: " + entries(ops));
        if (!model.functions().isEmpty()) {
            out.add("functions  "
                    + model.functions().stream()
                            .map(f -> f.domain() + ":" + f.name())
                            .collect(Collectors.joining(", ")));
        }
        return List.copyOf(out);
    }

    private static long bytes(Tensor tensor) {
        return tensor.dtype() == DType.STRING ? 0 : tensor.dtype().packedBytes(tensor.elements());
    }

    private static void values(String title, List<OnnxValue> values, List<String> out) {
        values.forEach(v -> out.add(String.format("%-10s %s: %s", title, v.name(), text(v.type()))));
    }

    private static String text(OnnxType type) {
        if (type instanceof OnnxType.TensorType t) {
            return text(t.dtype()) + t.shape();
        }
        if (type instanceof OnnxType.SparseTensorType t) {
            return "sparse " + text(t.dtype()) + t.shape();
        }
        if (type instanceof OnnxType.SequenceType s) {
            return "sequence of " + text(s.element());
        }
        if (type instanceof OnnxType.OptionalType o) {
            return "optional " + text(o.element());
        }
        if (type instanceof OnnxType.MapType m) {
            return "map from " + text(m.key()) + " to " + text(m.value());
        }
        return type instanceof OnnxType.OpaqueType o ? o.domain() + "." + o.name() : "unknown";
    }

    private static String text(DType dtype) {
        return dtype.name().toLowerCase(Locale.ROOT);
    }

    private static String entries(Map<String, Long> entries) {
        return entries.entrySet().stream()
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static Stream<OnnxNode> nodes(List<OnnxNode> nodes) {
        return nodes.stream()
                .flatMap(n -> Stream.concat(
                        Stream.of(n),
                        n.attributes().values().stream()
                                .flatMap(ModelSummary::bodies)
                                .flatMap(g -> nodes(g.nodes()))));
    }

    private static Stream<OnnxGraph> bodies(OnnxAttribute attribute) {
        if (attribute instanceof OnnxAttribute.GraphValue g) {
            return Stream.of(g.value());
        }
        return attribute instanceof OnnxAttribute.GraphsValue g ? g.values().stream() : Stream.empty();
    }
}
