package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ModelName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/**
 * A model that a command line names.
 *
 * @param file the file
 * @param name what it is called where there are several, such as the name of its SavedModel's folder
 */
record NamedModel(Path file, String name) {
    private static final String SUFFIX = ".onnx";
    private static final String STDIN = "-";

    /** A file, named after itself, or after its folder if it is just called {@code model.onnx}. */
    static NamedModel of(Path file) {
        return new NamedModel(file, ModelName.of(file));
    }

    /** Whether a text stands for any number of files. */
    static boolean isPattern(String text) {
        return text.matches(".*[*?\\[{].*") && !Files.exists(Path.of(text));
    }

    /** Whether texts name one model, which needs no name then. */
    static boolean isOne(List<String> texts) {
        return texts.size() == 1 && !isPattern(texts.get(0));
    }

    /**
     * The models of a command line, in its order, those of a pattern sorted; no two of one name.
     *
     * @param texts files, patterns such as <code>models/&#42;&#42;/&#42;.onnx</code>, or {@code -} for standard input
     */
    static List<NamedModel> all(List<String> texts, Arguments arguments) {
        var models = new ArrayList<NamedModel>();
        for (String text : texts) {
            if (text.equals(STDIN)) {
                models.add(standardInput(System.in));
            } else if (isPattern(text)) {
                models.addAll(matches(text, arguments));
            } else {
                models.add(of(arguments.path(text)));
            }
        }
        refuseEqualNames(models, arguments);
        return models;
    }

    /** A model of which only the bytes are known; it is kept in a file as long as this process runs. */
    static NamedModel standardInput(InputStream in) {
        try {
            var folder = Files.createTempDirectory("onnxferry-stdin");
            var file = folder.resolve("stdin" + SUFFIX);
            folder.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            return of(file);
        } catch (IOException e) {
            throw new UncheckedIOException("standard input cannot be kept in a file", e);
        }
    }

    private static List<NamedModel> matches(String pattern, Arguments arguments) {
        var fixed = fixedFolder(pattern);
        String rest = pattern.substring(fixed.length());
        var base = Path.of(fixed);
        List<NamedModel> found;
        try (Stream<Path> files = Files.isDirectory(base) ? Files.walk(base) : Stream.empty()) {
            // Any number of folders may be none, which the matcher of the JDK does not see.
            var deep = FileSystems.getDefault().getPathMatcher("glob:" + rest);
            var flat = FileSystems.getDefault().getPathMatcher("glob:" + rest.replace("**/", ""));
            found = files.filter(Files::isRegularFile)
                    .filter(f -> deep.matches(base.relativize(f)) || flat.matches(base.relativize(f)))
                    .sorted()
                    .map(f -> new NamedModel(f, name(base, f)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (PatternSyntaxException e) {
            throw Ferry.usage("'" + pattern + "' is not a pattern: " + e.getDescription(), arguments.hint());
        }
        if (found.isEmpty()) {
            throw Ferry.usage(
                    "no file matches '" + pattern + "'", "give a file, or a pattern such as 'models/**/*.onnx'");
        }
        return found;
    }

    /** The folders before the first wildcard; empty, or with a separator at its end. */
    private static String fixedFolder(String pattern) {
        int wildcard = pattern.split("[*?\\[{]", 2)[0].length();
        return pattern.substring(0, pattern.lastIndexOf('/', wildcard) + 1);
    }

    /** The way from a folder to a file, joined by dashes; {@code model.onnx} is left out if its folder says enough. */
    private static String name(Path base, Path file) {
        var way = base.relativize(file);
        var folders = way.getParent();
        if (folders == null) {
            return of(file).name();
        }
        String last = stem(file);
        String joined = folders.toString().replace(folders.getFileSystem().getSeparator(), "-");
        return last.equals("model") ? joined : joined + "-" + last;
    }

    private static String stem(Path file) {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    }

    private static void refuseEqualNames(List<NamedModel> models, Arguments arguments) {
        var named = new HashMap<String, Path>();
        for (var model : models) {
            var other = named.putIfAbsent(model.name(), model.file());
            if (other != null) {
                throw Ferry.usage(
                        other + " and " + model.file() + " would both be called '" + model.name() + "'",
                        "give them in calls of their own; " + arguments.hint());
            }
        }
    }
}
