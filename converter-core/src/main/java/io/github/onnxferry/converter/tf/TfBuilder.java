package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.OpRegistry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;

/**
 * Builds the body of one function. As a node is emitted, its dtypes and shapes are inferred, constants are folded, known
 * elements of shape values are carried along, and dtypes without a kernel are computed in a wider one.
 */
public final class TfBuilder implements ArrayOps, MathOps, LogicOps {
    private final FunctionLibrary library;
    private final String functionName;
    private final List<Value> parameters = new ArrayList<>();
    private final List<TfNode> nodes = new ArrayList<>();
    private final Names names = new Names();
    private final Names parameterNames = new Names();
    private final Map<ConstantKey, Value> constants = new HashMap<>();
    private final Map<Value, Value> castsOf = new HashMap<>();
    private String scope = "";
    private String where = "the model";

    /** A builder of a function; functions that it calls go to {@code library}. */
    public TfBuilder(FunctionLibrary library, String functionName) {
        this.library = library;
        this.functionName = functionName;
    }

    /** Where functions that this one calls are kept. */
    public FunctionLibrary library() {
        return library;
    }

    /** Adds a parameter. The shape is what callers promise. */
    public Value parameter(String name, DType dtype, Shape shape) {
        return parameter(name, dtype, shape, Optional.empty());
    }

    /** Adds a parameter whose elements are known as expressions. */
    public Value parameter(String name, DType dtype, Shape shape, Optional<List<Dim>> elements) {
        var node = new TfNode(
                parameterNames.unique(Names.argument(name)),
                TfNode.PARAMETER,
                List.of(),
                List.of(),
                Map.of("T", Attrs.of(dtype)),
                Optional.empty(),
                Optional.empty());
        var value = node.addOutput(dtype, shape, elements);
        parameters.add(value);
        return value;
    }

    /**
     * Says what is being lowered: following nodes are named below {@code name}, failures are located at {@code where}.
     */
    public void at(String name, String where) {
        this.scope = Names.node(name);
        this.where = where;
    }

    /** The name below which nodes are named. */
    public String scope() {
        return scope;
    }

    /** What is being lowered, for messages. */
    public String where() {
        return where;
    }

    /** A new name for a length that is not known. */
    public Dim unknownDim() {
        return library.unknownDim();
    }

    /** An operation to be emitted. */
    @Override
    public Emission op(String op) {
        var def = OpRegistry.standard()
                .find(op)
                .orElseThrow(() -> new FerryException(
                        Code.DEFECT, where, "emits " + op + ", which TensorFlow lacks", "please report this model"));
        return new Emission(this, def);
    }

    /** A constant. Small equal constants share a node. */
    @Override
    public Value constant(Tensor tensor) {
        var key = ConstantKey.of(tensor);
        var known = key.map(constants::get);
        if (known.isPresent()) {
            return known.get();
        }
        var value = constant(tensor, Optional.empty());
        key.ifPresent(k -> constants.put(k, value));
        return value;
    }

    /** A constant that holds a parameter of the source model. */
    public Value weight(String name, Tensor tensor) {
        return constant(tensor, Optional.of(name));
    }

    private Value constant(Tensor tensor, Optional<String> weightName) {
        var node = new TfNode(
                names.unique(
                        weightName.map(Names::node).filter(n -> !n.isEmpty()).orElseGet(() -> scoped("Const"))),
                TfNode.CONST,
                List.of(),
                List.of(),
                Map.of("dtype", Attrs.of(tensor.dtype())),
                Optional.of(tensor),
                weightName);
        nodes.add(node);
        return node.addOutput(tensor.dtype(), tensor.shape(), Elements.of(tensor));
    }

    /**
     * The same elements under another dtype with the same carrier. Nothing is emitted: the caller knows that each element is
     * a value of the dtype.
     *
     * @throws IllegalArgumentException if the dtypes have different carriers
     */
    @Override
    public Value as(Value value, DType dtype) {
        if (value.dtype() == dtype) {
            return value;
        }
        if (value.dtype().carrier() != dtype.carrier()) {
            throw new IllegalArgumentException(value.dtype() + " does not travel as " + dtype);
        }
        return value.constant()
                .map(t -> constant(t.as(dtype), value.node().weightName()))
                .orElseGet(() -> new Value(value.node(), value.index(), dtype, value.shape(), value.elements()));
    }

