package io.github.onnxferry.parity.reduce;

import java.util.BitSet;
import java.util.function.Predicate;

/**
 * Searches a small set of nodes that fails, in an order in which nodes come after what they use. Whatever the tests answer,
 * what is found fails.
 */
final class NodeSearch {
    private final Predicate<BitSet> fails;

    /** A search by a test that says whether nodes fail. It may answer differently from one part to the next. */
    NodeSearch(Predicate<BitSet> fails) {
        this.fails = fails;
    }

    /**
     * A beginning of a failing set which fails, while the same without its last node does not; by bisection, so it is the
     * shortest if a beginning fails whenever a shorter one does.
     */
    BitSet beginning(BitSet failing) {
        var members = failing.stream().toArray();
        int passing = 0;
        int failed = members.length;
        while (failed - passing > 1) {
            int middle = (passing + failed) >>> 1;
            if (fails.test(of(members, 0, middle))) {
                failed = middle;
            } else {
                passing = middle;
            }
        }
        return of(members, 0, failed);
    }

    /** An end of a failing set which fails, while the same without its first node does not. */
    BitSet ending(BitSet failing) {
        var members = failing.stream().toArray();
        int count = members.length;
        if (count > 1) {
            // Most defects are in one node, and then it is the last one here.
            var last = of(members, count - 1, count);
            if (fails.test(last)) {
                return last;
            }
        }
        int failed = 0;
        int passing = count;
        while (passing - failed > 1) {
            int middle = (passing + failed) >>> 1;
            if (fails.test(of(members, middle, count))) {
                failed = middle;
            } else {
                passing = middle;
            }
        }
        return of(members, failed, count);
    }

    /**
     * A subset of a failing set which fails, while it does not without any single one of its nodes.
     *
     * <p>Source: the complements of delta debugging, "Simplifying and Isolating Failure-Inducing Input" (Zeller and
     * Hildebrandt, 2002).
     */
    BitSet minimal(BitSet failing) {
        var members = failing.stream().toArray();
        int parts = 2;
        while (members.length > 1) {
            parts = Math.min(parts, members.length);
            int removed = removable(members, parts);
            if (removed >= 0) {
                members = without(members, parts, removed).stream().toArray();
                parts = Math.max(parts - 1, 2);
            } else if (parts == members.length) {
                break;
            } else {
                parts = 2 * parts;
            }
        }
        return of(members, 0, members.length);
    }

    /** The first part without which the others fail, or -1. Later nodes are kept rather than earlier ones. */
    private int removable(int[] members, int parts) {
        for (int part = 0; part < parts; part++) {
            if (fails.test(without(members, parts, part))) {
                return part;
            }
        }
        return -1;
    }

    private static BitSet without(int[] members, int parts, int part) {
        var left = of(members, 0, members.length);
        for (int i = start(members, parts, part); i < start(members, parts, part + 1); i++) {
            left.clear(members[i]);
        }
        return left;
    }

    private static int start(int[] members, int parts, int part) {
        return (int) ((long) members.length * part / parts);
    }

    private static BitSet of(int[] members, int from, int to) {
        var set = new BitSet();
        for (int i = from; i < to; i++) {
            set.set(members[i]);
        }
        return set;
    }
}
