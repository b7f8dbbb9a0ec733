package io.github.onnxferry.parity.reduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class NodeSearchTest {
    private static final int CASES = 300;

    private int tests;

    @Test
    void nodesThatFailTogetherAreFoundAndNoOthers() {
        for (long seed = 0; seed < CASES; seed++) {
            var random = new Random(seed);
            int count = 1 + random.nextInt(400);
            var guilty = new BitSet();
            for (int i = 0; i < 1 + random.nextInt(4); i++) {
                guilty.set(random.nextInt(count));
            }
            assertThat(search(count, set -> contains(set, guilty)))
                    .as("seed %d", seed)
                    .isEqualTo(guilty);
        }
    }

    @Test
    void whateverTheTestsAnswerTheResultFails() {
        for (long seed = 0; seed < CASES; seed++) {
            long salt = seed;
            Predicate<BitSet> whim =
                    set -> set.cardinality() == 60 || new Random(set.hashCode() * 31L + salt).nextBoolean();
            var found = search(60, whim);
            assertThat(whim.test(found)).as("seed %d", seed).isTrue();
            found.stream().forEach(i -> {
                var less = (BitSet) found.clone();
                less.clear(i);
                assertThat(less.isEmpty() || !whim.test(less))
                        .as("seed %d", salt)
                        .isTrue();
            });
        }
    }

    @Test
    void oneNodeOfAThousandTakesFewTests() {
        assertThat(search(1000, set -> set.get(617))).isEqualTo(of(617));
        assertThat(tests).isLessThan(20);
    }

    private static BitSet of(int member) {
        var set = new BitSet();
        set.set(member);
        return set;
    }

    private static boolean contains(BitSet set, BitSet part) {
        var common = (BitSet) part.clone();
        common.and(set);
        return common.equals(part);
    }

    private BitSet search(int count, Predicate<BitSet> fails) {
        var all = new BitSet();
        all.set(0, count);
        tests = 0;
        var search = new NodeSearch(set -> {
            tests++;
            return fails.test(set);
        });
        return search.minimal(search.ending(search.beginning(all)));
    }
}
