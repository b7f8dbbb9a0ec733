package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The schemas in the documentation. */
public final class PublishedSchemas {
    private PublishedSchemas() {}

    /** A schema that refuses, beyond what it refuses as published, fields that it does not name. */
    public static JsonSchema strict(String name) {
        var file = Path.of(System.getProperty("onnxferry.root", ".."), "docs", "schema", name);
        try {
            var schema = new JsonMapper().readTree(file.toFile());
            close(schema);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("properties").isObject() && object.has("required")) {
            object.put("additionalProperties", false);
        }
        node.forEach(PublishedSchemas::close);
    }
}
