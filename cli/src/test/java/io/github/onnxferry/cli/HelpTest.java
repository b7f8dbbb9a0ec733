package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.apache.commons.cli.DefaultParser;
import org.apache.commons.cli.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HelpTest extends FerryCalls {
    static Stream<Command> commands() {
        return Ferry.COMMANDS.stream();
    }

    @Test
    void theOverviewNamesEveryCommand() {
        assertThat(ferry("--help")).isZero();
        commands().forEach(c -> assertThat(out()).contains("ferry " + c.name()));
        assertThat(out().lines()).allMatch(l -> l.length() <= Help.WIDTH);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpFitsItsColumnsAndNamesEveryOption(Command command) {
        assertThat(ferry("help", command.name())).isZero();
        assertThat(out().lines()).allMatch(l -> l.length() <= Help.WIDTH);
        Ferry.options(command).getOptions().forEach(o -> assertThat(out()).contains("--" + o.getLongOpt()));
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void examplesParse(Command command) throws ParseException {
        assertThat(command.examples()).isNotEmpty();
        for (String example : command.examples()) {
            var words = example.replaceFirst(" < .*", "").split(" ", -1);
            assertThat(words[0]).isEqualTo(command.name());
            DefaultParser.builder()
                    .setAllowPartialMatching(false)
                    .get()
                    .parse(Ferry.options(command), Arrays.copyOfRange(words, 1, words.length));
        }
    }

    @Test
    void mistypedWordsAreGuessed() {
        assertThat(ferry("covnert")).isEqualTo(2);
        assertThat(err()).contains("there is no command 'covnert'; did you mean 'convert'?");
        forgetErr();
        assertThat(ferry("convert", "a", "-o", "b", "--weight", "variables")).isEqualTo(2);
        assertThat(err()).contains("there is no option '--weight'; did you mean '--weights'?");
        forgetErr();
        assertThat(ferry("convert", "a", "-o", "b", "--qqqqqq")).isEqualTo(2);
        assertThat(err()).contains("ferry convert -h lists the options").doesNotContain("did you mean");
    }

    @Test
    void distancesCountSwappedLettersOnce() {
        assertThat(Words.distance("", "abc")).isEqualTo(3);
        assertThat(Words.distance("covnert", "convert")).isEqualTo(1);
        assertThat(Words.distance("kitten", "sitting")).isEqualTo(3);
    }
}
