package io.github.onnxferry.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** Arguments and options as values; whatever is missing or malformed is a usage problem. */
final class Arguments {
    private final String command;
    private final CommandLine line;

    Arguments(String command, CommandLine line) {
        this.command = command;
        this.line = line;
    }

    /** The arguments that are not options, exactly as many as have names. */
    List<Path> paths(String... names) {
        var given = line.getArgList();
        if (given.size() < names.length) {
            throw Ferry.usage("the " + names[given.size()] + " is missing", hint());
        }
        if (given.size() > names.length) {
            throw Ferry.usage("'" + given.get(names.length) + "' is one argument too many", hint());
        }
        return given.stream().map(this::path).toList();
    }

    /** The arguments that are not options, so many at least. */
    List<String> atLeast(int count, String name) {
        var given = line.getArgList();
        if (given.size() < count) {
            throw Ferry.usage("the " + name + " is missing", hint());
        }
        return given;
    }

    /** An option's path. */
    Optional<Path> path(Choice choice) {
        return text(choice).map(this::path);
    }

    /** A path as it is written. */
    Path path(String text) {
        if (text.isEmpty()) {
            throw Ferry.usage("an empty text is not a path", hint());
        }
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw Ferry.usage("'" + text + "' is not a path", hint());
        }
    }

    /** An option's whole number. */
    Optional<Long> number(Choice choice) {
        return text(choice).map(text -> {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw Ferry.usage("--" + choice.key() + " takes a whole number, not '" + text + "'", hint());
            }
        });
    }

    /** An option's number from 0 up. */
    Optional<Double> decimal(Choice choice) {
        return text(choice).map(text -> {
            try {
                double number = Double.parseDouble(text);
                if (number >= 0 && Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, as a number that is out of range is.
            }
            throw Ferry.usage("--" + choice.key() + " takes a number from 0 up, not '" + text + "'", hint());
        });
    }

    /** The texts of an option that may be given several times. */
    List<String> texts(Choice choice) {
        var values = line.getOptionValues(choice.key());
        return values == null ? List.of() : List.of(values);
    }

    /** The paths of an option that may be given several times. */
    List<Path> pathList(Choice choice) {
        return texts(choice).stream().map(this::path).toList();
    }

    /** An option's text. */
    Optional<String> text(Choice choice) {
        return Optional.ofNullable(line.getOptionValue(choice.key()));
    }

    /** Whether an option is there. */
    boolean has(Choice choice) {
        return line.hasOption(choice.key());
    }

    /** Where to read more. */
    String hint() {
        return "ferry " + command + " -h says how to call it";
    }
}
