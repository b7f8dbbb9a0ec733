package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;

/**
 * Findings for programs, as JSON of the schema {@value #SCHEMA}: {@code docs/schema/parity-2.schema.json}.
 *
 * <p>JSON has no NaN and no infinity: numbers that are not finite are {@code null}.
 */
public final class JsonReport implements Report {
    /** Name and version of the schema. */
    public static final String SCHEMA = "onnxferry.parity/2";

    @Override
    public void write(Findings findings, OutputStream out) throws IOException {
        // A writer replaces halves of surrogate pairs, which a generator on bytes would refuse.
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try (var json = new JsonMapper().createGenerator(writer)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("verdict", findings.passed() ? "pass" : "fail");
            var fields = new JsonFields(json);
            var checks = new CheckJson(fields);
            fields.objects("checks", findings.checks(), checks::write);
            fields.objects("cases", findings.cases(), result -> write(fields, checks, result));
            json.writeEndObject();
            json.writeRaw('\n');
        }
        writer.flush();
    }

    private static void write(JsonFields json, CheckJson checks, CaseResult result) throws IOException {
        json.text("name", result.name());
        json.text("variant", result.variant().text());
        json.text("verdict", result.verdict().text());
        json.number("conversionSeconds", JsonFields.millis(result.conversionSeconds()));
        json.number("seconds", JsonFields.millis(result.seconds()));
        json.objects("outputs", result.outputs(), checks::comparison);
        json.objects("problems", result.problems(), checks::problem);
    }
}
