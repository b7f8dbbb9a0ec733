package io.github.onnxferry.converter.onnx.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.Arity;
import io.github.onnxferry.converter.onnx.schema.AttributeSchema;
import io.github.onnxferry.converter.onnx.schema.FormalParameter;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.tensor.DType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which type each type constraint of an operator stands for in one node. */
final class TypeBinding {
    /** Attributes that are the element type of an output whose type no input determines. */
    private static final List<String> DTYPE_ATTRIBUTES = List.of("to", "dtype", "output_dtype", "output_datatype");

    private final OnnxNode node;
    private final OpSchema schema;
    private final Context context;
    private final Map<String, Bound> bound = new HashMap<>();

    /**
     * A constraint's type.
     *
     * @param by the input that has it
     */
    private record Bound(String type, String by) {}

    TypeBinding(OnnxNode node, OpSchema schema, Context context) {
        this.node = node;
        this.schema = schema;
        this.context = context;
    }

    /** Binds constraints to the types of inputs, and reports types that are not allowed or do not agree. */
    void inputs(List<Optional<String>> types) {
        for (int i = 0; i < types.size(); i++) {
            var formal = formal(schema.inputs(), i);
            if (formal.isPresent() && types.get(i).isPresent()) {
                bind(formal.get(), node.inputs().get(i), types.get(i).get());
            }
        }
    }

    private static Optional<FormalParameter> formal(List<FormalParameter> formals, int index) {
        if (index < formals.size()) {
            return Optional.of(formals.get(index));
        }
        return formals.isEmpty() || formals.get(formals.size() - 1).arity() != Arity.VARIADIC
                ? Optional.empty()
                : Optional.of(formals.get(formals.size() - 1));
    }

    private void bind(FormalParameter formal, String input, String type) {
        if (!schema.allowedTypes(formal).contains(type) && !allowedByAnother(formal, type)) {
            context.problem(
                    Code.TYPE_MISMATCH,
                    node,
                    "its input '" + input + "' (" + formal.name() + ") is " + type + ", and the operator allows "
                            + String.join(", ", schema.allowedTypes(formal)),
                    "cast the input");
            return;
        }
        if (!formal.homogeneous() || !schema.typeConstraints().containsKey(formal.type())) {
            return;
        }
        var earlier = bound.putIfAbsent(formal.type(), new Bound(type, input));
        if (earlier != null && !earlier.type.equals(type)) {
            context.problem(
                    Code.TYPE_MISMATCH,
                    node,
                    "its input '" + earlier.by + "' is " + earlier.type + " and '" + input + "' is " + type
                            + ", and the operator needs one type (" + formal.type() + ")",
                    "cast one of them");
        }
    }

    /**
     * Whether some version of the operator allows a type. Exporters write types that only a later version of an operator
     * lists (bfloat16 convolutions before opset 22, say); what such a node means is beyond doubt.
     */
    private boolean allowedByAnother(FormalParameter formal, String type) {
        return context.facts().versions(node.domain(), node.opType()).stream()
                .anyMatch(version -> version.inputs().stream()
                        .anyMatch(other -> other.name().equals(formal.name())
                                && version.allowedTypes(other).contains(type)));
    }

    /** The type of an output, if it follows from the schema, the inputs or an attribute. */
    Optional<String> output(int index) {
        var formal = formal(schema.outputs(), index);
        if (formal.isEmpty() || !formal.get().homogeneous()) {
            return Optional.empty();
        }
        var letter = bound.get(formal.get().type());
        if (letter != null) {
            return Optional.of(letter.type);
        }
        var allowed = schema.allowedTypes(formal.get());
        if (allowed.size() == 1) {
            return Optional.of(allowed.iterator().next());
        }
        boolean sequence = allowed.stream().allMatch(type -> type.startsWith("seq("));
        return stated().map(TypeNames::tensor)
                .map(type -> sequence ? TypeNames.sequence(type) : type)
                .filter(allowed::contains);
    }

    /** The element type that the attributes state, or leave to their default. */
    private Optional<DType> stated() {
        if (node.opType().equals("Constant") || node.opType().equals("ConstantOfShape")) {
            return node.attributes().values().stream()
                    .findFirst()
                    .map(TypeBinding::dtype)
                    .or(() -> Optional.of(DType.FLOAT));
        }
        return DTYPE_ATTRIBUTES.stream()
                .flatMap(name -> Optional.ofNullable(schema.attributes().get(name)).stream())
                .findFirst()
                .flatMap(this::stated);
    }

    private Optional<DType> stated(AttributeSchema formal) {
        var value = node.attributes().get(formal.name());
        if (value instanceof OnnxAttribute.IntValue number) {
            var dtype = OnnxTypes.dtype(number.value());
            boolean none = number.value() == 0 && !formal.required();
            if (dtype.isEmpty() && !none) {
                context.problem(
                        Code.ATTRIBUTE_VALUE,
                        node,
                        "its attribute '" + formal.name() + "' is " + number.value() + ", which is no element type",
                        "export the model again");
            }
            return dtype;
        }
        return value == null && formal.defaultValue().orElse("") instanceof Long number
                ? OnnxTypes.dtype(number)
                : Optional.empty();
    }

    private static DType dtype(OnnxAttribute value) {
        if (value instanceof OnnxAttribute.TensorValue tensor) {
            return tensor.value().dtype();
        } else if (value instanceof OnnxAttribute.IntValue || value instanceof OnnxAttribute.IntsValue) {
            return DType.INT64;
        } else if (value instanceof OnnxAttribute.StringValue || value instanceof OnnxAttribute.StringsValue) {
            return DType.STRING;
        }
        return DType.FLOAT;
    }
}
