package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxFunction;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Arity;
import io.github.onnxferry.converter.onnx.schema.AttributeSchema;
import io.github.onnxferry.converter.onnx.schema.AttributeType;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.FormalParameter;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One node against the schema of its operator, or against the function that it calls. */
final class NodeCheck {
    /** Attributes with this prefix are notes of tools to themselves. */
    private static final String INTERNAL = "__";

    private static final Map<Class<? extends OnnxAttribute>, AttributeType> KINDS = Map.ofEntries(
            Map.entry(OnnxAttribute.IntValue.class, AttributeType.INT),
            Map.entry(OnnxAttribute.FloatValue.class, AttributeType.FLOAT),
            Map.entry(OnnxAttribute.StringValue.class, AttributeType.STRING),
            Map.entry(OnnxAttribute.IntsValue.class, AttributeType.INTS),
            Map.entry(OnnxAttribute.FloatsValue.class, AttributeType.FLOATS),
            Map.entry(OnnxAttribute.StringsValue.class, AttributeType.STRINGS),
            Map.entry(OnnxAttribute.TensorValue.class, AttributeType.TENSOR),
            Map.entry(OnnxAttribute.TensorsValue.class, AttributeType.TENSORS),
            Map.entry(OnnxAttribute.GraphValue.class, AttributeType.GRAPH),
            Map.entry(OnnxAttribute.GraphsValue.class, AttributeType.GRAPHS),
            Map.entry(OnnxAttribute.TypeValue.class, AttributeType.TYPE_PROTO),
            Map.entry(OnnxAttribute.TypesValue.class, AttributeType.TYPE_PROTOS));

    private final OnnxNode node;
    private final Context context;

    private NodeCheck(OnnxNode node, Context context) {
        this.node = node;
        this.context = context;
    }

    static void check(OnnxNode node, Context context) {
        var check = new NodeCheck(node, context);
        check.references();
        var function = context.called(node);
        if (function.isPresent()) {
            check.call(function.get());
        } else if (check.opset()) {
            check.operator();
        }
    }

    /** Whether the opset of the node's domain is one that the facts cover, or not theirs to know. */
    private boolean opset() {
        var newest = context.facts().newestOpset(node.domain());
        if (newest.isEmpty()) {
            return true;
        }
        var opset = context.opsets().get(node.domain());
        if (opset == null || opset < 1) {
            context.problem(
                    Code.OPSET_MISSING,
                    "domain " + node.domain(),
                    opset == null
                            ? "its nodes are used, but no opset version of it is imported"
                            : "its opset version " + opset + " is not one",
                    "export the model again");
            return false;
        }
        if (opset > newest.getAsLong()) {
            context.problem(
                    Code.OPSET_FUTURE,
                    "domain " + node.domain(),
                    "its opset version " + opset + " is newer than " + newest.getAsLong()
                            + ", the newest that is known here",
                    "export for an older opset version, or update ONNX Ferry");
            return false;
        }
        return true;
    }

    private void operator() {
        var schema = context.schema(node);
        boolean known = context.alsoKnown().test(node.domain(), node.opType());
        if (schema.isPresent() && !(schema.get().deprecated() && !known)) {
            against(schema.get());
        } else if (!known) {
            context.problem(
                    Code.UNKNOWN_OPERATOR,
                    node,
                    unknown(schema),
                    "export the model with operators of the standard, or define this one as a model-local function");
        }
    }

    private String unknown(Optional<OpSchema> withdrawn) {
        var versions = context.facts().versions(node.domain(), node.opType());
        if (withdrawn.isPresent()) {
            return "the operator was withdrawn in opset version "
                    + withdrawn.get().since();
        }
        if (!versions.isEmpty()) {
            return "the operator exists from opset version " + versions.get(0).since() + " on, and the model is of "
                    + context.opsets().get(node.domain());
        }
        return context.facts().newestOpset(node.domain()).isPresent()
                ? "domain " + node.domain() + " has no such operator"
                : "domain " + node.domain() + " is not known, nor does the model define the operator as a function";
    }

    private void against(OpSchema schema) {
        count(Code.INPUT_COUNT, "input", node.inputs(), schema.inputs(), schema.minInputs(), schema.maxInputs());
        count(Code.OUTPUT_COUNT, "output", node.outputs(), schema.outputs(), schema.minOutputs(), schema.maxOutputs());
        node.attributes().forEach((name, value) -> {
            var formal = schema.attributes().get(name);
            if (formal != null) {
                type(formal, value);
            } else if (!name.startsWith(INTERNAL)) {
                unknownAttribute(name, schema.attributes().keySet());
            }
        });
        schema.attributes().values().stream()
                .filter(formal -> formal.required() && !node.attributes().containsKey(formal.name()))
                .forEach(formal -> missingAttribute("'" + formal.name() + "'"));
        if (node.domain().equals(Domain.ONNX)) {
            special();
        }
    }

