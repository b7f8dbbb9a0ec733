package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/** A value that a model takes or gives: a tensor, or what ONNX builds from tensors. */
public sealed interface Datum {
    /** A tensor. */
    record Dense(Tensor tensor) implements Datum {
        @Override
        public String toString() {
            return tensor.toString();
        }
    }

    /** A list of values. */
    record Sequence(List<Datum> items) implements Datum {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /** A value that may be absent. */
    record Maybe(Optional<Datum> value) implements Datum {}

    /**
     * A map.
     *
     * @param keys the keys, int64 or string, {@code [n]}
     * @param values the value of each key, in the order of the keys
     */
    record Mapping(Tensor keys, List<Datum> values) implements Datum {
        public Mapping {
            values = List.copyOf(values);
            if (keys.rank() != 1 || keys.elements() != values.size()) {
                throw new IllegalArgumentException(keys + " are not the keys of " + values.size() + " values");
            }
        }
    }

    /** A tensor as a value. */
    static Datum of(Tensor tensor) {
        return new Dense(tensor);
    }
}
