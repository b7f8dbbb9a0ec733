package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Values at the edges of their dtypes, set at seeded places among normal ones; one kind a record, so that a failure names
 * the kind.
 */
final class SpecialValues {
    /** One element of so many becomes special, at least one and at most {@link #MOST}. */
    private static final int SHARE = 16;

    private static final int MOST = 64;

    private SpecialValues() {}

    /** What is set. */
    enum Kind {
        NAN("NaN", false),
        INFINITY("infinity", false),
        NEGATIVE_INFINITY("-infinity", false),
        NEGATIVE_ZERO("-0.0", false),
        DENORMAL("denormals", false),
        LARGEST("largest finite", false),
        LOWEST_INTEGER("lowest integer", true),
        HIGHEST_INTEGER("highest integer", true);

        private final String text;
        private final boolean integer;

        Kind(String text, boolean integer) {
            this.text = text;
            this.integer = integer;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A record with special values in it.
     *
     * @param ranges what the model asks of its inputs: parameters, and numbers outside of whose range there is no answer,
     *     stay as they are; integers get the ends of their range
     * @return nothing if no input can take such a value
     */
    static Optional<DataSet> in(DataSet data, Kind kind, InputRanges ranges, long seed) {
        Map<String, Datum> inputs = new LinkedHashMap<>(data.inputs());
        boolean changed = false;
        for (var input : data.inputs().entrySet()) {
            if (input.getValue() instanceof Datum.Dense dense && fits(input.getKey(), dense.tensor(), kind, ranges)) {
                var random = new Random(31 * (31 * seed + input.getKey().hashCode()) + kind.ordinal());
                var range = ranges.of(input.getKey());
                inputs.put(input.getKey(), Datum.of(replaced(dense.tensor(), kind, range, random)));
                changed = true;
            }
        }
        return changed ? Optional.of(new DataSet(data.name(), inputs, data.outputs())) : Optional.empty();
    }

    private static boolean fits(String input, Tensor tensor, Kind kind, InputRanges ranges) {
        var range = ranges.of(input);
        if (tensor.elements() == 0 || ranges.exact(input, tensor.elements()).isPresent()) {
            return false;
        }
        return kind.integer
                ? tensor.dtype().isInteger() && !tensor.dtype().isSubByte() && isFree(range)
                : isWide(tensor.dtype()) && !range.isHard();
    }

    private static boolean isFree(ValueRange range) {
        return range.choices().isEmpty() && range.order() == ValueRange.Order.FREE;
    }

    private static boolean isWide(DType dtype) {
        return switch (dtype) {
            case FLOAT16, BFLOAT16, FLOAT, DOUBLE -> true;
            default -> false;
        };
    }

    private static Tensor replaced(Tensor tensor, Kind kind, ValueRange range, Random random) {
        int count = Math.toIntExact(tensor.elements());
        int replaced = Math.max(1, Math.min(MOST, count / SHARE));
        int[] places = random.ints(replaced, 0, count).toArray();
        if (kind.integer) {
            var values = tensor.longs();
            Arrays.stream(places).forEach(p -> values[p] = extreme(tensor.dtype(), kind, range));
            return Tensor.ofLongs(tensor.dtype(), tensor.sizes(), values);
        }
        var values = tensor.doubles();
        Arrays.stream(places).forEach(p -> values[p] = special(tensor.dtype(), kind, random));
        return Tensor.ofDoubles(tensor.dtype(), tensor.sizes(), values);
    }

    private static long extreme(DType dtype, Kind kind, ValueRange range) {
        if (range.isGiven()) {
            return kind == Kind.LOWEST_INTEGER ? range.bottom(dtype) : range.top(dtype) - 1;
        }
        if (kind == Kind.LOWEST_INTEGER) {
            return dtype.isUnsigned() ? 0 : -1L << (dtype.bits() - 1);
        }
        // All bits of the value: -1 stands for the highest of 64 unsigned bits.
        return dtype.isUnsigned()
                ? dtype.bits() == Long.SIZE ? -1 : (1L << dtype.bits()) - 1
                : Long.MAX_VALUE >>> (Long.SIZE - dtype.bits());
    }

    private static double special(DType dtype, Kind kind, Random random) {
        double sign = random.nextBoolean() ? 1 : -1;
        return switch (kind) {
            case NAN -> Double.NaN;
            case INFINITY -> Double.POSITIVE_INFINITY;
            case NEGATIVE_INFINITY -> Double.NEGATIVE_INFINITY;
            case NEGATIVE_ZERO -> -0.0;
            case DENORMAL -> sign * smallest(dtype) * (1 + random.nextInt(100));
            case LARGEST -> sign * largest(dtype);
            case LOWEST_INTEGER, HIGHEST_INTEGER -> throw new IllegalArgumentException(kind + " is not real");
        };
    }

    /** The smallest positive number, a denormal; a hundred times as much is one too. */
    private static double smallest(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> 0x1p-24;
            case BFLOAT16 -> 0x1p-133;
            case FLOAT -> Float.MIN_VALUE;
            default -> Double.MIN_VALUE;
        };
    }

    private static double largest(DType dtype) {
        return switch (dtype) {
            case FLOAT16 -> 65504;
            case BFLOAT16 -> 0x1.FEp127;
            case FLOAT -> Float.MAX_VALUE;
            default -> Double.MAX_VALUE;
        };
    }
}
