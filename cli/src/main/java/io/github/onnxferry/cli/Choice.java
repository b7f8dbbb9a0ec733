package io.github.onnxferry.cli;

import java.util.Arrays;
import org.apache.commons.cli.Option;
import org.apache.commons.cli.Options;

/**
 * An option of a command.
 *
 * @param letter its short form; may be empty
 * @param key its long form
 * @param value what its argument is called; empty if it takes none
 * @param text what it does
 */
record Choice(String letter, String key, String value, String text) {
    /** An option without short form. */
    static Choice of(String key, String value, String text) {
        return new Choice("", key, value, text);
    }

    /** The options of a command. */
    static Options options(Choice... choices) {
        var options = new Options();
        Arrays.stream(choices).map(Choice::option).forEach(options::addOption);
        return options;
    }

    /** "did you mean" and the nearest of the options, for a word that is none; empty if none is near. */
    static String guess(String typed, Options options) {
        var keys = options.getOptions().stream().map(o -> "--" + o.getLongOpt()).toList();
        return Words.guess("--" + typed.replaceFirst("^-+", ""), keys).orElse("");
    }

    /** The option as the parser takes it. */
    Option option() {
        var option = letter.isEmpty() ? Option.builder() : Option.builder(letter);
        option.longOpt(key).desc(text);
        return value.isEmpty() ? option.get() : option.hasArg().argName(value).get();
    }
}
