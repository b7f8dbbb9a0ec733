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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is in a model, for people and programs.
 *
 * @param name name of the graph
 * @param producer what made the model, with its version; may be empty
 * @param irVersion version of the format
 * @param opsets opset versions by domain
 * @param inputs what callers feed: types such as {@code float[batch, 3]} by name, in order
 * @param outputs what it returns, likewise
 * @param weights number of initializers
 * @param weightBytes what they take
 * @param operators number of nodes by operator, those in bodies and functions included; operators outside of {@code ai.onnx} have
 *     their domain before a colon
 * @param functions functions that the model defines, as {@code domain:name}
 */
public record ModelSummary(
        String name,
        String producer,
        long irVersion,
        Map<String, Long> opsets,
        Map<String, String> inputs,
        Map<String, String> outputs,
        int weights,
        long weightBytes,
        Map<String, Long> operators,
        List<String> functions) {
    public ModelSummary {
        opsets = Collections.unmodifiableMap(new TreeMap<>(opsets));
        inputs = Collections.unmodifiableMap(new LinkedHashMap<>(inputs));
        outputs = Collections.unmodifiableMap(new LinkedHashMap<>(outputs));
        operators = Collections.unmodifiableMap(new TreeMap<>(operators));
        functions = List.copyOf(functions);
    }

    /** The summary of a model. */
    public static ModelSummary of(OnnxModel model) {
        var source = model.source();
        var graph = model.graph();
        Map<String, Long> ops = Stream.concat(
                        nodes(graph.nodes()), model.functions().stream().flatMap(f -> nodes(f.nodes())))
                .collect(Collectors.groupingBy(
                        n -> n.domain().equals("ai.onnx") ? n.opType() : n.domain() + ":" + n.opType(),
                        Collectors.counting()));
        return new ModelSummary(
                graph.name(),
                (source.producerName() + " " + source.producerVersion()).strip(),
                model.irVersion(),
                model.opsets(),
                types(graph.requiredInputs()),
                types(graph.outputs()),
                graph.initializers().size(),
                graph.initializers().values().stream()
                        .mapToLong(ModelSummary::bytes)
                        .sum(),
                ops,
                model.functions().stream().map(f -> f.domain() + ":" + f.name()).toList());
    }

    /** The description of a model, line by line. */
    public static List<String> lines(OnnxModel model) {
        return of(model).lines();
    }

    /** Line by line: who made the model, its inputs and outputs, weights, operators and functions. */
    public List<String> lines() {
        var out = new ArrayList<>(head());
        out.add("operators  " + nodes() + " nodes of " + operators.size() + " kinds: " + entries(operators));
        if (!functions.isEmpty()) {
            out.add("functions  " + String.join(", ", functions));
        }
        return List.copyOf(out);
    }

    /** Those lines that come before the operators. */
    public List<String> head() {
        var out = new ArrayList<String>();
        out.add("model      " + name);
        out.add("producer   " + producer);
        out.add("format     IR version " + irVersion + ", opsets " + entries(opsets));
        inputs.forEach((input, type) -> out.add("input      " + input + ": " + type));
        outputs.forEach((output, type) -> out.add("output     " + output + ": " + type));
        out.add(String.format(Locale.ROOT, "weights    %d tensors, %.1f MiB", weights, weightBytes / 1048576.0));
        return List.copyOf(out);
    }

    /** How many nodes there are. */
    public long nodes() {
        return operators.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, String> types(List<OnnxValue> values) {
        Map<String, String> types = new LinkedHashMap<>();
        values.forEach(v -> types.put(v.name(), text(v.type())));
        return types;
    }

    private static long bytes(Tensor tensor) {
        return tensor.dtype() == DType.STRING ? 0 : tensor.dtype().packedBytes(tensor.elements());
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
