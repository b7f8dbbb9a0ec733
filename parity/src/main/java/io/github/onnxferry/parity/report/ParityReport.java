package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Parity results for programs, as JSON of the schema {@code onnxferry.parity/1}.
 *
 * <p>JSON has no NaN and no infinity: errors that are not finite are {@code null}.
 */
public final class ParityReport {
    /** Name and version of the schema. */
    public static final String SCHEMA = "onnxferry.parity/1";

    private ParityReport() {}

    /** Whether every case passed. */
    public static boolean passed(List<CaseResult> cases) {
        return cases.stream().allMatch(c -> c.verdict() == Verdict.PASS);
    }

    /** Writes a report into a file. */
    public static void write(Path file, List<CaseResult> cases) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            write(out, cases);
        }
    }

    /** Writes a report to a stream, which stays open. */
    public static void write(OutputStream out, List<CaseResult> cases) throws IOException {
        try (var json = new JsonMapper().createGenerator(out)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeStringField("schema", SCHEMA);
            json.writeStringField("verdict", passed(cases) ? "pass" : "fail");
            json.writeArrayFieldStart("cases");
            for (var result : cases) {
                write(json, result);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, CaseResult result) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", result.name());
        json.writeStringField("variant", result.variant().text());
        json.writeStringField("verdict", result.verdict().text());
        number(json, "conversionSeconds", Math.round(result.conversionSeconds() * 1e3) / 1e3);
        number(json, "seconds", Math.round(result.seconds() * 1e3) / 1e3);
        json.writeArrayFieldStart("outputs");
        for (var output : result.outputs()) {
            json.writeStartObject();
            json.writeStringField("name", output.name());
            json.writeStringField("dtype", output.dtype());
            json.writeArrayFieldStart("shape");
            for (long size : output.shape()) {
                json.writeNumber(size);
            }
            json.writeEndArray();
            number(json, "maxAbs", output.metrics().maxAbs());
            number(json, "maxRel", output.metrics().maxRel());
            number(json, "maxError", output.metrics().maxError());
            json.writeStringField("tolerance", output.tolerance().text());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("problems");
        for (var problem : result.problems()) {
            json.writeStartObject();
            json.writeStringField("code", problem.code().id());
            json.writeStringField("where", problem.where());
            json.writeStringField("message", problem.what());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
