package io.github.onnxferry.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Guesses which word a mistyped one was meant to be. */
final class Words {
    private Words() {}

    /** "did you mean" and the nearest word, if one is near: a third of its letters may be wrong. */
    static Optional<String> guess(String typed, Collection<String> words) {
        return words.stream()
                .filter(w -> distance(typed, w) <= Math.max(1, w.length() / 3)
                        || (typed.length() > 1 && w.startsWith(typed)))
                .min(Comparator.comparingInt((String w) -> distance(typed, w)).thenComparing(Comparator.naturalOrder()))
                .map(w -> "did you mean '" + w + "'?");
    }

    /** Letters that are missing, too many, others, or swapped with the next (the optimal string alignment distance). */
    static int distance(String a, String b) {
        var d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + other);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
