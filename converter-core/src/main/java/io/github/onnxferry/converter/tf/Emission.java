package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.registry.ArgDef;
import io.github.onnxferry.converter.tf.registry.OpDef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;

/**
 * A TensorFlow operation about to be emitted: its arguments in the order of TensorFlow's definition, and its attributes.
 * Type and length attributes follow from the arguments.
 */
public final class Emission {
    private final TfBuilder builder;
    private final OpDef def;
    private final List<List<Value>> arguments = new ArrayList<>();
    private final Map<String, AttrValue> attrs = new LinkedHashMap<>();
    private final Map<String, DType> types = new LinkedHashMap<>();
    private final Map<String, List<DType>> typeLists = new LinkedHashMap<>();
    private final Map<String, Integer> numbers = new LinkedHashMap<>();
    private final List<TfNode> controls = new ArrayList<>();
    private Optional<List<Shape>> statedShapes = Optional.empty();
    private Optional<String> suffix = Optional.empty();

    Emission(TfBuilder builder, OpDef def) {
        this.builder = builder;
        this.def = def;
    }

    /** Adds single arguments. */
    public Emission in(Value... values) {
        for (Value value : values) {
            arguments.add(List.of(value));
        }
        return this;
    }

    /** Adds one list argument. */
    public Emission list(List<Value> values) {
        arguments.add(List.copyOf(values));
        return this;
    }

    /** Sets an integer attribute. */
    public Emission attr(String name, long value) {
        return put(name, Attrs.of(value));
    }

    /** Sets a float attribute. */
    public Emission attr(String name, float value) {
        return put(name, Attrs.of(value));
    }

    /** Sets a bool attribute. */
    public Emission attr(String name, boolean value) {
        return put(name, Attrs.of(value));
    }

    /** Sets a string attribute. */
    public Emission attr(String name, String value) {
        return put(name, Attrs.of(value));
    }

    /** Sets a type attribute. */
    public Emission attr(String name, DType value) {
        types.put(name, value);
        return this;
    }

    /** Sets a list of integers. */
    public Emission attr(String name, long[] values) {
        return put(name, Attrs.ofLongs(values));
    }

    /** Sets a shape. */
    public Emission attr(String name, Shape value) {
        return put(name, Attrs.of(value));
    }

    /** Sets a list of types. */
    public Emission types(String name, List<DType> values) {
        typeLists.put(name, List.copyOf(values));
        return this;
    }

    /** Sets a list of shapes. */
    public Emission shapeList(String name, List<Shape> values) {
        return put(name, Attrs.ofShapes(values));
    }

    /** Sets a list of strings. */
    public Emission strings(String name, List<String> values) {
        return put(name, Attrs.ofStrings(values));
    }

    /** Sets a function. */
    public Emission function(String name, String function) {
        return put(name, Attrs.ofFunction(function));
    }

    /** Runs this after another node. */
    public Emission after(TfNode node) {
        controls.add(node);
        return this;
    }

    /** States the shapes of the outputs instead of inferring them. */
    public Emission shapes(Shape... shapes) {
        statedShapes = Optional.of(List.of(shapes));
        return this;
    }

    /** Names the node, below the current scope; the operation's name if not said. */
    public Emission named(String name) {
        suffix = Optional.of(name);
        return this;
    }

    /** Emits and returns the only output. */
    public Value one() {
        var outputs = all();
        if (outputs.size() != 1) {
            throw defect("has " + outputs.size() + " outputs, not one");
        }
        return outputs.get(0);
    }

    /** Emits and returns all outputs, list outputs flattened. */
    public List<Value> all() {
        bind();
        return builder.emit(this);
    }

    private Emission put(String name, AttrValue value) {
        attrs.put(name, value);
        return this;
    }

