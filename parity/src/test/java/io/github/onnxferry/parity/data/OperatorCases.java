package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Feeds the official single-operator cases with generated inputs, and counts how many ONNX Runtime accepts of those that
 * it runs with the inputs which the case ships.
 */
final class OperatorCases {
    private static final String MODEL = "/model.onnx";
    /** ONNX Runtime's Java interface ends the process where the taken branch of this case gives a present optional. */
    private static final Set<String> ABORTS = Set.of("test_if_opt");

    private static final String INPUTS = "/test_data_set_0/";

    private final Path scratch;
    private final Function<OnnxModel, DataSet> draw;

    /** Refusals by the name of the case. */
    final Map<String, String> refused = new TreeMap<>();

    int runnable;

    OperatorCases(Path scratch, Function<OnnxModel, DataSet> draw) {
        this.scratch = scratch;
        this.draw = draw;
    }

    /** Runs all cases of a zip. */
    void run(Path zip) throws IOException {
        try (var file = new ZipFile(zip.toFile())) {
            Map<String, List<ZipEntry>> cases = new TreeMap<>();
            for (var entry : Collections.list(file.entries())) {
                String path = entry.getName();
                String name = path.substring(0, Math.max(0, path.indexOf('/')));
                if (path.equals(name + MODEL) || (path.startsWith(name + INPUTS) && !entry.isDirectory())) {
                    cases.computeIfAbsent(name, k -> new ArrayList<>()).add(entry);
                }
            }
            cases.keySet().removeAll(ABORTS);
            for (var entry : cases.entrySet()) {
                unpack(file, entry.getKey(), entry.getValue());
                run(entry.getKey());
            }
        }
    }

    private void unpack(ZipFile file, String name, List<ZipEntry> entries) throws IOException {
        var folder = Files.createDirectories(scratch.resolve(name));
        for (var entry : entries) {
            try (var in = file.getInputStream(entry)) {
                String path = entry.getName();
                Files.copy(in, folder.resolve(path.substring(path.lastIndexOf('/') + 1)));
            }
        }
    }

    private void run(String name) {
        var folder = scratch.resolve(name);
        OnnxModel model;
        try (var runner = OnnxRuntimeRunner.open(folder.resolve("model.onnx"), 1)) {
            model = OnnxReader.read(folder.resolve("model.onnx"));
            runner.run(DataFolder.read(folder, model.graph()).inputs());
            runnable++;
            try {
                runner.run(draw.apply(model).inputs());
            } catch (FerryException e) {
                refused.put(name, e.problems().get(0).line());
            }
        } catch (FerryException e) {
            // ONNX Runtime cannot run the case as it is shipped: it tells nothing about generated inputs.
            return;
        }
    }
}
