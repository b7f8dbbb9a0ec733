package io.github.onnxferry.converter.tf;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names that TensorFlow accepts. */
class NamesTest {
    /** TensorFlow's rule for node names, or nothing at all. */
    private static final String LEGAL = "|[A-Za-z0-9.][A-Za-z0-9_.\\-/]*";

    @ParameterizedTest
    @CsvSource({
        "conv1, conv1",
        "layers.0/conv-1_2, layers.0/conv-1_2",
        "/a//b/, a/b",
        "_hidden, n_hidden",
        "a/_b, a/_b",
        "a:0 b, a_0_b",
        "-x, n-x",
        "größe, gr__e",
        "///, ''"
    })
    void namesStayAsCloseAsPossible(String name, String expected) {
        assertThat(Names.node(name)).isEqualTo(expected);
    }

    @Test
    void everyNameBecomesALegalOneThatStays() {
        var letters = "aZ09_.-/ :\u00e9";
        for (int seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            var name = new StringBuilder();
            for (int length = random.nextInt(8); length >= 0; length--) {
                name.append(letters.charAt(random.nextInt(letters.length())));
            }
            var node = Names.node(name.toString());
            assertThat(node).as("seed %d, '%s'", seed, name).matches(LEGAL);
            assertThat(Names.node(node)).as("seed %d, '%s' again", seed, name).isEqualTo(node);
            assertThat(Names.node("/" + name))
                    .as("seed %d, '%s' below a root", seed, name)
                    .isEqualTo(node);
        }
    }
}
