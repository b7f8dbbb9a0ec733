package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Data sets on disk, in the layout of the ONNX backend tests: {@code test_data_set_N/{input,output}_J.pb}, inputs in the
 * order of the graph inputs that are not initializers. Beside {@code .pb}, {@code .npy} is read, and a file may be named
 * after its input or output instead of its place.
 */
public final class DataFolder {
    private static final Pattern SET = Pattern.compile("test_data_set_(\\d+)");
    private static final List<String> ENDINGS = List.of(".pb", ".npy");

    private DataFolder() {}

    /** The data sets in a folder, by number; the folder itself if it holds inputs and not sets. */
    public static List<Path> sets(Path folder) {
        try (var entries = Files.list(folder)) {
            var sets = entries.filter(
                            p -> SET.matcher(p.getFileName().toString()).matches())
                    .filter(Files::isDirectory)
                    .sorted(Comparator.comparingLong(DataFolder::number))
                    .toList();
            return sets.isEmpty() ? List.of(folder) : sets;
        } catch (IOException e) {
            throw new FerryException(
                    Code.DATA_INVALID,
                    folder.toString(),
                    "is not a folder that can be read",
                    "give the folder that holds test_data_set_0, or input_0.pb",
                    e);
        }
    }

    private static long number(Path set) {
        var matcher = SET.matcher(set.getFileName().toString());
        return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
    }

    /**
     * Reads one data set.
     *
     * @throws FerryException DATA_INVALID if an input is missing or a file is not what the graph asks for
     */
    public static DataSet read(Path set, OnnxGraph graph) {
        Map<String, Datum> inputs = new LinkedHashMap<>();
        var required = graph.requiredInputs();
        for (int i = 0; i < required.size(); i++) {
            var input = required.get(i);
            var file = file(set, "input", i, input)
                    .orElseThrow(() -> new FerryException(
                            Code.DATA_INVALID,
                            set.toString(),
                            "has no file for the input '" + input.name() + "'",
                            "add input_" + required.indexOf(input) + ".pb"));
            inputs.put(input.name(), DatumFile.read(file, input.type()));
        }
        graph.inputs().stream()
                .filter(i -> graph.initializers().containsKey(i.name()))
                .forEach(i -> named(set, i.name()).ifPresent(f -> inputs.put(i.name(), DatumFile.read(f, i.type()))));
        Map<String, Datum> outputs = new LinkedHashMap<>();
        for (int i = 0; i < graph.outputs().size(); i++) {
            var output = graph.outputs().get(i);
            file(set, "output", i, output).ifPresent(f -> outputs.put(output.name(), DatumFile.read(f, output.type())));
        }
        return new DataSet(set.getFileName().toString(), inputs, outputs);
    }

    private static Optional<Path> file(Path set, String role, int index, OnnxValue value) {
        return ENDINGS.stream()
                .map(e -> set.resolve(role + "_" + index + e))
                .filter(Files::isRegularFile)
                .findFirst()
                .or(() -> named(set, value.name()));
    }

    /** A file named after a value; characters that file names cannot have stand as underscores. */
    private static Optional<Path> named(Path set, String name) {
        String safe = safeName(name);
        return ENDINGS.stream()
                .map(e -> set.resolve(safe + e))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The name of a value as the name of a file, without an ending. */
    static String safeName(String name) {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }

    /** Writes a data set into a folder, which is made. */
    public static void write(Path set, OnnxGraph graph, DataSet data) {
        try {
            Files.createDirectories(set);
            var required = graph.requiredInputs();
            for (int i = 0; i < required.size(); i++) {
                write(set.resolve("input_" + i + ".pb"), required.get(i).name(), data.inputs());
            }
            for (int i = 0; i < graph.outputs().size(); i++) {
                write(set.resolve("output_" + i + ".pb"), graph.outputs().get(i).name(), data.outputs());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the data set " + set, e);
        }
    }

    private static void write(Path file, String name, Map<String, Datum> values) throws IOException {
        var value = values.get(name);
        if (value != null) {
            DatumFile.write(file, name, value);
        }
    }
}
