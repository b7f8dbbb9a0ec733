package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Recognises the forms that data come in:
 *
 * <ul>
 *   <li>a folder of {@code test_data_set_N}, or such a folder itself;
 *   <li>a folder with a {@code .pb} or {@code .npy} for each input, named {@code input_0} or after the input;
 *   <li>a folder of folders of that sort;
 *   <li>a {@code .npz}, or a folder of them: one file a record;
 *   <li>a PNG or JPEG image, or a folder of them: one image a record, with a stated {@link ImagePreprocessing};
 *   <li>{@code .npy} or {@code .pb} files, each named after an input: together one record.
 * </ul>
 */
public final class DataSources {
    static final String EXPECTED =
            "give a folder of test_data_set_N, of .npz, of images, of a .npy or .pb an input, or of such folders; not mixed";

    private DataSources() {}

    /**
     * Opens data.
     *
     * @param places files and folders; records of several follow each other
     * @param graph the model that takes the data
     * @param images how images become tensors, if that is stated
     * @throws FerryException DATA_INVALID if a place holds no data of a known form, or USAGE if images are there and no
     *     preprocessing is stated, or one that does not fit the model
     */
    public static RecordSource open(List<Path> places, OnnxGraph graph, Optional<ImagePreprocessing> images) {
        if (places.isEmpty()) {
            throw new FerryException(Code.USAGE, "--data", "names no place", EXPECTED);
        }
        if (places.stream().allMatch(p -> Files.isRegularFile(p) && kind(p) == FolderListing.Kind.VALUE)) {
            return values(places, graph);
        }
        var sources = places.stream().map(p -> open(p, graph, images)).toList();
        return sources.size() == 1 ? sources.get(0) : new JoinedRecords(sources);
    }

    private static RecordSource open(Path place, OnnxGraph graph, Optional<ImagePreprocessing> images) {
        if (Files.isDirectory(place)) {
            return folder(place, graph, images);
        }
        if (!Files.isRegularFile(place)) {
            throw new FerryException(
                    Code.DATA_INVALID, place.toString(), "there is no such file or folder", "check the path");
        }
        var file = place.toAbsolutePath().normalize();
        var names = List.of(file.getFileName().toString());
        return switch (kind(place)) {
            case NPZ -> new FileRecords(file.resolveSibling(""), names, f -> NpzFile.read(f, graph), place.toString());
            case IMAGE -> images(file.resolveSibling(""), names, graph, images, place.toString());
            case VALUE ->
                throw new FerryException(
                        Code.DATA_INVALID,
                        place.toString(),
                        "is one value, which does not go together with folders and other records",
                        "give .npy files by themselves");
            case SET, FOLDER, COMPANION, OTHER ->
                throw new FerryException(Code.DATA_INVALID, place.toString(), "is not data of a known form", EXPECTED);
        };
    }

    private static FolderListing.Kind kind(Path file) {
        return FolderListing.kind(file.getFileName().toString());
    }

    private static RecordSource folder(Path place, OnnxGraph graph, Optional<ImagePreprocessing> images) {
        var listing = FolderListing.of(place);
        var kind = listing.only();
        var names = listing.names(kind);
        return switch (kind) {
            case SET -> new FolderRecords(place, names, graph, names.size() + " data sets in " + place);
            case VALUE -> new FolderRecords(place, List.of(""), graph, "the values in " + place);
            case FOLDER -> new FolderRecords(place, names, graph, names.size() + " folders in " + place);
            case NPZ ->
                new FileRecords(place, names, f -> NpzFile.read(f, graph), names.size() + " .npz files in " + place);
            case IMAGE -> images(place, names, graph, images, names.size() + " images in " + place);
            case COMPANION, OTHER -> throw new IllegalStateException(place + " is not made of " + kind);
        };
    }

    private static RecordSource images(
            Path folder, List<String> names, OnnxGraph graph, Optional<ImagePreprocessing> stated, String text) {
        var preprocessing = stated.orElseThrow(() -> new FerryException(
                Code.USAGE,
                text,
                "no preprocessing is stated, and none is guessed",
                "state it, such as " + ImagePreprocessing.EXAMPLE));
        var target = ImageInput.of(preprocessing, graph);
        return new FileRecords(folder, names, target::read, text + " (" + target + ")");
    }

    /** Single files, each a value: one record. */
    private static RecordSource values(List<Path> files, OnnxGraph graph) {
        Map<String, Path> byName = new LinkedHashMap<>();
        for (var file : files) {
            String name = file.getFileName().toString();
            String stem = name.substring(0, name.lastIndexOf('.'));
            var input = graph.inputs().stream()
                    .filter(i -> DataFolder.safeName(i.name()).equals(stem))
                    .findFirst()
                    .orElseThrow(() -> new FerryException(
                            Code.DATA_INVALID, file.toString(), "is not named after an input", "rename the file"));
            if (byName.put(input.name(), file) != null) {
                throw new FerryException(
                        Code.DATA_INVALID,
                        file.toString(),
                        "is a second value for the input '" + input.name() + "'",
                        "give records as folders or .npz");
            }
        }
        return new ValueRecord(byName, graph);
    }
}
