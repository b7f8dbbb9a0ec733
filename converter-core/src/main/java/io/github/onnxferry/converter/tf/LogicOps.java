package io.github.onnxferry.converter.tf;

/** Comparisons, logic and choice. */
public interface LogicOps extends Emitter {
    /** Element-wise equality. */
    default Value equal(Value x, Value y) {
        return op("Equal").in(x, y).one();
    }

    /** Element-wise inequality. */
    default Value notEqual(Value x, Value y) {
        return op("NotEqual").in(x, y).one();
    }

    /** Element-wise {@code x < y}. */
    default Value less(Value x, Value y) {
        return op("Less").in(x, y).one();
    }

    /** Element-wise {@code x <= y}. */
    default Value lessEqual(Value x, Value y) {
        return op("LessEqual").in(x, y).one();
    }

    /** Element-wise {@code x > y}. */
    default Value greater(Value x, Value y) {
        return op("Greater").in(x, y).one();
    }

    /** Element-wise {@code x >= y}. */
    default Value greaterEqual(Value x, Value y) {
        return op("GreaterEqual").in(x, y).one();
    }

    /** Both. */
    default Value and(Value x, Value y) {
        return op("LogicalAnd").in(x, y).one();
    }

    /** Either. */
    default Value or(Value x, Value y) {
        return op("LogicalOr").in(x, y).one();
    }

    /** The opposite. */
    default Value not(Value x) {
        return op("LogicalNot").in(x).one();
    }

    /** {@code x} where the condition holds, else {@code y}; all three broadcast. */
    default Value select(Value condition, Value x, Value y) {
        return op("SelectV2").in(condition, x, y).one();
    }

    /** Whether elements are NaN. */
    default Value isNan(Value x) {
        return op("IsNan").in(x).one();
    }
}
