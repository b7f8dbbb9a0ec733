package io.github.onnxferry.maven.incremental;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Everything that decides what comes out of a piece of work, by name. */
public final class Inputs {
    private static final String ABSENT = "absent";

    private final Map<String, String> hashes = new TreeMap<>();
    private final Map<String, String> options = new TreeMap<>();

    /** Adds a file or folder under a name; that it does not exist counts as well. */
    public Inputs content(String name, Path place) {
        hashes.put(name, Files.exists(place) ? ContentHash.of(place) : ABSENT);
        return this;
    }

    /** Adds a hash that was made otherwise. */
    public Inputs hash(String name, String hash) {
        hashes.put(name, hash);
        return this;
    }

    /** Adds an option with its value. */
    public Inputs option(String name, String value) {
        options.put(name, value);
        return this;
    }

    /** All of them as keys and values. */
    Map<String, String> entries() {
        var entries = new TreeMap<String, String>();
        hashes.forEach((name, hash) -> entries.put("content " + name, hash));
        options.forEach((name, value) -> entries.put("option " + name, value));
        return entries;
    }

    /** How these differ from recorded ones, in words; nothing if they do not. */
    Optional<String> difference(Map<String, String> recorded) {
        for (var hash : hashes.entrySet()) {
            if (!Objects.equals(recorded.get("content " + hash.getKey()), hash.getValue())) {
                return Optional.of(hash.getKey() + " changed");
            }
        }
        for (var option : options.entrySet()) {
            String before = recorded.getOrDefault("option " + option.getKey(), "not set");
            if (!before.equals(option.getValue())) {
                return Optional.of(option.getKey() + " is " + option.getValue() + " and was " + before);
            }
        }
        var now = entries();
        return recorded.keySet().stream()
                .filter(key -> !now.containsKey(key))
                .findFirst()
                .map(key -> key.substring(key.indexOf(' ') + 1) + " is not set any more");
    }
}
