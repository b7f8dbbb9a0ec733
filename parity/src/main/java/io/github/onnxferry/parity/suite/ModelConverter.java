package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.FerryException;
import java.nio.file.Path;

/** Converts a model from disk to disk; the conversion that a suite judges. */
@FunctionalInterface
public interface ModelConverter {
    /**
     * Converts an ONNX model into a SavedModel.
     *
     * @param onnx the model file
     * @param outDir the folder to write, which does not exist
     * @throws FerryException if the model is invalid or cannot be converted
     */
    void convert(Path onnx, Path outDir);
}
