package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.Random;

/**
 * Which values an input may take.
 *
 * @param low the lowest integer
 * @param high one more than the highest integer; {@link #OPEN} if nothing asks for a bound
 * @param choices the only integers that mean something; empty if there is no such list
 * @param words the texts that mean something; empty if there is no such list
 * @param falling whether values come in falling order from the highest, as the lengths of a packed batch do
 */
record ValueRange(long low, long high, List<Long> choices, List<String> words, boolean falling) {
    static final long OPEN = Long.MAX_VALUE;

    /** What an integer without a bound is drawn below. */
    private static final long SMALL = 10;

    static final ValueRange ANY = new ValueRange(0, OPEN, List.of(), List.of(), false);

    ValueRange {
        choices = List.copyOf(choices);
        words = List.copyOf(words);
    }

    /** Integers from one bound up to, not including, the other. */
    static ValueRange between(long low, long high) {
        return new ValueRange(low, Math.max(low + 1, high), List.of(), List.of(), false);
    }

    /** Values that both ranges have; the lists of either. */
    ValueRange and(ValueRange other) {
        return new ValueRange(
                Math.max(low, other.low),
                Math.max(Math.max(low, other.low) + 1, Math.min(high, other.high)),
                choices.isEmpty() ? other.choices : choices,
                words.isEmpty() ? other.words : words,
                falling || other.falling);
    }

    /** Whether anything asks for a bound. */
    boolean isGiven() {
        return high != OPEN || !choices.isEmpty();
    }

    /** An integer in the range, and in that of a narrow dtype; the first of falling values is the highest. */
    long draw(Random random, int index, DType dtype) {
        if (!choices.isEmpty()) {
            return choices.get(random.nextInt(choices.size()));
        }
        long top = high == OPEN ? low + SMALL : high;
        if (dtype.isInteger() && dtype.bits() < Integer.SIZE) {
            int valueBits = dtype.isUnsigned() ? dtype.bits() : dtype.bits() - 1;
            top = Math.max(low + 1, Math.min(top, 1L << valueBits));
        }
        long drawn = low + Math.floorMod(random.nextLong(), top - low);
        return falling ? Math.max(low, top - 1 - index) : drawn;
    }
}
