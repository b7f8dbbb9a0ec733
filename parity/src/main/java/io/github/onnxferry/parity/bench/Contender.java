package io.github.onnxferry.parity.bench;

import java.util.Map;

/** What is measured: a runtime, and the environment that it loads in. */
public enum Contender {
    /** ONNX Runtime on the ONNX model, its optimiser on, as it is deployed; the others are compared with it. */
    ONNX_RUNTIME("onnxruntime", "ONNX Runtime", Map.of()),

    /** TensorFlow on the SavedModel, with the kernels of oneDNN where there are some. */
    TENSORFLOW_ONEDNN("tensorflow-onednn", "TensorFlow, oneDNN on", Map.of(Contender.ONEDNN, "1")),

    /** TensorFlow on the SavedModel, with its own kernels. */
    TENSORFLOW_PLAIN("tensorflow-plain", "TensorFlow, oneDNN off", Map.of(Contender.ONEDNN, "0"));

    /** The variable that switches oneDNN; TensorFlow reads it when its library loads, and no more. */
    public static final String ONEDNN = "TF_ENABLE_ONEDNN_OPTS";

    private final String id;
    private final String text;
    private final Map<String, String> variables;

    Contender(String id, String text, Map<String, String> variables) {
        this.id = id;
        this.text = text;
        this.variables = variables;
    }

    /** Its name in reports for programs, such as {@code tensorflow-onednn}. */
    public String id() {
        return id;
    }

    /** Its name for people. */
    public String text() {
        return text;
    }

    /** Environment variables that are set before its library loads. */
    public Map<String, String> variables() {
        return variables;
    }
}
