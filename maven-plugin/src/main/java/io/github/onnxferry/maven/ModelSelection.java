package io.github.onnxferry.maven;

import io.github.onnxferry.converter.ModelName;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;

/** The models that paths and patterns name: {@code *} and {@code ?} in a name, <code>**</code> for any folders. */
final class ModelSelection {
    private final Path base;

    private ModelSelection(Path base) {
        this.base = base;
    }

    /**
     * The models, those of a pattern in the order of their paths.
     *
     * @param base what paths and patterns are relative to
     * @throws FerryException USAGE if a pattern is malformed, or two models have one name
     */
    static List<NamedModel> of(Path base, List<String> patterns) {
        var selection = new ModelSelection(base);
        Map<String, NamedModel> models = new LinkedHashMap<>();
        patterns.stream().flatMap(selection::files).distinct().forEach(file -> {
            var model = new NamedModel(ModelName.of(file), file);
            var other = models.putIfAbsent(model.name(), model);
            if (other != null) {
                throw usage(
                        file.toString(),
                        "has the name '" + model.name() + "', as " + other.file() + " has",
                        "rename a file, or give each an execution with an output folder of its own");
            }
        });
        return List.copyOf(models.values());
    }

    private Stream<Path> files(String pattern) {
        String slashed = pattern.strip().replace('\\', '/');
        var parts = Arrays.asList(slashed.split("/"));
        int fixed = (int) parts.stream().takeWhile(ModelSelection::isPlain).count();
        if (fixed == parts.size() || isFile(slashed)) {
            return Stream.of(base.resolve(slashed).normalize());
        }
        String start = String.join("/", parts.subList(0, fixed));
        var root = base.resolve(fixed == 1 && start.isEmpty() ? "/" : start).normalize();
        return below(root, matcher(String.join("/", parts.subList(fixed, parts.size())), pattern));
    }

    /** A name with signs of a pattern in it may be that of a file; some systems allow no such names. */
    private boolean isFile(String path) {
        try {
            return Files.isRegularFile(base.resolve(path));
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private static boolean isPlain(String part) {
        return part.chars().noneMatch(c -> "*?[{".indexOf(c) >= 0);
    }

    /** With a {@code **} that stands for no folder, too. */
    private static PathMatcher matcher(String glob, String pattern) {
        try {
            return FileSystems.getDefault().getPathMatcher("glob:" + glob.replace("**/", "{**/,}"));
        } catch (PatternSyntaxException e) {
            throw usage("models", "'" + pattern + "' is not a pattern: " + e.getDescription(), "");
        }
    }

    private static Stream<Path> below(Path root, PathMatcher matcher) {
        if (!Files.isDirectory(root)) {
            return Stream.empty();
        }
        try (var files = Files.walk(root)) {
            return files
                    .filter(Files::isRegularFile)
                    .filter(file -> matcher.matches(root.relativize(file)))
                    .sorted()
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + root, e);
        }
    }

    private static FerryException usage(String where, String what, String todo) {
        return new FerryException(Code.USAGE, where, what, todo);
    }
}
