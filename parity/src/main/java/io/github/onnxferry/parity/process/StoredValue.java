package io.github.onnxferry.parity.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.data.DatumFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A value in a file, out of memory and readable for other processes.
 *
 * @param file a message of ONNX
 * @param form which message it is
 */
public record StoredValue(Path file, Form form) {
    /** What a file holds, which it does not say itself. */
    public enum Form {
        DENSE(new OnnxType.Unknown()),
        SEQUENCE(new OnnxType.SequenceType(new OnnxType.Unknown())),
        OPTIONAL(new OnnxType.OptionalType(new OnnxType.Unknown())),
        MAPPING(new OnnxType.MapType(DType.INT64, new OnnxType.Unknown()));

        private final OnnxType type;

        Form(OnnxType type) {
            this.type = type;
        }

        static Form of(Datum value) {
            if (value instanceof Datum.Sequence) {
                return SEQUENCE;
            }
            if (value instanceof Datum.Maybe) {
                return OPTIONAL;
            }
            return value instanceof Datum.Mapping ? MAPPING : DENSE;
        }
    }

    /** Writes a value. */
    public static StoredValue write(Path file, String name, Datum value) {
        try {
            DatumFile.write(file, name, value);
            return new StoredValue(file, Form.of(value));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a value into the temporary folder", e);
        }
    }

    /** Writes values into a folder that is there, under names that fit any file system. */
    public static Map<String, StoredValue> write(Path folder, Map<String, Datum> values) {
        Map<String, StoredValue> stored = new LinkedHashMap<>();
        values.forEach((name, value) -> stored.put(name, write(folder.resolve(stored.size() + ".pb"), name, value)));
        return stored;
    }

    /** The value. */
    public Datum read() {
        return DatumFile.read(file, form.type);
    }

    /** The values. */
    public static Map<String, Datum> read(Map<String, StoredValue> values) {
        Map<String, Datum> read = new LinkedHashMap<>();
        values.forEach((name, value) -> read.put(name, value.read()));
        return read;
    }

    /** Puts values into a message. */
    public static void put(ObjectNode json, Map<String, StoredValue> values) {
        values.forEach((name, value) -> json.putObject(name)
                .put("file", value.file().toString())
                .put("form", value.form().name()));
    }

    /** The values of a message. */
    public static Map<String, StoredValue> of(JsonNode json) {
        Map<String, StoredValue> values = new LinkedHashMap<>();
        json.fields()
                .forEachRemaining(field -> values.put(
                        field.getKey(),
                        new StoredValue(
                                Path.of(field.getValue().path("file").asText()),
                                Form.valueOf(field.getValue().path("form").asText()))));
        return values;
    }
}
