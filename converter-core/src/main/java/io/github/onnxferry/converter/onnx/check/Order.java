package io.github.onnxferry.converter.onnx.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.PriorityQueue;

/**
 * An order of things, numbered from 0, in which each comes after what it needs. Among those that could come next the
 * lowest number does, so that what is in order already stays as it is.
 *
 * @param sorted all numbers in the order; members of cycles come where the cycle was cut
 * @param cycles the cycles found, each member needing the next and the last the first; not all if there are many
 */
record Order(List<Integer> sorted, List<List<Integer>> cycles) {
    private static final int MAX_CYCLES = 20;

    /**
     * Orders things.
     *
     * @param needs for each thing the numbers of those it needs
     */
    static Order of(List<List<Integer>> needs) {
        return new Sorter(needs).order();
    }

    private static final class Sorter {
        private final List<List<Integer>> needs;
        private final List<List<Integer>> neededBy = new ArrayList<>();
        private final int[] missing;
        private final boolean[] queued;
        private final PriorityQueue<Integer> ready = new PriorityQueue<>();
        private final List<Integer> sorted = new ArrayList<>();
        private final List<List<Integer>> cycles = new ArrayList<>();

        Sorter(List<List<Integer>> needs) {
            this.needs = needs;
            this.missing = new int[needs.size()];
            this.queued = new boolean[needs.size()];
            needs.forEach(need -> neededBy.add(new ArrayList<>(1)));
            for (int i = 0; i < needs.size(); i++) {
                missing[i] = needs.get(i).size();
                for (int need : needs.get(i)) {
                    neededBy.get(need).add(i);
                }
            }
        }

        Order order() {
            for (int i = 0; i < missing.length; i++) {
                if (missing[i] == 0) {
                    enqueue(i);
                }
            }
            int first = 0;
            drain();
            while (sorted.size() < missing.length) {
                while (queued[first]) {
                    first++;
                }
                if (cycles.size() < MAX_CYCLES) {
                    var cycle = cycleFrom(first);
                    cycles.add(cycle);
                    cycle.forEach(this::enqueue);
                } else {
                    enqueue(first);
                }
                drain();
            }
            return new Order(List.copyOf(sorted), List.copyOf(cycles));
        }

        private void drain() {
            while (!ready.isEmpty()) {
                int next = ready.remove();
                sorted.add(next);
                for (int user : neededBy.get(next)) {
                    if (--missing[user] == 0) {
                        enqueue(user);
                    }
                }
            }
        }

        private void enqueue(int thing) {
            if (!queued[thing]) {
                queued[thing] = true;
                ready.add(thing);
            }
        }

        /** From something that waits, what it waits for, and so on until something comes again. */
        private List<Integer> cycleFrom(int start) {
            var path = new ArrayList<Integer>();
            var places = new HashMap<Integer, Integer>();
            int at = start;
            while (!places.containsKey(at)) {
                places.put(at, path.size());
                path.add(at);
                at = needs.get(at).stream()
                        .filter(need -> !queued[need])
                        .findFirst()
                        .orElseThrow();
            }
            return Collections.unmodifiableList(path.subList(places.getOrDefault(at, 0), path.size()));
        }
    }
}
