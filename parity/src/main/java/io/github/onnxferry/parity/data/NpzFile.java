package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's {@code .npz} files: zips of {@code .npy} files, stored or deflated, each named after an input or output of a
 * model. One file is one record.
 */
public final class NpzFile {
    private static final String ENDING = ".npy";

    /** Deflate makes a byte of at most so many. */
    private static final long MAX_RATIO = 1032;

    /** The earliest time that a zip can state, so that the same arrays give the same bytes. */
    private static final LocalDateTime WRITTEN = LocalDateTime.of(1980, 1, 1, 0, 0);

    private NpzFile() {}

    /**
     * Reads the arrays of a file as a record of a model. Types and lengths are compared with the model's, and sizes with
     * the file's, before memory is taken.
     *
     * @throws FerryException DATA_INVALID if it is no such file, an input is missing, or an array is not what the model
     *     says
     */
    public static DataSet read(Path file, OnnxGraph graph) {
        Map<String, Datum> inputs = new LinkedHashMap<>();
        Map<String, Datum> outputs = new LinkedHashMap<>();
        try (var zip = new ZipFile(file.toFile())) {
            for (var entry : Collections.list(zip.entries())) {
                String where = file + ":" + entry.getName();
                String name = name(entry, where);
                var input = find(graph.inputs().stream(), name);
                var output = find(graph.outputs().stream(), name);
                var type = input.or(() -> output)
                        .map(OnnxValue::type)
                        .orElseThrow(() ->
                                invalid(where, "is neither an input nor an output", "the model has " + names(graph)));
                var into = input.isPresent() ? inputs : outputs;
                try (var in = zip.getInputStream(entry)) {
                    if (into.put(name, Datum.of(read(in, entry, type, where))) != null) {
                        throw invalid(where, "is there twice", "write the file again");
                    }
                }
            }
        } catch (IOException e) {
            throw new FerryException(
                    Code.DATA_INVALID, file.toString(), "cannot be read as a .npz: " + e.getMessage(), "", e);
        }
        var data = new DataSet(file.getFileName().toString(), inputs, outputs);
        InputContract.check(file.toString(), data, graph);
        return data;
    }

    private static String name(ZipEntry entry, String where) {
        if (!entry.getName().endsWith(ENDING)) {
            throw invalid(where, "is not a .npy", "write the file with numpy.savez");
        }
        return entry.getName().substring(0, entry.getName().length() - ENDING.length());
    }

    private static Optional<OnnxValue> find(Stream<OnnxValue> values, String name) {
        return values.filter(v -> v.name().equals(name)).findFirst();
    }

    private static String names(OnnxGraph graph) {
        return graph.requiredInputs().stream().map(i -> "'" + i.name() + "'").collect(Collectors.joining(", "));
    }

    private static Tensor read(InputStream in, ZipEntry entry, OnnxType type, String where) throws IOException {
        var header = NpyHeader.read(in, where);
        if (type instanceof OnnxType.TensorType tensor) {
            InputContract.dtype(tensor, header.dtype().orElseThrow())
                    .or(() -> InputContract.sizes(tensor, header.sizes()))
                    .ifPresent(what -> {
                        throw invalid(where, what, "convert the data");
                    });
        }
        long bytes = header.dataBytes(where);
        if (bytes > entry.getSize() || bytes / MAX_RATIO > entry.getCompressedSize()) {
            throw invalid(where, "declares the shape " + header.shape() + ", more than the file holds", "");
        }
        Memory.allow(where, bytes);
        var data = in.readNBytes((int) bytes);
        if (data.length < bytes || in.read() >= 0) {
            throw invalid(where, "is not a whole array: it does not hold " + bytes + " bytes", "");
        }
        return NpyFile.tensor(header, Bytes.of(data));
    }

    private static FerryException invalid(String where, String what, String todo) {
        return new FerryException(Code.DATA_INVALID, where, what, todo);
    }

    /**
     * Writes tensors by name, deflated. The same tensors give the same bytes.
     *
     * @throws FerryException UNSUPPORTED_TYPE if NumPy lacks a dtype
     */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (var tensor : tensors.entrySet()) {
                var entry = new ZipEntry(tensor.getKey() + ENDING);
                entry.setTimeLocal(WRITTEN);
                zip.putNextEntry(entry);
                NpyFile.write(zip, tensor.getValue(), file + ":" + entry.getName());
                zip.closeEntry();
            }
        }
    }
}
