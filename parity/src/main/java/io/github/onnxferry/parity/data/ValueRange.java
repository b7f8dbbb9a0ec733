package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * Which values an input may take.
 *
 * @param low the lowest integer
 * @param high one more than the highest integer; {@link #OPEN} if nothing asks for a bound
 * @param choices the only integers that mean something; empty if there is no such list
 * @param words the texts that mean something; empty if there is no such list
 * @param order what the values of one input have to do with each other
 * @param reals where real numbers lie, if an operator asks
 */
record ValueRange(long low, long high, List<Long> choices, List<String> words, Order order, Optional<Interval> reals) {
    static final long OPEN = Long.MAX_VALUE;

    /** Values of a range of at least and at most so many are dealt, not drawn. */
    private static final long MANY = 16;

    private static final long MOST = 1 << 20;

    private static final double GOLDEN = 0.618;
    private static final int HANDFUL = 4;

    /** Standard deviations of real numbers that nothing bounds. */
    private static final double[] SPREADS = {1, 4, 0.25};

    /** What an integer without a bound is drawn below. */
    private static final long SMALL = 10;

    static final ValueRange ANY = new ValueRange(0, OPEN, List.of(), List.of(), Order.FREE, Optional.empty());

    /** What the values of one input have to do with each other. */
    enum Order {
        /** Nothing. */
        FREE,
        /** From the highest down by one, as the lengths of a packed batch may. */
        FALLING,
        /** From 0 up, as the offsets of bags do. */
        RISING,
        /** Masks of which each row, along the last axis, begins with 1. */
        LED
    }

    /**
     * Where real numbers lie.
     *
     * @param from lower bound
     * @param to upper bound, not reached
     * @param hard whether others are an error, not just outside of what a function is defined on
     */
    record Interval(double from, double to, boolean hard) {
        /** What both have; this one if they have nothing in common. */
        Interval and(Interval other) {
            var both = new Interval(Math.max(from, other.from), Math.min(to, other.to), hard || other.hard);
            return both.from < both.to ? both : this;
        }

        double draw(Random random) {
            return from + (to - from) * random.nextDouble();
        }
    }

    ValueRange {
        choices = List.copyOf(choices);
        words = List.copyOf(words);
    }

    /** Integers from one bound up to, not including, the other. */
    static ValueRange between(long low, long high) {
        return new ValueRange(low, Math.max(low + 1, high), List.of(), List.of(), Order.FREE, Optional.empty());
    }

    /** Real numbers from one bound up to the other, and no others; integers are drawn from those among them. */
    static ValueRange reals(double from, double to) {
        return reals(new Interval(from, to, true));
    }

    /** Real numbers that a function is defined on; others, such as the logarithm of a negative number, give NaN. */
    static ValueRange domain(double from, double to) {
        return reals(new Interval(from, to, false));
    }

    private static ValueRange reals(Interval interval) {
        double from = interval.from;
        double to = interval.to;
        long low = (long) Math.ceil(from);
        return new ValueRange(
                low, Math.max(low + 1, (long) Math.ceil(to)), List.of(), List.of(), Order.FREE, Optional.of(interval));
    }

    /** The only integers that mean something. */
    static ValueRange among(List<Long> choices) {
        return new ValueRange(0, OPEN, choices, List.of(), Order.FREE, Optional.empty());
    }

    /** The only texts that mean something. */
    static ValueRange words(List<String> words) {
        return new ValueRange(0, OPEN, List.of(), words, Order.FREE, Optional.empty());
    }

    /** The same values in an order. */
    ValueRange in(Order other) {
        return new ValueRange(low, high, choices, words, other, reals);
    }

    /** Values that both ranges have; the lists of either. */
    ValueRange and(ValueRange other) {
        return new ValueRange(
                isBounded() && other.isBounded() ? Math.max(low, other.low) : isBounded() ? low : other.low,
                Math.max(Math.max(low, other.low) + 1, Math.min(high, other.high)),
                choices.isEmpty() ? other.choices : choices,
                words.isEmpty() ? other.words : words,
                order == Order.FREE ? other.order : order,
                reals.isPresent() && other.reals.isPresent()
                        ? Optional.of(reals.get().and(other.reals.get()))
                        : reals.or(other::reals));
    }

    private boolean isBounded() {
        return high != OPEN;
    }

    /** Whether anything asks for a bound. */
    boolean isGiven() {
        return isBounded() || !choices.isEmpty();
    }

    /** Whether real numbers outside of it are an error. */
    boolean isHard() {
        return reals.map(Interval::hard).orElse(isGiven());
    }

    /**
     * Integers in the range, and in that of a narrow dtype; as many as the lengths say.
     *
     * @param turn how many times values were drawn before, for other records
     */
    long[] integers(Random random, long turn, long[] lengths, DType dtype) {
        var values = new long[Math.toIntExact(Tensor.elements(lengths))];
        long top = top(dtype);
        long bottom = bottom(dtype);
        if (choices.isEmpty() && order == Order.FREE && top - bottom >= MANY && top - bottom <= MOST) {
            deal(values, bottom, top - bottom, turn, random);
        } else {
            Arrays.setAll(
                    values,
                    i -> choices.isEmpty()
                            ? bottom + Math.floorMod(random.nextLong(), top - bottom)
                            : choices.get(random.nextInt(choices.size())));
        }
        if (choices.isEmpty() && order == Order.FREE && isBounded()) {
            extremes(values, bottom, top, random);
        }
        int row = lengths.length == 0 ? 1 : (int) Math.max(1, lengths[lengths.length - 1]);
        switch (order) {
            case FALLING -> Arrays.setAll(values, i -> Math.max(bottom, top - 1 - i));
            case RISING -> rise(values);
            case LED -> Arrays.setAll(values, i -> i % row == 0 ? 1 : values[i]);
            case FREE -> {
                // Each value by itself.
            }
        }
        return values;
    }

    /**
     * Deals values like cards, on from where the records before left off, so that none comes twice before all have come: rows of
     * tables are met soon. Neighbouring turns are far apart in the deck.
     */
    private static void deal(long[] values, long bottom, long count, long turn, Random random) {
        long step = coprime(Math.max(1, (long) (count * GOLDEN)), count);
        long start = Math.floorMod(turn * values.length, count);
        for (int i = 0; i < values.length; i++) {
            values[i] = bottom + Math.floorMod((start + i) * step, count);
        }
        for (int i = values.length - 1; i > 0; i--) {
            int other = random.nextInt(i + 1);
            long card = values[other];
            values[other] = values[i];
            values[i] = card;
        }
    }

    private static long coprime(long step, long count) {
        long candidate = step;
        while (java.math.BigInteger.valueOf(candidate)
                        .gcd(java.math.BigInteger.valueOf(count))
                        .intValue()
                != 1) {
            candidate++;
        }
        return candidate;
    }

    /** The first and the last value are among a handful. */
    private static void extremes(long[] values, long bottom, long top, Random random) {
        if (values.length >= HANDFUL && top - bottom > 2) {
            int first = random.nextInt(values.length);
            int last = (first + 1 + random.nextInt(values.length - 1)) % values.length;
            values[first] = bottom;
            values[last] = top - 1;
        }
    }

    private static void rise(long[] values) {
        Arrays.sort(values);
        if (values.length > 0) {
            values[0] = 0;
        }
    }

    /**
     * Real numbers in the range. Where nothing asks for a bound they are normal, and how far they spread changes from turn to
     * turn: large ones reach the ends of what is clamped, small ones show what is added.
     */
    double[] numbers(Random random, long turn, long[] lengths, DType dtype) {
        if (reals.isEmpty() && isGiven()) {
            return Arrays.stream(integers(random, turn, lengths, dtype))
                    .asDoubleStream()
                    .toArray();
        }
        double spread = SPREADS[(int) Math.floorMod(turn, (long) SPREADS.length)];
        var values = new double[Math.toIntExact(Tensor.elements(lengths))];
        Arrays.setAll(values, i -> reals.map(r -> r.draw(random)).orElseGet(() -> spread * random.nextGaussian()));
        return values;
    }

    /** The lowest integer that is drawn for a dtype. */
    long bottom(DType dtype) {
        return dtype.isUnsigned() ? Math.max(0, low) : low;
    }

    /** One more than the highest integer that is drawn for a dtype. */
    long top(DType dtype) {
        long bottom = bottom(dtype);
        long top = isBounded() ? Math.max(bottom + 1, high) : bottom + SMALL;
        if (dtype.isInteger() && dtype.bits() < Integer.SIZE) {
            int valueBits = dtype.isUnsigned() ? dtype.bits() : dtype.bits() - 1;
            top = Math.max(bottom + 1, Math.min(top, 1L << valueBits));
        }
        return top;
    }
}
