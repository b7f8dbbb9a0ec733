package io.github.onnxferry.converter.optimise.compile;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfModel;
import io.github.onnxferry.converter.tf.TfNode;
import io.github.onnxferry.converter.tf.registry.KernelRegistry;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;

/** What XLA can compile for the CPU. */
final class XlaSupport {
    private static final String TODO = "convert without XLA: --compile none";
    private static final String NO_STRINGS = "XLA has no strings";

    private XlaSupport() {}

    /** What XLA cannot compile of a program, one problem a node or input. */
    static List<Problem> problems(TfModel model) {
        var strings = Stream.of(model.inputs(), model.outputs())
                .flatMap(List::stream)
                .filter(p -> p.dtype() == DType.STRING)
                .map(p -> problem("'" + p.key() + "'", NO_STRINGS));
        var nodes = Stream.concat(Stream.of(model.main()), model.library().stream())
                .flatMap(f -> f.nodes().stream())
                .flatMap(n -> reason(n).map(r -> problem("node '" + n.name() + "' (" + n.op() + ")", r)).stream());
        return Stream.concat(strings, nodes).toList();
    }

    private static Problem problem(String where, String what) {
        return new Problem(Code.NOT_COMPILABLE, where, what, TODO);
    }

    /** Why XLA cannot compile a node, if it cannot. */
    private static Optional<String> reason(TfNode node) {
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
        return XlaLimit.reason(node);
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
