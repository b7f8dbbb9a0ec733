package io.github.onnxferry.converter.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model as its file says it.
 *
 * @param irVersion version of the file format
 * @param opsets operator set versions by domain; the default domain is {@code ai.onnx}
 * @param graph the main graph
 * @param functions model-local functions
 * @param metadata free key-value pairs of the author
 * @param source who made the file
 */
public record OnnxModel(
        long irVersion,
        Map<String, Long> opsets,
        OnnxGraph graph,
        List<OnnxFunction> functions,
        Map<String, String> metadata,
        Source source) {
    public OnnxModel {
        opsets = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(opsets));
        functions = List.copyOf(functions);
        metadata = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /**
     * Who made a model file.
     *
     * @param producerName the tool that wrote the file
     * @param producerVersion its version
     * @param domain namespace of the model, in reverse DNS form
     * @param modelVersion version of the model itself
     * @param docString description for people
     */
    public record Source(
            String producerName, String producerVersion, String domain, long modelVersion, String docString) {
        /** Of a model that does not say. */
        public static final Source NONE = new Source("", "", "", 0, "");
    }

    /** This model with another main graph. */
    public OnnxModel withGraph(OnnxGraph other) {
        return new OnnxModel(irVersion, opsets, other, functions, metadata, source);
    }
}
