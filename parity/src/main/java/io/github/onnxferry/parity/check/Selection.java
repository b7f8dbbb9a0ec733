package io.github.onnxferry.parity.check;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** Which of many records are checked. */
final class Selection {
    private Selection() {}

    /**
     * Draws records without repetition; the same seed draws the same ones.
     *
     * @param size how many there are
     * @param wanted how many are drawn; all if there are no more
     * @return indices, ascending
     */
    static LongStream of(long size, long wanted, long seed) {
        if (wanted >= size) {
            return LongStream.range(0, size);
        }
        // Robert Floyd's algorithm: each set of indices is as likely as any other.
        var random = new Random(seed);
        Set<Long> drawn = new HashSet<>();
        for (long top = size - wanted; top < size; top++) {
            long index = Math.floorMod(random.nextLong(), top + 1);
            drawn.add(drawn.contains(index) ? top : index);
        }
        return drawn.stream().mapToLong(Long::longValue).sorted();
    }
}