    private void bind() {
        if (arguments.size() != def.inputs().size()) {
            throw defect("takes " + def.inputs().size() + " arguments, not " + arguments.size());
        }
        for (int i = 0; i < arguments.size(); i++) {
            var arg = def.inputs().get(i);
            var values = arguments.get(i);
            arg.numberAttr().ifPresent(n -> numbers.put(n, values.size()));
            arg.typeAttr().ifPresent(t -> values.forEach(v -> bindType(t, v.dtype(), arg)));
            arg.typeListAttr()
                    .ifPresent(t ->
                            typeLists.put(t, values.stream().map(Value::dtype).toList()));
        }
        def.attrs().forEach((name, attr) -> {
            if (attr.type().equals("type") && !types.containsKey(name)) {
                attr.defaultValue()
                        .flatMap(v -> io.github.onnxferry.converter.tf.registry.TfTypes.fromProto(v.getType()))
                        .ifPresent(d -> types.put(name, d));
            }
        });
    }

    private void bindType(String attr, DType dtype, ArgDef arg) {
        var before = types.putIfAbsent(attr, dtype);
        if (before != null && before != dtype) {
            throw defect("argument " + arg.name() + " is " + dtype + " where " + attr + " is " + before);
        }
    }

    FerryException defect(String what) {
        return new FerryException(
                Code.DEFECT,
                builder.where(),
                "emits TensorFlow's " + def.name() + ", which " + what,
                "please report this model");
    }

    /** The definition of the operation. */
    OpDef def() {
        return def;
    }

    String op() {
        return def.name();
    }

    /** The arguments, one list an argument of the definition. */
    List<List<Value>> arguments() {
        return arguments;
    }

    /** A single argument. */
    Value arg(int index) {
        return arguments.get(index).get(0);
    }

    /** A list argument. */
    List<Value> argList(int index) {
        return arguments.get(index);
    }

    /** All arguments, flattened. */
    List<Value> flat() {
        return arguments.stream().flatMap(List::stream).toList();
    }

    Map<String, AttrValue> attrs() {
        return attrs;
    }

    Map<String, DType> types() {
        return types;
    }

    Map<String, List<DType>> typeLists() {
        return typeLists;
    }

    Map<String, Integer> numbers() {
        return numbers;
    }

    List<TfNode> controls() {
        return controls;
    }

    Optional<List<Shape>> statedShapes() {
        return statedShapes;
    }

    Optional<String> suffix() {
        return suffix;
    }

    /** An integer attribute, or its default. */
    long intAttr(String name) {
        return attr(name).getI();
    }

    /** A bool attribute, or its default. */
    boolean boolAttr(String name) {
        return attr(name).getB();
    }

    /** A string attribute, or its default. */
    String stringAttr(String name) {
        return attr(name).getS().toStringUtf8();
    }

    /** A list of integers, or its default. */
    long[] intsAttr(String name) {
        return attr(name).getList().getIList().stream()
                .mapToLong(Long::longValue)
                .toArray();
    }

    private AttrValue attr(String name) {
        var value = attrs.get(name);
        if (value != null) {
            return value;
        }
        var attr = def.attrs().get(name);
        if (attr == null || attr.defaultValue().isEmpty()) {
            throw defect("has no attribute " + name);
        }
        return attr.defaultValue().get();
    }

    /** The dtypes of the outputs, list outputs flattened. */
    List<DType> outputTypes() {
        var result = new ArrayList<DType>();
        for (ArgDef out : def.outputs()) {
            if (out.typeListAttr().isPresent()) {
                result.addAll(typeLists.getOrDefault(out.typeListAttr().get(), List.of()));
                continue;
            }
            DType dtype = out.type().orElseGet(() -> outputType(out));
            int count = out.numberAttr().map(this::count).orElse(1);
            for (int i = 0; i < count; i++) {
                result.add(dtype);
            }
        }
        return result;
    }

    private DType outputType(ArgDef out) {
        var dtype = types.get(out.typeAttr().orElse(""));
        if (dtype == null) {
            throw defect("leaves the type of " + out.name() + " open");
        }
        return dtype;
    }

    private int count(String numberAttr) {
        var number = numbers.get(numberAttr);
        return number != null ? number : (int) intAttr(numberAttr);
    }
}
