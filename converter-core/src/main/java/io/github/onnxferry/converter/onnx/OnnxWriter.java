package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Set;

/** Writes models as ONNX files, with all tensors inside. The same model gives the same bytes. */
public final class OnnxWriter {
    private static final long LIMIT = Integer.MAX_VALUE;

    private OnnxWriter() {}

    /**
     * Writes a model. The file appears whole or not at all; one that is there is replaced.
     *
     * @throws FerryException TOO_LARGE if the model does not fit into a file of 2 GiB; OUTPUT_NOT_WRITABLE if the file
     *     cannot be written
     */
    public static void write(OnnxModel model, Path file) {
        String where = "file '" + file + "'";
        checkSize(model.graph().initializers().values(), where);
        var message = OnnxEncoder.model(model);
        try {
            var beside = file.resolveSibling(
                    "." + file.getFileName() + "." + ProcessHandle.current().pid() + ".part");
            try {
                try (var out = new BufferedOutputStream(Files.newOutputStream(beside))) {
                    message.writeTo(out);
                }
                Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    where,
                    "it cannot be written (" + e.getClass().getSimpleName() + ")",
                    "give a place that you may write to, with enough room",
                    e);
        }
    }

    /**
     * A model as the bytes of a file, in which some initializers are only named: whoever loads it provides them.
     *
     * @param elsewhere names of initializers of the main graph
     * @throws FerryException TOO_LARGE if the rest does not fit into 2 GiB
     */
    public static byte[] structure(OnnxModel model, Set<String> elsewhere) {
        var graph = model.graph();
        var inside = new LinkedHashMap<>(graph.initializers());
        inside.keySet().removeAll(elsewhere);
        checkSize(inside.values(), "graph '" + graph.name() + "'");
        return OnnxEncoder.model(model, elsewhere).toByteArray();
    }

    /** Refuses early what cannot fit: protocol buffers end at 2 GiB. */
    private static void checkSize(Collection<Tensor> tensors, String where) {
        long bytes = 0;
        for (var tensor : tensors) {
            bytes += tensor.dtype().packedBytes(tensor.elements());
        }
        if (bytes > LIMIT) {
            throw new FerryException(
                    Code.TOO_LARGE,
                    where,
                    "its initializers take " + bytes + " bytes, and an ONNX file has less than 2 GiB",
                    "write a smaller part of the model");
        }
    }
}
