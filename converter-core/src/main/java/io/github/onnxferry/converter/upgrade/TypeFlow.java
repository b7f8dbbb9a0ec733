package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.FloatsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.IntsValue;
import io.github.onnxferry.converter.onnx.OnnxAttribute.TensorValue;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxTypes;
import io.github.onnxferry.converter.onnx.schema.FormalParameter;
import io.github.onnxferry.converter.onnx.schema.OpSchema;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.upgrade.Scope.Known;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Element types and ranks of a node's outputs, as far as its schema and its inputs tell: the few adapters that need them
 * have a general form for what stays unknown, or refuse.
 */
final class TypeFlow {
    private static final Map<String, DType> BY_TYPE = Arrays.stream(DType.values())
            .collect(Collectors.toMap(
                    dtype -> "tensor(" + dtype.name().toLowerCase(Locale.ROOT) + ")", Function.identity()));

    /** The operators whose attribute of this name is the element type of their output. */
    private static final Set<String> DTYPE_ATTRIBUTES = Set.of("to", "dtype");

    private TypeFlow() {}

    /** Learns the outputs of a node in the form of some version of its operator. */
    static void learn(OnnxNode node, OpSchema schema, Scope scope) {
        Optional<Tensor> constant = constant(node);
        for (int i = 0; i < node.outputs().size(); i++) {
            String name = node.outputs().get(i);
            if (name.isEmpty()) {
                continue;
            }
            if (constant.isPresent()) {
                scope.learn(name, Known.of(constant.get()));
            } else {
                Optional<DType> dtype = formal(schema.outputs(), i).flatMap(out -> dtype(node, schema, out, scope));
                scope.learn(name, i == 0 ? RankRules.known(node, scope).or(Known.of(dtype)) : Known.of(dtype));
            }
        }
    }

    /** Learns the inputs of a node's bodies: those of loops have the element types of what the node is fed. */
    static void learnBody(OnnxNode node, OnnxGraph body, int version, Scope around, Scope inside) {
        int offset = switch (node.opType()) {
            case "Loop" -> 0;
            case "Scan" -> version == 8 ? 1 : 0;
            default -> -1;
        };
        if (offset < 0) {
            return;
        }
        for (int i = 0; i < body.inputs().size() && i + offset < node.inputs().size(); i++) {
            Known fed = around.known(node.inputs().get(i + offset));
            inside.learn(body.inputs().get(i).name(), Known.of(fed.dtype()));
        }
    }

    private static Optional<Tensor> constant(OnnxNode node) {
        if (!node.opType().equals("Constant")) {
            return Optional.empty();
        }
        return node.attributes().values().stream()
                .findFirst()
                .map(value -> value instanceof TensorValue tensor
                        ? tensor.value()
                        : value instanceof IntValue number
                                ? Tensor.scalar(DType.INT64, number.value())
                                : value instanceof IntsValue numbers
                                        ? Attributes.vector(numbers.values())
                                        : value instanceof FloatValue number
                                                ? Tensor.ofFloats(new long[0], number.value())
                                                : value instanceof FloatsValue numbers ? vector(numbers) : null);
    }

    private static Tensor vector(FloatsValue values) {
        float[] floats = new float[values.values().size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.values().get(i);
        }
        return Tensor.ofFloats(new long[] {floats.length}, floats);
    }

    private static Optional<DType> dtype(OnnxNode node, OpSchema schema, FormalParameter output, Scope scope) {
        Set<String> allowed = schema.allowedTypes(output);
        if (allowed.size() == 1) {
            return Optional.ofNullable(BY_TYPE.get(allowed.iterator().next()));
        }
        Optional<DType> stated = stated(node, schema);
        if (stated.isPresent() || !output.homogeneous()) {
            return stated;
        }
        for (int i = 0; i < node.inputs().size(); i++) {
            boolean same = formal(schema.inputs(), i)
                    .map(input -> input.type().equals(output.type()) && input.homogeneous())
                    .orElse(false);
            Optional<DType> dtype = same ? scope.known(node.inputs().get(i)).dtype() : Optional.empty();
            if (dtype.isPresent()) {
                return dtype;
            }
        }
        return Optional.empty();
    }

    private static Optional<DType> stated(OnnxNode node, OpSchema schema) {
        if (node.opType().equals("ConstantOfShape")) {
            return Optional.of(
                    node.attribute("value").orElse(null) instanceof TensorValue value
                            ? value.value().dtype()
                            : DType.FLOAT);
        }
        for (String name : DTYPE_ATTRIBUTES) {
            if (schema.attributes().containsKey(name)) {
                Optional<Object> fallback = schema.attributes().get(name).defaultValue();
                Optional<Object> number = node.attribute(name)
                        .<Object>map(value -> value instanceof IntValue integer ? integer.value() : 0L)
                        .or(() -> fallback);
                return number.flatMap(value -> value instanceof Long code ? OnnxTypes.dtype(code) : Optional.empty());
            }
        }
        return Optional.empty();
    }

    private static Optional<FormalParameter> formal(List<FormalParameter> formals, int index) {
        return formals.isEmpty() ? Optional.empty() : Optional.of(formals.get(Math.min(index, formals.size() - 1)));
    }
}