    private void count(Code code, String kind, List<String> names, List<FormalParameter> formals, int least, int most) {
        if (names.size() < least || names.size() > most) {
            String range =
                    most == Integer.MAX_VALUE ? "at least " + least : least == most ? "" + most : least + " to " + most;
            context.problem(
                    code,
                    node,
                    "it has " + names.size() + " " + kind + "s, and the operator has " + range,
                    "export the model again");
            return;
        }
        for (int i = 0; i < Math.min(names.size(), formals.size()); i++) {
            if (names.get(i).isEmpty() && formals.get(i).arity() == Arity.SINGLE) {
                context.problem(
                        code,
                        node,
                        "its " + kind + " '" + formals.get(i).name()
                                + "' is left out, which the operator does not allow",
                        "export the model again");
            }
        }
    }

    private void type(AttributeSchema formal, OnnxAttribute value) {
        var kind = kind(value);
        if (kind.isPresent() && !fits(formal.type(), kind.get())) {
            context.problem(
                    Code.ATTRIBUTE_TYPE,
                    node,
                    "its attribute '" + formal.name() + "' is of type " + kind.get() + ", not " + formal.type(),
                    "export the model again");
        }
    }

    private static boolean fits(AttributeType formal, AttributeType kind) {
        return formal == kind
                || (formal == AttributeType.SPARSE_TENSOR && kind == AttributeType.TENSOR)
                || (formal == AttributeType.SPARSE_TENSORS && kind == AttributeType.TENSORS);
    }

    private static Optional<AttributeType> kind(OnnxAttribute value) {
        if (value instanceof OnnxAttribute.Reference reference) {
            return Arrays.stream(AttributeType.values())
                    .filter(type -> type.number() == reference.type())
                    .findFirst();
        }
        return Optional.ofNullable(KINDS.get(value.getClass()));
    }

    private void unknownAttribute(String name, Set<String> formal) {
        context.problem(
                Code.ATTRIBUTE_UNKNOWN,
                node,
                "its attribute '" + name + "' is not one of the operator's: " + new TreeSet<>(formal),
                "export the model again");
    }

    private void missingAttribute(String names) {
        context.problem(
                Code.ATTRIBUTE_MISSING,
                node,
                "its attribute " + names + " is missing, which the operator requires",
                "export the model again");
    }

    private void call(OnnxFunction function) {
        if (node.inputs().size() > function.inputs().size()) {
            context.problem(
                    Code.INPUT_COUNT,
                    node,
                    "it has " + node.inputs().size() + " inputs, and the function has at most "
                            + function.inputs().size(),
                    "export the model again");
        }
        if (node.outputs().size() > function.outputs().size()) {
            context.problem(
                    Code.OUTPUT_COUNT,
                    node,
                    "it has " + node.outputs().size() + " outputs, and the function has at most "
                            + function.outputs().size(),
                    "export the model again");
        }
        var formal = new TreeSet<>(function.attributes());
        formal.addAll(function.defaults().keySet());
        node.attributes().keySet().stream()
                .filter(name -> !formal.contains(name) && !name.startsWith(INTERNAL))
                .forEach(name -> unknownAttribute(name, formal));
    }

    /** Attributes that stand for those of a function: only in functions, and only such as the function has. */
    private void references() {
        node.attributes().forEach((name, value) -> {
            if (value instanceof OnnxAttribute.Reference reference
                    && context.function()
                            .filter(f -> f.attributes().contains(reference.attribute())
                                    || f.defaults().containsKey(reference.attribute()))
                            .isEmpty()) {
                context.problem(
                        Code.ATTRIBUTE_VALUE,
                        node,
                        "its attribute '" + name + "' refers to attribute '" + reference.attribute()
                                + "' of a function, and there is none around it with that attribute",
                        "export the model again");
            }
        });
    }

    /** What schemas cannot say: the one value of a constant, and the counts that bodies of control flow must have. */
    private void special() {
        switch (node.opType()) {
            case "Constant" -> {
                if (node.attributes().isEmpty()) {
                    missingAttribute("'value'");
                }
            }
            case "If" -> {
                body("then_branch", 0, node.outputs().size());
                body("else_branch", 0, node.outputs().size());
            }
            case "Loop" ->
                body(
                        "body",
                        2 + Math.max(0, node.inputs().size() - 2),
                        node.outputs().size() + 1);
            case "Scan" -> {
                boolean lengthsFirst =
                        context.schema(node).filter(s -> s.since() < 9).isPresent();
                body(
                        "body",
                        node.inputs().size() - (lengthsFirst ? 1 : 0),
                        node.outputs().size());
            }
            case "SequenceMap" ->
                body("body", node.inputs().size(), node.outputs().size());
            default -> {}
        }
    }

    private void body(String attribute, int inputs, int outputs) {
        if (!(node.attributes().get(attribute) instanceof OnnxAttribute.GraphValue body)) {
            return;
        }
        OnnxGraph graph = body.value();
        if (graph.requiredInputs().size() != inputs && graph.inputs().size() != inputs) {
            context.problem(
                    Code.INPUT_COUNT,
                    node,
                    "its body '" + attribute + "' takes " + graph.inputs().size() + " inputs and is given " + inputs,
                    "export the model again");
        }
        if (graph.outputs().size() != outputs) {
            context.problem(
                    Code.OUTPUT_COUNT,
                    node,
                    "its body '" + attribute + "' returns " + graph.outputs().size() + " values, and " + outputs
                            + " are taken",
                    "export the model again");
        }
    }
}
