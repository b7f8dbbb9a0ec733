package app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DigitsTest {
    /** A zero as the network was trained on it, from 0 to 16. */
    private static final float[][] ZERO = {
        {0, 0, 5, 13, 9, 1, 0, 0},
        {0, 0, 13, 15, 10, 15, 5, 0},
        {0, 3, 15, 2, 0, 11, 8, 0},
        {0, 4, 12, 0, 0, 8, 8, 0},
        {0, 5, 8, 0, 0, 9, 8, 0},
        {0, 4, 11, 0, 1, 12, 7, 0},
        {0, 2, 14, 5, 10, 12, 0, 0},
        {0, 0, 6, 13, 10, 0, 0, 0}
    };

    @Test
    void readsAZero() throws Exception {
        assertTrue(Digits.class.getResource("/models/digits").toString().startsWith("jar:"));
        for (float[] row : ZERO) {
            for (int i = 0; i < row.length; i++) {
                row[i] /= 16;
            }
        }
        try (var digits = new Digits()) {
            float[] scores = digits.scores(ZERO);
            int best = 0;
            for (int i = 1; i < scores.length; i++) {
                best = scores[i] > scores[best] ? i : best;
            }
            assertEquals(0, best);
        }
    }
}
