package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The names in a folder by what they seem to be, in natural order. Hidden entries are passed over. Entries whose ending
 * says what they are cost no look at the file, so long folders list fast.
 */
final class FolderListing {
    private static final Pattern SET = Pattern.compile("test_data_set_\\d+");
    private static final Set<String> IMAGES = Set.of("png", "jpg", "jpeg");
    private static final Set<String> VALUES = Set.of("pb", "npy");

    /** Endings of what usually lies beside data. */
    private static final Set<String> COMPANIONS = Set.of("onnx", "data", "json", "txt", "md", "csv");

    /** What an entry of a folder seems to be. */
    enum Kind {
        SET("test_data_set_N"),
        VALUE(".pb or .npy"),
        NPZ(".npz"),
        IMAGE("image"),
        FOLDER("folder"),
        COMPANION("text or model file"),
        OTHER("other");

        private final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Path folder;
    private final Map<Kind, List<String>> names = new EnumMap<>(Kind.class);

    private FolderListing(Path folder) {
        this.folder = folder;
    }

    /**
     * Lists a folder.
     *
     * @throws FerryException DATA_INVALID if it cannot be listed
     */
    static FolderListing of(Path folder) {
        var listing = new FolderListing(folder);
        try (var entries = Files.newDirectoryStream(folder)) {
            for (var entry : entries) {
                String name = entry.getFileName().toString();
                if (!name.startsWith(".")) {
                    listing.names
                            .computeIfAbsent(kind(entry, name), k -> new ArrayList<>())
                            .add(name);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            throw new FerryException(
                    Code.DATA_INVALID, folder.toString(), "cannot be listed: " + e.getMessage(), "check the path", e);
        }
        listing.names.values().forEach(list -> list.sort(NaturalOrder.INSTANCE));
        return listing;
    }

    private static Kind kind(Path entry, String name) {
        if (SET.matcher(name).matches()) {
            return Kind.SET;
        }
        var kind = kind(name);
        return kind == Kind.OTHER && Files.isDirectory(entry) ? Kind.FOLDER : kind;
    }

    /** What a file seems to be by its ending. */
    static Kind kind(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        if (VALUES.contains(ending)) {
            return Kind.VALUE;
        }
        if (IMAGES.contains(ending)) {
            return Kind.IMAGE;
        }
        if (COMPANIONS.contains(ending)) {
            return Kind.COMPANION;
        }
        return ending.equals("npz") ? Kind.NPZ : Kind.OTHER;
    }

    /** The entries of a kind. */
    List<String> names(Kind kind) {
        return names.getOrDefault(kind, List.of());
    }

    /**
     * The kind that the folder is made of. Beside test_data_set_N anything may lie.
     *
     * @throws FerryException DATA_INVALID if there is none, or more than one
     */
    Kind only() {
        if (names.containsKey(Kind.SET)) {
            return Kind.SET;
        }
        var kinds = names.keySet().stream().filter(k -> k != Kind.COMPANION).toList();
        if (kinds.size() != 1 || kinds.get(0) == Kind.OTHER) {
            throw new FerryException(
                    Code.DATA_INVALID,
                    folder.toString(),
                    "is not a folder of one form of data: it holds " + found(),
                    DataSources.EXPECTED);
        }
        return kinds.get(0);
    }

    private String found() {
        return names.isEmpty()
                ? "nothing"
                : names.entrySet().stream()
                        .map(e -> e.getValue().size() + " x " + e.getKey().text + " ('"
                                + e.getValue().get(0) + "')")
                        .collect(Collectors.joining(", "));
    }
}
