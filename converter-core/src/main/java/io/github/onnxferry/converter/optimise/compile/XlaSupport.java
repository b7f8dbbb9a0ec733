package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfFunction;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.registry.KernelRegistry;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;

/** What XLA can compile for the CPU. */
final class XlaSupport {
    private static final String REMEDY = "convert without XLA: --compile none";
    private static final String NO_STRINGS = "XLA has no strings";

    private static final Set<String> IFS = Set.of("If", "StatelessIf");

    private XlaSupport() {}

    /** What XLA cannot compile of a program, one problem a node or input. */
    static List<Problem> problems(TfModel model) {
        var strings = Stream.of(model.inputs(), model.outputs())
                .flatMap(List::stream)
                .filter(p -> p.dtype() == DType.STRING)
                .map(p -> problem("'" + p.key() + "'", NO_STRINGS));
        var functions = model.library().stream().collect(Collectors.toMap(TfFunction::name, f -> f));
        var nodes = Stream.concat(Stream.of(model.main()), model.library().stream())
                .flatMap(f -> f.nodes().stream())
                .flatMap(n ->
                        reason(n, functions).map(r -> problem("node '" + n.name() + "' (" + n.op() + ")", r)).stream());
        return Stream.concat(strings, nodes).toList();
    }

    private static Problem problem(String where, String what) {
        return new Problem(Code.NOT_COMPILABLE, where, what, REMEDY);
    }

    /** Why XLA cannot compile a node, if it cannot. */
    private static Optional<String> reason(TfNode node, Map<String, TfFunction> functions) {
        if (node.outputs().stream().anyMatch(v -> v.dtype() == DType.STRING)) {
            return Optional.of(NO_STRINGS);
        }
        if (!KernelRegistry.xla().hasKernel(node.op())) {
            return Optional.of("XLA has no kernel for it");
        }
        var types = types(node);
        if (!KernelRegistry.xla().supports(node.op(), types)) {
            return Optional.of("XLA has no kernel for it with "
                    + types.entrySet().stream()
                            .map(t -> t.getKey() + " = " + t.getValue())
                            .collect(Collectors.joining(", ")));
        }
        if (IFS.contains(node.op())
                && !isOneShape(branch(node, "then_branch", functions), branch(node, "else_branch", functions))) {
            return Optional.of("its branches give results of different shapes, and XLA needs one shape");
        }
        return XlaLimit.reason(node);
    }

    private static TfFunction branch(TfNode node, String attr, Map<String, TfFunction> functions) {
        var name = node.attrs()
                .getOrDefault(attr, AttrValue.getDefaultInstance())
                .getFunc()
                .getName();
        return Objects.requireNonNull(functions.get(name), name);
    }

    /** Whether both branches may give the same shapes, as far as they are known. */
    private static boolean isOneShape(TfFunction one, TfFunction other) {
        return IntStream.range(0, one.results().size()).allMatch(i -> {
            var a = one.results().get(i).value().shape();
            var b = other.results().get(i).value().shape();
            if (!a.hasRank() || !b.hasRank()) {
                return true;
            }
            return a.rank() == b.rank()
                    && IntStream.range(0, a.rank())
                            .allMatch(axis -> !a.dim(axis).isKnown()
                                    || !b.dim(axis).isKnown()
                                    || a.dim(axis).equals(b.dim(axis)));
        });
    }

    private static Map<String, DType> types(TfNode node) {
        var types = new LinkedHashMap<String, DType>();
        node.attrs().forEach((name, value) -> {
            if (value.getValueCase() == AttrValue.ValueCase.TYPE) {
                TfTypes.fromProto(value.getType()).ifPresent(t -> types.put(name, t));
            }
        });
        return types;
    }
}
