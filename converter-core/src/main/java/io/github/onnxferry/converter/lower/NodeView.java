package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.GraphValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.TensorValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.TypeValue;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.Arity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A node as a lowering sees it: inputs by their formal names, attributes typed, with the defaults of the operator's
 * definition filled in.
 */
public final class NodeView {
    private final OnnxNode node;
    private final String where;
    private final Optional<OpSchema> schema;
    private final List<Optional<Operand>> inputs;
    private final GraphScope scope;
    private final GraphLowering lowering;

    NodeView(
            OnnxNode node,
            Optional<OpSchema> schema,
            List<Optional<Operand>> inputs,
            GraphScope scope,
            GraphLowering lowering) {
        this(node, node.where(), schema, inputs, scope, lowering);
    }

    private NodeView(
            OnnxNode node,
            String where,
            Optional<OpSchema> schema,
            List<Optional<Operand>> inputs,
            GraphScope scope,
            GraphLowering lowering) {
        this.node = node;
        this.where = where;
        this.schema = schema;
        this.inputs = inputs;
        this.scope = scope;
        this.lowering = lowering;
    }

    /** The operator. */
    public String op() {
        return node.opType();
    }

    /** How messages name the node. */
    public String where() {
        return where;
    }

    /**
     * This node as if it were one of another operator of the standard, in its newest version: for operators whose meaning
     * is that of a standard one. Messages name the node as it is.
     */
    public NodeView as(String op, List<Optional<Value>> otherInputs, Map<String, OnnxAttribute> otherAttributes) {
        var other = new OnnxNode(node.name(), Domain.ONNX, op, "", node.inputs(), node.outputs(), otherAttributes);
        var newest = SchemaFacts.standard().find(Domain.ONNX, op, Long.MAX_VALUE);
        var operands = otherInputs.stream().map(input -> input.map(Operand::of)).toList();
        return new NodeView(other, where, newest, operands, scope, lowering);
    }

    /** The required input with a formal name. */
    public Value in(String formal) {
        return optional(formal).orElseThrow(() -> missingInput(formal));
    }

    /** The required input with a formal name, tensor or not. */
    public Operand operand(String formal) {
        return optionalOperand(formal).orElseThrow(() -> missingInput(formal));
    }

    private FerryException missingInput(String formal) {
        return new FerryException(
                Code.INPUT_COUNT, where(), "input " + formal + " is missing", "give the node this input");
    }

    /** The input with a formal name, if the node has it. */
    public Optional<Value> optional(String formal) {
        return optionalOperand(formal).map(o -> tensor(o, formal));
    }

    /** The input with a formal name, tensor or not, if the node has it. */
    public Optional<Operand> optionalOperand(String formal) {
        int position = position(formal);
        return position < inputs.size() ? inputs.get(position) : Optional.empty();
    }

    private Value tensor(Operand operand, String what) {
        if (operand instanceof Operand.Dense dense) {
            return dense.value();
        }
        throw new FerryException(
                Code.TYPE_MISMATCH,
                where(),
                "input " + what + " is a " + operand.kind() + " where the operator takes a tensor",
                "correct the model");
    }

    /** Whether the node has the input with a formal name. */
    public boolean has(String formal) {
        return optionalOperand(formal).isPresent();
    }

    /** The tensor with a name in the graph, for attributes that name one. */
    public Value named(String name) {
        return scope.find(name)
                .map(o -> tensor(o, name))
                .orElseThrow(() -> invalid("there is no tensor '" + name + "' before this node"));
    }

    /** The inputs of a variadic formal name, in order, omitted ones left out. */
    public List<Value> variadic(String formal) {
        return variadicSlots(formal).stream().flatMap(Optional::stream).toList();
    }

    /** The inputs of a variadic formal name, in order. */
    public List<Optional<Value>> variadicSlots(String formal) {
        return operandSlots(formal).stream()
                .map(slot -> slot.map(o -> tensor(o, formal)))
                .toList();
    }

    /** The inputs of a variadic formal name, tensors or not, in order. */
    public List<Optional<Operand>> operandSlots(String formal) {
        int position = position(formal);
        return position < inputs.size() ? inputs.subList(position, inputs.size()) : List.of();
    }