    List<Value> emit(Emission e) {
        var folded = FoldRules.fold(e);
        if (folded.isPresent()) {
            var weight = FoldRules.keepsWeight(e.op()) ? e.flat().get(0).node().weightName() : Optional.<String>empty();
            return folded.get().stream()
                    .map(t -> weight.isPresent() ? constant(t, weight) : constant(t))
                    .toList();
        }
        var dtypes = e.outputTypes();
        var shapes = e.statedShapes().orElseGet(() -> ShapeRules.infer(e, dtypes.size(), library::unknownDim));
        var elements = ElementRules.infer(e);
        if (elements.isPresent() && dtypes.size() == 1 && Elements.allKnown(elements.get())) {
            return List.of(constant(Elements.tensor(dtypes.get(0), shapes.get(0), elements.get())));
        }
        var physical = Legaliser.physicalTypes(e, where);
        var inputs = new ArrayList<Value>();
        for (int i = 0; i < e.arguments().size(); i++) {
            var wide = e.def().inputs().get(i).typeAttr().map(physical::get);
            for (Value value : e.argList(i)) {
                inputs.add(wide.isPresent() && wide.get() != value.dtype() ? recast(value, wide.get()) : value);
            }
        }
        var node = new TfNode(
                names.unique(scoped(e.suffix().orElse(e.op()))),
                e.op(),
                inputs,
                e.controls(),
                attrs(e, physical),
                Optional.empty(),
                Optional.empty());
        nodes.add(node);
        var outputs = new ArrayList<Value>();
        for (int i = 0; i < dtypes.size(); i++) {
            var computed = Legaliser.outputType(e, i, dtypes.get(i), physical);
            var value = node.addOutput(computed, shapes.get(i), i == 0 ? elements : Optional.empty());
            outputs.add(value);
        }
        var results = new ArrayList<Value>();
        for (int i = 0; i < dtypes.size(); i++) {
            var value = outputs.get(i);
            results.add(value.dtype() == dtypes.get(i) ? value : recast(value, dtypes.get(i)));
        }
        return results;
    }

    /** Converts to the dtype that a kernel needs, once a value, and back without a second rounding. */
    private Value recast(Value value, DType to) {
        if (value.node().op().equals("Cast")) {
            var source = value.node().inputs().get(0);
            if (source.dtype() == to && Legaliser.isWidening(to, value.dtype())) {
                return source;
            }
        }
        var known = castsOf.get(value);
        if (known != null && known.dtype() == to) {
            return known;
        }
        var converted = cast(value, to);
        castsOf.put(value, converted);
        return converted;
    }

    private static Map<String, AttrValue> attrs(Emission e, Map<String, DType> physical) {
        var attrs = new LinkedHashMap<String, AttrValue>();
        e.def().attrs().forEach((name, def) -> {
            var stated = e.attrs().get(name);
            var dtype = physical.getOrDefault(name, e.types().get(name));
            var list = e.typeLists().get(name);
            var number = e.numbers().get(name);
            if (stated != null) {
                attrs.put(name, stated);
            } else if (dtype != null) {
                attrs.put(name, Attrs.of(dtype));
            } else if (list != null) {
                attrs.put(name, Attrs.ofTypes(list));
            } else if (number != null) {
                attrs.put(name, Attrs.of(number.longValue()));
            } else if (def.defaultValue().isEmpty()) {
                throw e.defect("needs attribute " + name);
            }
        });
        e.attrs().forEach((name, value) -> {
            if (name.startsWith("_")) {
                attrs.put(name, value);
            } else if (!e.def().attrs().containsKey(name)) {
                throw e.defect("has no attribute " + name);
            }
        });
        return attrs;
    }

    /** Identity of a small constant. */
    private record ConstantKey(DType dtype, List<Long> sizes, List<Long> bits) {
        private static final int MAX_ELEMENTS = 64;

        static Optional<ConstantKey> of(Tensor tensor) {
            if (tensor.elements() > MAX_ELEMENTS || tensor.dtype().isComplex() || tensor.dtype() == DType.STRING) {
                return Optional.empty();
            }
            var bits = tensor.dtype().isFloat()
                    ? Arrays.stream(tensor.doubles()).mapToLong(Double::doubleToRawLongBits)
                    : Arrays.stream(tensor.longs());
            return Optional.of(new ConstantKey(
                    tensor.dtype(),
                    Arrays.stream(tensor.sizes()).boxed().toList(),
                    bits.boxed().toList()));
        }
    }

    private String scoped(String suffix) {
        return scope.isEmpty() ? suffix : scope + "/" + suffix;
    }

    /** Takes a node over as it is, with its name if that is free; its arguments are values of this builder. */
    void adopt(TfNode node) {
        names.unique(node.name());
        nodes.add(node);
    }

    /** Takes a parameter of another form of the function over. */
    void adoptParameter(Value parameter) {
        parameterNames.unique(parameter.node().name());
        parameters.add(parameter);
    }

    /** Another node of the same operation, on other arguments; nothing is inferred, as the caller knows the results. */
    TfNode copy(
            TfNode node, List<Value> inputs, List<TfNode> controls, Map<String, Long> integers, List<Shape> shapes) {
        var attrs = new LinkedHashMap<>(node.attrs());
        integers.forEach((name, number) -> attrs.put(name, Attrs.of(number)));
        var copy = new TfNode(
                names.unique(node.name()), node.op(), inputs, controls, attrs, node.tensor(), node.weightName());
        nodes.add(copy);
        for (int i = 0; i < shapes.size(); i++) {
            var old = node.outputs().get(i);
            boolean same = shapes.get(i).equals(old.shape());
            copy.addOutput(old.dtype(), shapes.get(i), same ? old.elements() : Optional.empty());
        }
        return copy;
    }

    /** The finished function: nodes that no result needs are left out. */
    public TfFunction build(List<TfFunction.Result> results) {
        Set<TfNode> live = new HashSet<>();
        var open = new ArrayList<TfNode>();
        results.forEach(r -> open.add(r.value().node()));
        while (!open.isEmpty()) {
            var node = open.remove(open.size() - 1);
            if (live.add(node)) {
                node.inputs().forEach(v -> open.add(v.node()));
                open.addAll(node.controlInputs());
            }
        }
        return new TfFunction(
                functionName, parameters, nodes.stream().filter(live::contains).toList(), results);
    }
}
