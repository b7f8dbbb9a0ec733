package io.github.onnxferry.converter.lower;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/**
 * What an ONNX value becomes: one tensor, or a structure of tensors for the types that TensorFlow lacks. The tensors of a
 * structure, in order, are its components; they are what crosses into loops, branches and out of the model.
 */
public sealed interface Operand permits Operand.Dense, Operand.Maybe, Operand.Mapping, Sequence {
    /** The tensors that it consists of. */
    List<Value> components();

    /**
     * The same structure of other tensors, as they arrive on the other side of the border of a function.
     *
     * @param components as many as this one has, of the same dtypes
     */
    Operand with(List<Value> components);

    /** What kind of value this is, for messages. */
    String kind();

    /** One tensor. */
    record Dense(Value value) implements Operand {
        @Override
        public List<Value> components() {
            return List.of(value);
        }

        @Override
        public Operand with(List<Value> components) {
            return new Dense(components.get(0));
        }

        @Override
        public String kind() {
            return "tensor";
        }
    }

    /**
     * An optional.
     *
     * @param value what it holds; anything of the right type if it holds nothing
     * @param present whether it holds something, a bool scalar
     */
    record Maybe(Operand value, Value present) implements Operand {
        @Override
        public List<Value> components() {
            var inner = value.components();
            return java.util.stream.Stream.concat(inner.stream(), java.util.stream.Stream.of(present))
                    .toList();
        }

        @Override
        public Operand with(List<Value> components) {
            int last = components.size() - 1;
            return new Maybe(value.with(components.subList(0, last)), components.get(last));
        }

        @Override
        public String kind() {
            return "optional";
        }
    }

    /**
     * A map.
     *
     * @param keys int64 or string, {@code [n]}, each once
     * @param values the value of each key, {@code [n, ...]}
     */
    record Mapping(Value keys, Value values) implements Operand {
        @Override
        public List<Value> components() {
            return List.of(keys, values);
        }

        @Override
        public Operand with(List<Value> components) {
            return new Mapping(components.get(0), components.get(1));
        }

        @Override
        public String kind() {
            return "map";
        }
    }

    /** One tensor. */
    static Operand of(Value value) {
        return new Dense(value);
    }

    /** Tensors, each by itself. */
    static List<Operand> ofAll(List<Value> values) {
        return values.stream().map(Operand::of).toList();
    }

    /** The dtypes of the components. */
    default List<DType> dtypes() {
        return components().stream().map(Value::dtype).toList();
    }
}
