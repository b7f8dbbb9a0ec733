package io.github.onnxferry.converter.optimise.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinimumCutTest {
    private static final int GRAPHS = 60;

    private record Pair(int isTrue, int isFalse, long cost) {}

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 7, 10})
    void noAssignmentCostsLess(int variables) {
        for (int seed = 0; seed < GRAPHS; seed++) {
            var random = new Random(seed);
            var cut = new MinimumCut();
            for (int i = 0; i < variables; i++) {
                cut.variable();
            }
            var pairs = new ArrayList<Pair>();
            for (int i = 0; i < 3 * variables; i++) {
                var pair =
                        new Pair(random.nextInt(variables + 2), random.nextInt(variables + 2), random.nextInt(1, 20));
                if (pair.isTrue() != cut.alwaysFalse() && pair.isFalse() != cut.alwaysTrue()) {
                    pairs.add(pair);
                    cut.cost(pair.isTrue(), pair.isFalse(), pair.cost());
                }
            }
            long best = Long.MAX_VALUE;
            for (int bits = 0; bits < 1 << variables; bits++) {
                int chosen = bits;
                best = Math.min(best, cost(pairs, v -> v == cut.alwaysTrue() || v > 1 && (chosen >> v - 2 & 1) != 0));
            }
            var solved = cut.solve();
            assertThat(solved[cut.alwaysTrue()]).isTrue();
            assertThat(solved[cut.alwaysFalse()]).as("seed " + seed).isFalse();
            assertThat(cost(pairs, v -> solved[v])).as("seed " + seed).isEqualTo(best);
        }
    }

    private interface Assignment {
        boolean isTrue(int variable);
    }

    private static long cost(List<Pair> pairs, Assignment assignment) {
        return pairs.stream()
                .filter(p -> assignment.isTrue(p.isTrue()) && !assignment.isTrue(p.isFalse()))
                .mapToLong(Pair::cost)
                .sum();
    }
}
