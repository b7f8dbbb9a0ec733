package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphsValue;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call of a model-local function stands for.
 *
 * <p>Inputs and outputs of the function take the names of the call; everything else inside, in bodies too, takes names
 * that nothing in the model has. References to the function's attributes become the call's attributes, or the
 * function's defaults; a reference to an attribute that has neither disappears with its attribute.
 *
 * @param nodes the function's nodes for this call, in the form of the function's opset versions
 * @param copies {@code Identity} nodes for outputs that are inputs of the function, or the same value as another output
 */
record FunctionBody(List<OnnxNode> nodes, List<OnnxNode> copies) {
    /**
     * The body of a call.
     *
     * @throws FerryException FUNCTION_INVALID if the call and the function do not fit, or the body uses a name that it
     *     does not define
     */
    static FunctionBody of(OnnxNode call, OnnxFunction function, Names names) {
        return new Instance(call, function, names).body();
    }

    private static final class Instance {
        private final OnnxNode call;
        private final OnnxFunction function;
        private final Names names;
        private final String stem;
        private final Map<String, OnnxAttribute> attributes;

        /** What the function's outputs are called outside, for those that the body computes. */
        private final Map<String, String> targets = new HashMap<>();

        Instance(OnnxNode call, OnnxFunction function, Names names) {
            this.call = call;
            this.function = function;
            this.names = names;
            this.stem = !call.name().isEmpty()
                    ? call.name()
                    : call.outputs().stream()
                            .filter(o -> !o.isEmpty())
                            .findFirst()
                            .orElse(call.opType());
            this.attributes = new HashMap<>(function.defaults());
            attributes.putAll(call.attributes());
        }

        FunctionBody body() {
            if (call.inputs().size() > function.inputs().size()
                    || call.outputs().size() > function.outputs().size()) {
                throw invalid("the call has more inputs or outputs than the function");
            }
            var renamed = new Renaming(Optional.empty());
            for (int i = 0; i < function.inputs().size(); i++) {
                renamed.put(
                        function.inputs().get(i),
                        i < call.inputs().size() ? call.inputs().get(i) : "");
            }
            for (int i = 0; i < call.outputs().size(); i++) {
                String inside = function.outputs().get(i);
                if (!call.outputs().get(i).isEmpty() && !renamed.defines(inside)) {
                    targets.putIfAbsent(inside, call.outputs().get(i));
                }
            }
            List<OnnxNode> nodes = nodes(function.nodes(), renamed, true);
            return new FunctionBody(nodes, copies(renamed));
        }

        private List<OnnxNode> copies(Renaming renamed) {
            var copies = new ArrayList<OnnxNode>();
            for (int i = 0; i < call.outputs().size(); i++) {
                String outside = call.outputs().get(i);
                String inside = renamed.get(function.outputs().get(i));
                if (!outside.isEmpty() && !outside.equals(inside)) {
                    if (inside.isEmpty()) {
                        throw invalid("output '" + outside + "' is an input that the call leaves out");
                    }
                    copies.add(new OnnxNode(
                            names.fresh(stem + "/identity"),
                            Domain.ONNX,
                            "Identity",
                            "",
                            List.of(inside),
                            List.of(outside),
                            Map.of()));
                }
            }
            return copies;
        }

        private List<OnnxNode> nodes(List<OnnxNode> originals, Renaming renamed, boolean outermost) {
            var nodes = new ArrayList<OnnxNode>(originals.size());
            for (OnnxNode node : originals) {
                List<String> inputs = node.inputs().stream().map(renamed::get).toList();
                var bound = new LinkedHashMap<String, OnnxAttribute>();
                node.attributes().forEach((key, value) -> bind(value, renamed).ifPresent(v -> bound.put(key, v)));
                List<String> outputs = node.outputs().stream()
                        .map(name -> define(name, renamed, outermost))
                        .toList();
                String name = names.fresh(stem + "/" + (node.name().isEmpty() ? node.opType() : node.name()));
                nodes.add(new OnnxNode(name, node.domain(), node.opType(), node.overload(), inputs, outputs, bound));
            }
            return nodes;
        }

        private Optional<OnnxAttribute> bind(OnnxAttribute value, Renaming renamed) {
            if (value instanceof OnnxAttribute.Reference reference) {
                return Optional.ofNullable(attributes.get(reference.attribute()));
            }
            if (value instanceof GraphValue body) {
                return Optional.of(new GraphValue(graph(body.value(), renamed)));
            }
            if (value instanceof GraphsValue bodies) {
                return Optional.of(new GraphsValue(bodies.values().stream()
                        .map(body -> graph(body, renamed))
                        .toList()));
            }
            return Optional.of(value);
        }

        private OnnxGraph graph(OnnxGraph body, Renaming around) {
            var renamed = new Renaming(Optional.of(around));
            List<OnnxValue> inputs = body.inputs().stream()
                    .map(input -> new OnnxValue(define(input.name(), renamed, false), input.type()))
                    .toList();
            var initializers = new LinkedHashMap<String, Tensor>();
            body.initializers().forEach((name, tensor) -> {
                String outside = renamed.defines(name) ? renamed.get(name) : define(name, renamed, false);
                initializers.put(outside, tensor);
            });
            List<OnnxNode> nodes = nodes(body.nodes(), renamed, false);
            List<OnnxValue> outputs = body.outputs().stream()
                    .map(output -> new OnnxValue(renamed.get(output.name()), output.type()))
                    .toList();
            var types = new LinkedHashMap<String, OnnxType>();
            body.valueTypes().forEach((name, type) -> {
                if (renamed.defines(name)) {
                    types.put(renamed.get(name), type);
                }
            });
            return new OnnxGraph(names.fresh(stem + "/" + body.name()), nodes, inputs, outputs, initializers, types);
        }

        private String define(String name, Renaming renamed, boolean outermost) {
            if (name.isEmpty()) {
                return name;
            }
            String target = outermost ? targets.get(name) : null;
            String outside = target != null ? target : names.fresh(stem + "/" + name);
            renamed.put(name, outside);
            return outside;
        }

        private FerryException invalid(String what) {
            return new FerryException(
                    Code.FUNCTION_INVALID,
                    call.where(),
                    what + " (function '" + function.domain() + ":" + function.name() + "')",
                    "the model is invalid");
        }

        /** Names inside one graph of the function, by what they are called in the model. */
        private final class Renaming {
            private final Optional<Renaming> around;
            private final Map<String, String> byInside = new HashMap<>();

            Renaming(Optional<Renaming> around) {
                this.around = around;
            }

            void put(String inside, String outside) {
                byInside.put(inside, outside);
            }

            boolean defines(String inside) {
                return byInside.containsKey(inside);
            }

            String get(String inside) {
                if (inside.isEmpty()) {
                    return inside;
                }
                String here = byInside.get(inside);
                if (here != null) {
                    return here;
                }
                return around.orElseThrow(() -> invalid("the function uses '" + inside + "' but does not define it"))
                        .get(inside);
            }
        }
    }
}
