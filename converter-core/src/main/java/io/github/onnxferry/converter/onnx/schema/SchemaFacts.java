package io.github.onnxferry.converter.onnx.schema;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The operator schemas that ONNX Ferry knows: every version of every operator of the ONNX standard, and the operators
 * that others add to it.
 *
 * <p>Immutable to its users and safe for many threads. Finding the lines of an operator is done once for all; a line is
 * read when somebody asks for its operator.
 */
public final class SchemaFacts {
    private static final List<String> RESOURCES = List.of("onnx-schemas.txt", "contrib-schemas.txt");

    private final SortedMap<String, Section> sections = new TreeMap<>();
    private final Map<Key, List<OpSchema>> read = new ConcurrentHashMap<>();

    private SchemaFacts() {}

    /** The facts that come with ONNX Ferry. */
    public static SchemaFacts standard() {
        return Standard.FACTS;
    }

    /** The facts in some texts, in the format that the heading of {@code onnx-schemas.txt} describes. */
    static SchemaFacts of(List<List<String>> texts) {
        var facts = new SchemaFacts();
        texts.forEach(facts::index);
        return facts;
    }

    /**
     * The version of an operator that a model of an opset version uses: the newest one that is not newer than the opset.
     * A version in which the operator is deprecated is found too.
     *
     * @param domain domain of the operator; the empty text is {@code ai.onnx}
     */
    public Optional<OpSchema> find(String domain, String op, long opset) {
        return versions(domain, op).stream()
                .filter(schema -> schema.since() <= opset)
                .reduce((older, newer) -> newer);
    }

    /**
     * All versions of an operator, the oldest first; none if the operator is not known.
     *
     * @param domain domain of the operator; the empty text is {@code ai.onnx}
     */
    public List<OpSchema> versions(String domain, String op) {
        Section section = sections.get(Domain.normalise(domain));
        List<String> lines = section == null ? null : section.lines.get(op);
        if (section == null || lines == null) {
            return List.of();
        }
        return read.computeIfAbsent(
                new Key(Domain.normalise(domain), op),
                key -> lines.stream()
                        .map(line -> section.reader.read(key.domain, line))
                        .toList());
    }

    /** The domains of which operators are known, by their normalised names. */
    public SortedSet<String> domains() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(sections.keySet()));
    }

    /** The operators of a domain, those deprecated since included; none if the domain is not known. */
    public SortedSet<String> ops(String domain) {
        return section(domain)
                .map(section -> Collections.unmodifiableSortedSet(new TreeSet<>(section.lines.keySet())))
                .orElse(Collections.emptySortedSet());
    }

    /** The newest opset version of a domain that the facts cover; nothing if the domain is not known. */
    public OptionalLong newestOpset(String domain) {
        return section(domain).map(s -> OptionalLong.of(s.newestOpset)).orElse(OptionalLong.empty());
    }

    private Optional<Section> section(String domain) {
        return Optional.ofNullable(sections.get(Domain.normalise(domain)));
    }

    private void index(List<String> text) {
        var sets = new HashMap<String, String>();
        for (String line : text) {
            if (line.startsWith("types ")) {
                String[] words = line.split(" ", 3);
                sets.put(words[1], words[2]);
            }
        }
        var reader = new SchemaReader(sets);
        Section section = null;
        for (String line : text) {
            if (line.startsWith("domain ")) {
                String[] words = line.split(" ", 3);
                long newest = Long.parseLong(words[2].substring(words[2].indexOf("..") + 2));
                section = new Section(newest, reader, new TreeMap<>());
                if (sections.put(words[1], section) != null) {
                    throw new IllegalArgumentException("domain " + words[1] + " occurs twice");
                }
            } else if (line.startsWith("op ")) {
                if (section == null) {
                    throw new IllegalArgumentException("no domain before: " + line);
                }
                String op = line.substring(3, line.indexOf(' ', 3));
                section.lines.computeIfAbsent(op, name -> new ArrayList<>(2)).add(line);
            } else if (!line.isEmpty() && !line.startsWith("#") && !line.startsWith("types ")) {
                throw new IllegalArgumentException("not a line of operator schemas: " + line);
            }
        }
    }

    /** The lines of each operator of a domain, the oldest version first. */
    private record Section(long newestOpset, SchemaReader reader, SortedMap<String, List<String>> lines) {}

    private record Key(String domain, String op) {}

    private static final class Standard {
        static final SchemaFacts FACTS =
                of(RESOURCES.stream().map(Standard::lines).toList());

        private static List<String> lines(String resource) {
            try (InputStream stream = SchemaFacts.class.getResourceAsStream(resource)) {
                if (stream == null) {
                    throw new IllegalStateException("resource " + resource + " is missing");
                }
                return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))
                        .lines()
                        .toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
