package io.github.onnxferry.converter.tf.registry;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The lines of a registry resource by operator: read once, each line still unparsed. */
record RegistryLines(String tensorflowVersion, Map<String, List<String>> byOp) {
    private static final String VERSION = "# TensorFlow ";

    /** Reads the resource {@code name} of this package. */
    static RegistryLines read(String name) {
        try (InputStream in = RegistryLines.class.getResourceAsStream(name)) {
            Objects.requireNonNull(in, () -> "the resource " + name + " is not on the class path");
            return index(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RegistryLines index(String text) {
        var byOp = new HashMap<String, List<String>>();
        var version = "";
        for (String line : (Iterable<String>) text.lines()::iterator) {
            if (line.startsWith(VERSION)) {
                version = line.substring(VERSION.length());
            } else if (!line.startsWith("#")) {
                int tab = line.indexOf('\t');
                String op = tab < 0 ? line : line.substring(0, tab);
                String rest = tab < 0 ? "" : line.substring(tab + 1);
                byOp.computeIfAbsent(op, key -> new ArrayList<>(1)).add(rest);
            }
        }
        return new RegistryLines(version, byOp);
    }
}
