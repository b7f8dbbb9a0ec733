package io.github.onnxferry.converter.optimise.layout;

import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * A minimum s-t cut by Dinic's algorithm (1970): which variables are true, so that the sum of the costs of pairs of which the first is
 * true and the second is not is as small as it can be. Where several cuts are minimal, as few variables as possible are true.
 */
final class MinimumCut {
    /** More than any sum of costs; such a pair is never cut. */
    static final long FORBIDDEN = Long.MAX_VALUE / 4;

    private static final int TRUE = 0;
    private static final int FALSE = 1;

    private int variables = 2;
    private int edges;
    private int[] to = new int[64];
    private int[] next = new int[64];
    private long[] capacity = new long[64];
    private int[] first = new int[32];
    private int[] level = {};
    private int[] current = {};
    private int[] path = {};

    MinimumCut() {
        Arrays.fill(first, -1);
    }

    /** What is true in every cut. */
    int alwaysTrue() {
        return TRUE;
    }

    /** What is false in every cut. */
    int alwaysFalse() {
        return FALSE;
    }

    /** A new variable. */
    int variable() {
        if (variables == first.length) {
            first = Arrays.copyOf(first, 2 * variables);
            Arrays.fill(first, variables, first.length, -1);
        }
        return variables++;
    }

    /** Says what it costs that one variable is true and another is false. */
    void cost(int isTrue, int isFalse, long cost) {
        if (isTrue != isFalse && cost > 0) {
            edge(isTrue, isFalse, cost);
            edge(isFalse, isTrue, 0);
        }
    }

    private void edge(int from, int end, long cost) {
        if (edges == to.length) {
            to = Arrays.copyOf(to, 2 * edges);
            next = Arrays.copyOf(next, 2 * edges);
            capacity = Arrays.copyOf(capacity, 2 * edges);
        }
        to[edges] = end;
        capacity[edges] = cost;
        next[edges] = first[from];
        first[from] = edges++;
    }

    /** The variables that are true, by number. */
    boolean[] solve() {
        level = new int[variables];
        current = new int[variables];
        path = new int[variables];
        while (levels()) {
            System.arraycopy(first, 0, current, 0, variables);
            while (augment() > 0) {
                continue;
            }
        }
        var result = new boolean[variables];
        for (int v = 0; v < variables; v++) {
            result[v] = level[v] >= 0;
        }
        return result;
    }

    /** Distances from the source along edges with capacity left; whether the sink is reached. */
    private boolean levels() {
        Arrays.fill(level, -1);
        level[TRUE] = 0;
        var open = new ArrayDeque<Integer>();
        open.add(TRUE);
        while (!open.isEmpty()) {
            int v = open.poll();
            for (int e = first[v]; e >= 0; e = next[e]) {
                if (capacity[e] > 0 && level[to[e]] < 0) {
                    level[to[e]] = level[v] + 1;
                    open.add(to[e]);
                }
            }
        }
        return level[FALSE] >= 0;
    }

    /** Sends flow along one shortest path, found without recursion as paths are as long as models are deep. */
    private long augment() {
        int length = 0;
        int v = TRUE;
        while (v != FALSE) {
            int e = current[v];
            while (e >= 0 && (capacity[e] <= 0 || level[to[e]] != level[v] + 1)) {
                e = next[e];
            }
            current[v] = e;
            if (e >= 0) {
                path[length++] = e;
                v = to[e];
            } else if (length == 0) {
                return 0;
            } else {
                v = to[path[--length] ^ 1];
                current[v] = next[current[v]];
            }
        }
        long flow = Long.MAX_VALUE;
        for (int i = 0; i < length; i++) {
            flow = Math.min(flow, capacity[path[i]]);
        }
        for (int i = 0; i < length; i++) {
            capacity[path[i]] -= flow;
            capacity[path[i] ^ 1] += flow;
        }
        return flow;
    }
}
