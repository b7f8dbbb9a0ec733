package io.github.onnxferry.converter.onnx.schema;

/** The names of operator domains. */
public final class Domain {
    /** The default domain, which a model may also write as an empty text. */
    public static final String ONNX = "ai.onnx";

    /** Classical machine learning. */
    public static final String ML = "ai.onnx.ml";

    /** Operators that may yet change. */
    public static final String PREVIEW = "ai.onnx.preview";

    /** Training operators that may yet change. */
    public static final String PREVIEW_TRAINING = "ai.onnx.preview.training";

    /** The operators that ONNX Runtime adds to the standard. */
    public static final String MICROSOFT = "com.microsoft";

    private Domain() {}

    /** The one name of a domain: {@code ai.onnx} where a model says nothing, else the name as it is. */
    public static String normalise(String domain) {
        return domain.isEmpty() ? ONNX : domain;
    }
}
