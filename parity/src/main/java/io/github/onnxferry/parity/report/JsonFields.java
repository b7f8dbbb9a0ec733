package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Fields of JSON objects. */
final class JsonFields {
    private final JsonGenerator json;

    JsonFields(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the fields of an object that stands for a value. */
    @FunctionalInterface
    interface Fields<T> {
        void of(T value) throws IOException;
    }

    void text(String name, String value) throws IOException {
        json.writeStringField(name, value);
    }

    void flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    void count(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    /** A number; {@code null} if it is not finite. */
    void number(String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }

    /** Seconds in whole milliseconds. */
    static double millis(double seconds) {
        return Math.round(seconds * 1e3) / 1e3;
    }

    void texts(String name, List<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (var value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }

    void counts(String name, List<Long> values) throws IOException {
        json.writeFieldName(name);
        counts(values);
    }

    void positions(String name, List<List<Long>> positions) throws IOException {
        json.writeArrayFieldStart(name);
        for (var position : positions) {
            counts(position);
        }
        json.writeEndArray();
    }

    private void counts(List<Long> values) throws IOException {
        json.writeStartArray();
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }

    void map(String name, Map<String, String> values) throws IOException {
        json.writeObjectFieldStart(name);
        for (var entry : values.entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
    }

    <T> void object(String name, T value, Fields<T> fields) throws IOException {
        json.writeObjectFieldStart(name);
        fields.of(value);
        json.writeEndObject();
    }

    /** An object; {@code null} if there is none. */
    <T> void optional(String name, Optional<T> value, Fields<T> fields) throws IOException {
        if (value.isPresent()) {
            object(name, value.get(), fields);
        } else {
            json.writeNullField(name);
        }
    }

    <T> void objects(String name, List<T> values, Fields<T> fields) throws IOException {
        json.writeArrayFieldStart(name);
        for (var value : values) {
            json.writeStartObject();
            fields.of(value);
            json.writeEndObject();
        }
        json.writeEndArray();
    }
}
