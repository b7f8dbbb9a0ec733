package io.github.onnxferry.converter.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfModel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a SavedModel says of the model it came from, as JSON: names and dtypes of inputs and outputs as the source has
 * them, since TensorFlow may hold them in a wider type; where weights went; the metadata.
 */
final class ConversionRecord {
    /** Where the record lies below the SavedModel. */
    static final String FILE = "onnxferry.json";

    private static final int FORMAT = 1;

    private ConversionRecord() {}

    /** The record, UTF-8. */
    static byte[] of(TfModel model, List<Variable> variables, String toolVersion) {
        var record = new LinkedHashMap<String, Object>();
        record.put("format", FORMAT);
        record.put("tool", tool(toolVersion));
        record.put("model", model.name());
        record.put("signature", MainGraph.SIGNATURE);
        record.put("inputs", model.inputs().stream().map(ConversionRecord::port).toList());
        record.put(
                "outputs", model.outputs().stream().map(ConversionRecord::port).toList());
        record.put(
                "variables", variables.stream().map(ConversionRecord::variable).toList());
        record.put("metadata", model.metadata());
        try {
            var mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
            return (mapper.writeValueAsString(record).replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings have a JSON form", e);
        }
    }

    private static Map<String, Object> tool(String version) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", "ONNX Ferry");
        fields.put("version", version);
        return fields;
    }

    private static Map<String, Object> port(TfModel.Port port) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", port.key());
        fields.put("dtype", port.dtype().name());
        fields.put("carrier", port.dtype().carrier().name());
        port.shape()
                .known()
                .ifPresent(dims -> fields.put(
                        "shape", dims.stream().map(ConversionRecord::dim).toList()));
        return fields;
    }

    private static Object dim(Dim dim) {
        return dim.isKnown() ? (Object) dim.value() : dim.toString();
    }

    private static Map<String, Object> variable(Variable variable) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("name", variable.path());
        fields.put("variable", variable.name());
        fields.put("dtype", variable.tensor().dtype().name());
        fields.put("trainable", variable.trainable());
        return fields;
    }
}
