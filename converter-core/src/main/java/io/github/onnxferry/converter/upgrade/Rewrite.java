package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * One step of one node: what an adapter may ask, and where it puts what takes the node's place.
 *
 * <p>Emitted nodes are in the form of the step's opset version unless they say otherwise, and are upgraded further from
 * there.
 */
final class Rewrite {
    private final OnnxNode node;
    private final long opset;
    private final Scope scope;
    private final Names names;
    private final Sink sink;

    /** Where emitted nodes go. */
    interface Sink {
        /** Takes a node in the form of an opset version of its domain. */
        void emit(OnnxNode node, long opset, Scope scope);
    }

    Rewrite(OnnxNode node, long opset, Scope scope, Names names, Sink sink) {
        this.node = node;
        this.opset = opset;
        this.scope = scope;
        this.names = names;
        this.sink = sink;
    }

    /** The element type of a value, if known. */
    Optional<DType> dtype(String value) {
        return scope.known(value).dtype();
    }

    /** The number of axes of a value, if known. */
    OptionalInt rank(String value) {
        return scope.known(value).rank();
    }

    /** The elements of a value, if they are the same in every run. */
    Optional<Tensor> constantOf(String value) {
        return scope.known(value).constant();
    }

    /** Emits a node in the form of the step's opset version. */
    void emit(OnnxNode replacement) {
        sink.emit(replacement, opset, scope);
    }

    /** Emits a node in the form of a later opset version. */
    void emit(OnnxNode replacement, long version) {
        sink.emit(replacement, version, scope);
    }

    /** Adds a constant and says its name, which is like {@code conv1/axes}. */
    String constant(String what, Tensor value) {
        String name = names.fresh(stem() + "/" + what);
        scope.add(name, value);
        return name;
    }

    /** Starts a node of {@code ai.onnx} on some inputs. */
    Draft op(String opType, String... inputs) {
        return new Draft(opType, List.of(inputs));
    }

    /** The number of axes of a value, as an int64 vector {@code [1]}. */
    String rankVector(String value) {
        return op("Shape", op("Shape", value).value("shape")).value("rank");
    }

    /** A vector of int64 ones, as many as the int64 vector {@code [1]} says. */
    String ones(String count) {
        return op("ConstantOfShape", count)
                .with("value", new OnnxAttribute.TensorValue(Tensor.vector(1)))
                .at(9)
                .value("ones");
    }

    /** A value with the element type of another. */
    String castLike(String value, String like) {
        return dtype(like).isPresent() && dtype(like).equals(dtype(value))
                ? value
                : op("CastLike", value, like).at(15).value("cast");
    }

    /**
     * A body, written like the rest of a step.
     *
     * @param inputs its inputs
     * @param outputs emits its nodes and names its outputs
     */
    OnnxGraph body(String what, List<OnnxValue> inputs, Function<Rewrite, List<OnnxValue>> outputs) {
        Scope inside = new Scope(Optional.of(scope));
        List<OnnxValue> results = outputs.apply(new Rewrite(node, opset, inside, names, sink));
        return new OnnxGraph(
                names.fresh(stem() + "/" + what), inside.nodes(), inputs, results, inside.initializers(), Map.of());
    }

    /** A name for a new value, like {@code conv1/shape}. */
    String fresh(String what) {
        return names.fresh(stem() + "/" + what);
    }

    /** The refusal of a node that has no equal in the next version. */
    FerryException refusal(String reason) {
        return new FerryException(
                Code.NO_UPGRADE, node.where(), reason, "export the model with opset " + opset + " or newer");
    }

    private String stem() {
        return node.name().isEmpty()
                ? node.outputs().stream().filter(o -> !o.isEmpty()).findFirst().orElse(node.opType())
                : node.name();
    }

    /** A node being written. */
    final class Draft {
        private final String opType;
        private final List<String> inputs;
        private final Map<String, OnnxAttribute> attributes = new LinkedHashMap<>();
        private long version = opset;

        private Draft(String opType, List<String> inputs) {
            this.opType = opType;
            this.inputs = new ArrayList<>(inputs);
        }

        /** Sets an attribute. */
        Draft with(String key, OnnxAttribute value) {
            attributes.put(key, value);
            return this;
        }

        /** Sets an integer attribute. */
        Draft with(String key, long value) {
            return with(key, new OnnxAttribute.IntValue(value));
        }

        /** Writes the node in the form of at least this opset version. */
        Draft at(long least) {
            version = Math.max(version, least);
            return this;
        }

        /** Emits the node; says the name of its one, new output, which is like {@code conv1/shape}. */
        String value(String what) {
            String output = fresh(what);
            sink.emit(
                    new OnnxNode(output, Domain.ONNX, opType, "", inputs, List.of(output), attributes), version, scope);
            return output;
        }

        /** Emits the node to give a value that exists by name; the node is named after its operator. */
        void into(String output) {
            String name = names.fresh(stem() + "/" + opType.toLowerCase(Locale.ROOT));
            sink.emit(new OnnxNode(name, Domain.ONNX, opType, "", inputs, List.of(output), attributes), version, scope);
        }
    }
}
