package io.github.onnxferry.testdata;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.zip.ZipFile;

/** The models of a zip of cases, without their data. */
public final class CaseZip {
    private static final String MODEL = "model.onnx";

    private CaseZip() {}

    /**
     * Unpacks the model of each case.
     *
     * @param folder where a folder for each case is made
     * @return the folders, by name
     */
    public static List<Path> unpackModels(Path zip, Path folder) throws IOException {
        var cases = new TreeSet<Path>();
        try (var file = new ZipFile(zip.toFile())) {
            for (var entry : Collections.list(file.entries())) {
                var path = folder.resolve(entry.getName()).normalize();
                if (entry.getName().endsWith("/" + MODEL) && path.startsWith(folder)) {
                    var parent = Files.createDirectories(path.resolveSibling(""));
                    try (var in = file.getInputStream(entry)) {
                        Files.copy(in, path);
                    }
                    cases.add(parent);
                }
            }
        }
        return List.copyOf(cases);
    }
}
