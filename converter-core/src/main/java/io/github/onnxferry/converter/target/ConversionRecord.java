package io.github.onnxferry.converter.target;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tf.TfModel;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/**
 * What a SavedModel says of the model it came from, as JSON: names and dtypes of inputs and outputs as the source has
 * them, since TensorFlow may hold them in a wider type; where weights went; whether TensorFlow compiles it; the metadata; which tensors of the main
 * function hold values of the source.
 */
final class ConversionRecord {
    /** Where the record lies below the SavedModel. */
    static final String FILE = "onnxferry.json";

    private static final int FORMAT = 1;

    private ConversionRecord() {}

    /** The record, UTF-8, of a model that TensorFlow compiles with XLA or not. */
    static byte[] of(TfModel model, List<Variable> variables, String toolVersion, boolean xla) {
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
        record.put("compile", xla ? "xla" : "none");
        record.put("metadata", model.metadata());
        try {
            var mapper = new ObjectMapper();
            record.put("values", lines(HeldValue.of(model), mapper));
            var text = mapper.enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(record);
            return (text.replace("\r\n", "\n") + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of strings have a JSON form", e);
        }
    }

    /** One line a value: there are as many as the source has nodes, and more. */
    private static RawValue lines(List<HeldValue> values, ObjectMapper mapper) throws JsonProcessingException {
        var lines = new StringJoiner(",\n    ", "[\n    ", "\n  ]").setEmptyValue("[ ]");
        for (HeldValue value : values) {
            lines.add(mapper.writeValueAsString(value(value)));
        }
        return new RawValue(lines.toString());
    }

    private static Map<String, Object> value(HeldValue value) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("value", value.name());
        fields.put("tensor", value.tensor());
        fields.put("dtype", value.dtype().name());
        if (!value.permutation().isEmpty()) {
            fields.put("permutation", value.permutation());
        }
        return fields;
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
