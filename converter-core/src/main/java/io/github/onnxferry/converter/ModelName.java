package io.github.onnxferry.converter;

import java.nio.file.Path;

/** What a model is called where nobody gives it a name. */
public final class ModelName {
    private static final String GENERIC = "model";

    private ModelName() {}

    /** The name of the file without {@code .onnx}; of files that are called {@code model.onnx}, the name of their folder. */
    public static String of(Path model) {
        var whole = model.toAbsolutePath().normalize();
        String stem = String.valueOf(whole.getFileName()).replaceFirst("\\.onnx$", "");
        var folder = whole.getParent();
        return stem.equalsIgnoreCase(GENERIC) && folder != null && folder.getFileName() != null
                ? folder.getFileName().toString()
                : stem;
    }
}
