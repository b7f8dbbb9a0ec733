package io.github.onnxferry.cli;

import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.commons.cli.Options;

/**
 * Options from a file: {@code key = value}, one a line, with the names of the long options; {@code key} alone, or {@code key =
 * true}, for one without argument. Lines that begin with {@code #} are remarks. What stands on the command line wins.
 */
final class ConfigFile {
    static final Choice CONFIG =
            Choice.of("config", "FILE", "options from a file, one a line, such as weights = variables");

    private ConfigFile() {}

    /**
     * The words of a command line, with those of the file that {@code --config} names as if they had been written before.
     *
     * @param words the command line, without the command
     * @param options what the command knows
     */
    static List<String> resolve(List<String> words, Options options) {
        var rest = new ArrayList<>(words);
        int at = rest.indexOf("--" + CONFIG.key());
        if (at < 0) {
            return rest;
        }
        if (at + 1 == rest.size()) {
            throw Ferry.usage("--config FILE lacks its file", "give a file of options");
        }
        rest.remove(at);
        String file = rest.remove(at);
        var all = new ArrayList<String>();
        var properties = read(file);
        for (String key : new TreeSet<>(properties.stringPropertyNames())) {
            if (!isGiven(key, rest, options)) {
                all.addAll(words(file, key, properties.getProperty(key), options));
            }
        }
        all.addAll(rest);
        return all;
    }

    private static List<String> words(String file, String key, String value, Options options) {
        var option = options.getOption(key);
        if (option == null || !key.equals(option.getLongOpt())) {
            throw bad(file, "there is no option '" + key + "'", Choice.guess(key, options));
        }
        if (option.hasArg()) {
            return List.of("--" + key, value);
        }
        return switch (value.strip()) {
            case "", "true" -> List.of("--" + key);
            case "false" -> List.of();
            default -> throw bad(file, "'" + key + "' takes true or false, not '" + value + "'", "");
        };
    }

    private static boolean isGiven(String key, List<String> words, Options options) {
        var option = options.getOption(key);
        String letter = option == null || option.getOpt() == null ? "" : "-" + option.getOpt();
        return words.stream()
                .anyMatch(w -> w.equals("--" + key)
                        || w.startsWith("--" + key + "=")
                        || (!letter.isEmpty() && w.equals(letter)));
    }

    private static Properties read(String file) {
        var properties = new Properties();
        try (Reader in = Files.newBufferedReader(Path.of(file))) {
            properties.load(in);
        } catch (IOException | IllegalArgumentException e) {
            throw bad(file, "cannot be read: " + e, "");
        }
        return properties;
    }

    private static FerryException bad(String file, String what, String todo) {
        return Ferry.usage("--config " + file + ": " + what, todo.isEmpty() ? "write key = value, one a line" : todo);
    }
}
