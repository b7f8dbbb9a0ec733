package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Saves the inputs of records that fail, as data sets that a check takes with {@code --data}. */
final class FailureFolder {
    /** No more are saved: one is enough to find out why. */
    private static final int MOST = 20;

    private final Optional<Path> folder;
    private final OnnxModel model;
    private int saved;

    FailureFolder(Optional<Path> folder, OnnxModel model) {
        this.folder = folder;
        this.model = model;
    }

    /**
     * Saves a record.
     *
     * @return where it lies; nothing if it is not saved
     * @throws FerryException if the folder cannot be written
     */
    Optional<Path> save(DataSet data) {
        if (folder.isEmpty() || saved >= MOST) {
            return Optional.empty();
        }
        var place = free(folder.get());
        DataFolder.write(place, model.graph(), new DataSet(data.name(), data.inputs(), Map.of()));
        saved++;
        return Optional.of(place);
    }

    /** The first place that is not taken, so that earlier failures stay. */
    private static Path free(Path folder) {
        return Stream.iterate(0, i -> i + 1)
                .map(i -> folder.resolve("test_data_set_" + i))
                .filter(p -> !Files.exists(p))
                .findFirst()
                .orElseThrow();
    }

    /** A line that says how to run what was saved again. */
    List<String> remark() {
        return saved == 0
                ? List.of()
                : List.of("The inputs of " + saved + (saved == 1 ? " failed record" : " failed records")
                        + " are saved: run them again with --data " + folder.orElseThrow());
    }
}