    /** All inputs by position, for operators without a definition. */
    public List<Optional<Value>> inputs() {
        return IntStream.range(0, inputs.size())
                .mapToObj(i -> inputs.get(i).map(o -> tensor(o, Integer.toString(i))))
                .toList();
    }

    /** The required input at a position, for operators without a definition. */
    public Value in(int position) {
        return optional(position).orElseThrow(() -> missingInput(Integer.toString(position)));
    }

    /** The input at a position, if the node has it, for operators without a definition. */
    public Optional<Value> optional(int position) {
        return position < inputs.size()
                ? inputs.get(position).map(o -> tensor(o, Integer.toString(position)))
                : Optional.empty();
    }

    private int position(String formal) {
        var formals = schema.map(OpSchema::inputs).orElse(List.of());
        return IntStream.range(0, formals.size())
                .filter(i -> formals.get(i).name().equals(formal))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(op() + " has no input " + formal));
    }

    /** The rank of a required input; refused if it is not known. */
    public int rank(String formal) {
        return rank(in(formal), formal);
    }

    /** The rank of a value; refused if it is not known. */
    public int rank(Value value, String what) {
        if (!value.hasRank()) {
            throw new FerryException(
                    Code.UNKNOWN_RANK,
                    where(),
                    "the rank of " + what + " is not known",
                    "state the shape of the model's inputs, or run ONNX shape inference on the model");
        }
        return value.rank();
    }

    /** Number of outputs that the node names, wanted or not. */
    public int outputCount() {
        return node.outputs().size();
    }

    /** Whether anybody wants the output at a position. */
    public boolean wants(int position) {
        return position < node.outputs().size() && !node.outputs().get(position).isEmpty();
    }

    /** Whether anybody wants the output with a formal name. */
    public boolean wants(String formal) {
        var formals = schema.map(OpSchema::outputs).orElse(List.of());
        for (int i = 0; i < formals.size(); i++) {
            if (formals.get(i).name().equals(formal)) {
                return formals.get(i).arity() == Arity.VARIADIC ? outputCount() > i : wants(i);
            }
        }
        throw new IllegalArgumentException(op() + " has no output " + formal);
    }

    /** Whether the node itself sets an attribute. */
    public boolean sets(String attribute) {
        return node.attributes().containsKey(attribute);
    }

    /** All attributes that the node itself sets. */
    public Map<String, OnnxAttribute> attributes() {
        return node.attributes();
    }

    /** An integer attribute, or its default. */
    public long int64(String attribute) {
        return optionalInt64(attribute).orElseThrow(() -> missing(attribute));
    }

    /** An integer attribute, or its default, if there is either. */
    public Optional<Long> optionalInt64(String attribute) {
        return get(attribute, Long.class, a -> a instanceof IntValue v ? Optional.of(v.value()) : Optional.empty());
    }

    /** An integer attribute as a flag: anything but 0 is true. */
    public boolean flag(String attribute) {
        return int64(attribute) != 0;
    }

    /** A float attribute, or its default. */
    public float float32(String attribute) {
        return optionalFloat32(attribute).orElseThrow(() -> missing(attribute));
    }

    /** A float attribute, or its default, if there is either. */
    public Optional<Float> optionalFloat32(String attribute) {
        return get(attribute, Float.class, a -> a instanceof FloatValue v ? Optional.of(v.value()) : Optional.empty());
    }

    /** A string attribute, or its default. */
    public String string(String attribute) {
        return optionalString(attribute).orElseThrow(() -> missing(attribute));
    }

    /** A string attribute, or its default, if there is either. */
    public Optional<String> optionalString(String attribute) {
        return get(
                attribute,
                String.class,
                a -> a instanceof StringValue v ? Optional.of(v.value().toString()) : Optional.empty());
    }

    /** A list of integers, or its default. */
    public long[] int64s(String attribute) {
        return optionalInt64s(attribute).orElseThrow(() -> missing(attribute));
    }

    /** A list of integers, or its default, if there is either. */
    public Optional<long[]> optionalInt64s(String attribute) {
        return list(attribute, Long.class, a -> a instanceof IntsValue v ? Optional.of(v.values()) : Optional.empty())
                .map(values -> values.stream().mapToLong(Long::longValue).toArray());
    }

    /** A list of floats, or its default, if there is either. */
    public Optional<List<Float>> optionalFloat32s(String attribute) {
        return list(
                attribute, Float.class, a -> a instanceof FloatsValue v ? Optional.of(v.values()) : Optional.empty());
    }

    /** A list of strings, or its default, if there is either. */
    public Optional<List<String>> optionalStrings(String attribute) {
        return list(
                attribute,
                String.class,
                a -> a instanceof StringsValue v
                        ? Optional.of(v.values().stream().map(Object::toString).toList())
                        : Optional.empty());
    }

    /** A tensor attribute, if the node sets it. */
    public Optional<Tensor> tensor(String attribute) {
        return node.attribute(attribute).map(a -> {
            if (a instanceof TensorValue v) {
                return v.value();
            }
            throw wrongType(attribute);
        });
    }

    /** A body. */
    public Body body(String attribute) {
        if (node.attribute(attribute).orElseThrow(() -> missing(attribute)) instanceof GraphValue v) {
            return new Body(v.value(), scope, lowering, where());
        }
        throw wrongType(attribute);
    }

    /** A type attribute. */
    public OnnxType type(String attribute) {
        if (node.attribute(attribute).orElseThrow(() -> missing(attribute)) instanceof TypeValue v) {
            return v.value();
        }
        throw wrongType(attribute);
    }

    /** An integer attribute that names an element type. */
    public DType dtype(String attribute) {
        return optionalDtype(attribute).orElseThrow(() -> missing(attribute));
    }

    /** An integer attribute that names an element type, if the node sets it or it has a default. */
    public Optional<DType> optionalDtype(String attribute) {
        return optionalInt64(attribute)
                .map(number -> OnnxTypes.dtype(number.intValue())
                        .orElseThrow(() -> new FerryException(
                                Code.ATTRIBUTE_VALUE,
                                where(),
                                "attribute " + attribute + " names no element type: " + number,
                                "use one of TensorProto.DataType")));
    }

    /** An axis attribute, counted from the front; refused if there is no such axis. */
    public int axis(String attribute, int rank) {
        return axis(int64(attribute), rank);
    }

    /** An axis, counted from the front; refused if there is no such axis. */
    public int axis(long axis, int rank) {
        if (axis < -rank || axis >= rank) {
            throw new FerryException(
                    Code.ATTRIBUTE_VALUE, where(), "there is no axis " + axis + " in rank " + rank, "correct the axis");
        }
        return (int) (axis < 0 ? axis + rank : axis);
    }

    /** A refusal of this node, with the reason. */
    public FerryException unsupported(String reason) {
        return new FerryException(
                Code.GAP, where(), reason, "rewrite this node in the source model, or ask for the case to be covered");
    }

    /** A refusal of this node because the model is wrong. */
    public FerryException invalid(String reason) {
        return new FerryException(Code.ATTRIBUTE_VALUE, where(), reason, "correct the model");
    }

    private interface Reader<T> {
        Optional<T> read(OnnxAttribute attribute);
    }

    private <T> Optional<T> get(String attribute, Class<T> type, Reader<T> reader) {
        var set = node.attribute(attribute);
        if (set.isPresent()) {
            return Optional.of(reader.read(set.get()).orElseThrow(() -> wrongType(attribute)));
        }
        return schemaDefault(attribute).map(type::cast);
    }

    private <T> Optional<List<T>> list(String attribute, Class<T> type, Reader<List<T>> reader) {
        var set = node.attribute(attribute);
        if (set.isPresent()) {
            return Optional.of(reader.read(set.get()).orElseThrow(() -> wrongType(attribute)));
        }
        return schemaDefault(attribute)
                .map(v -> ((List<?>) v).stream().map(type::cast).toList());
    }

    private Optional<Object> schemaDefault(String attribute) {
        return schema.flatMap(s -> Optional.ofNullable(s.attributes().get(attribute)))
                .flatMap(a -> a.defaultValue());
    }

    private FerryException missing(String attribute) {
        return new FerryException(
                Code.ATTRIBUTE_MISSING, where(), "attribute " + attribute + " is missing", "set it in the model");
    }

    private FerryException wrongType(String attribute) {
        return new FerryException(
                Code.ATTRIBUTE_TYPE,
                where(),
                "attribute " + attribute + " has another type than the operator defines",
                "correct the model");
    }
}
