package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Says what is in a model and whether it converts. */
final class InspectCommand implements Command {
    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String usage() {
        return "MODEL";
    }

    @Override
    public String summary() {
        return "Says what is in an ONNX model and whether it converts.";
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var path = new Arguments(name(), line).paths("model").get(0);
        var converter = new Converter(ConversionOptions.DEFAULT);
        var model = converter.read(path);
        describe(model, terminal.out());
        try {
            converter.lower(model);
            terminal.out().println("converts   yes");
            return 0;
        } catch (FerryException e) {
            terminal.out().println("converts   no, for " + e.problems().size() + " reasons");
            terminal.problems(e.problems());
            return e.exitCode();
        }
    }

    private static void describe(OnnxModel model, PrintStream out) {
        var source = model.source();
        var graph = model.graph();
        out.println("model      " + graph.name());
        out.println("producer   " + (source.producerName() + " " + source.producerVersion()).strip());
        out.println("format     IR version " + model.irVersion() + ", opsets " + entries(model.opsets()));
        values("input", graph.requiredInputs(), out);
        values("output", graph.outputs(), out);
        long bytes = graph.initializers().values().stream()
                .mapToLong(InspectCommand::bytes)
                .sum();
        out.printf(
                Locale.ROOT,
                "weights    %d tensors, %.1f MiB%n",
                graph.initializers().size(),
                bytes / 1048576.0);
        Map<String, Long> ops = Stream.concat(
                        nodes(graph.nodes()), model.functions().stream().flatMap(f -> nodes(f.nodes())))
                .collect(Collectors.groupingBy(
                        n -> n.domain().equals("ai.onnx") ? n.opType() : n.domain() + ":" + n.opType(),
                        TreeMap::new,
                        Collectors.counting()));
        long count = ops.values().stream().mapToLong(Long::longValue).sum();
        out.println("operators  " + count + " nodes of " + ops.size() + " kinds: " + entries(ops));
        if (!model.functions().isEmpty()) {
            out.println("functions  "
                    + model.functions().stream()
                            .map(f -> f.domain() + ":" + f.name())
                            .collect(Collectors.joining(", ")));
        }
    }

    private static long bytes(Tensor tensor) {
        return tensor.dtype() == DType.STRING ? 0 : tensor.dtype().packedBytes(tensor.elements());
    }

    private static void values(String title, List<OnnxValue> values, PrintStream out) {
        values.forEach(v -> out.printf("%-10s %s: %s%n", title, v.name(), text(v.type())));
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
                                .flatMap(InspectCommand::bodies)
                                .flatMap(g -> nodes(g.nodes()))));
    }

    private static Stream<OnnxGraph> bodies(OnnxAttribute attribute) {
        if (attribute instanceof OnnxAttribute.GraphValue g) {
            return Stream.of(g.value());
        }
        return attribute instanceof OnnxAttribute.GraphsValue g ? g.values().stream() : Stream.empty();
    }
}
