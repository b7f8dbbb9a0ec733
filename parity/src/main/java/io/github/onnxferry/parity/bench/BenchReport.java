package io.github.onnxferry.parity.bench;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.report.WholeFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A benchmark for programs, as JSON of the schema {@value #SCHEMA}: {@code docs/schema/bench-1.schema.json}. */
public final class BenchReport {
    /** Name and version of the schema. */
    public static final String SCHEMA = "onnxferry.bench/1";

    private BenchReport() {}

    /**
     * Writes a report into a file, whole or not at all.
     *
     * @throws FerryException OUTPUT_NOT_WRITABLE
     */
    public static void write(Path file, BenchResult result) {
        WholeFile.write(file, out -> write(out, result));
    }

    static void write(OutputStream out, BenchResult result) throws IOException {
        var mapper = new JsonMapper();
        // A writer replaces halves of surrogate pairs, which a generator on bytes would refuse.
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        try (var json = mapper.createGenerator(writer)) {
            json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            json.useDefaultPrettyPrinter();
            mapper.writeTree(json, json(mapper.createObjectNode(), result));
            json.writeRaw('\n');
        }
        writer.flush();
    }

    private static ObjectNode json(ObjectNode json, BenchResult result) {
        json.put("schema", SCHEMA).put("model", result.model());
        result.artefact().ifPresentOrElse(folder -> json.put("artefact", folder), () -> json.putNull("artefact"));
        result.conversionSeconds()
                .ifPresentOrElse(
                        seconds -> json.put("conversionSeconds", seconds), () -> json.putNull("conversionSeconds"));
        json.put("record", result.record());
        var inputs = json.putObject("inputs");
        result.inputs().forEach(inputs::put);
        json.put("threads", result.threads());
        result.load().ifPresentOrElse(load -> json.put("load", load), () -> json.putNull("load"));
        var environment = json.putObject("environment");
        result.environment().facts().forEach(environment::put);
        var contenders = json.putArray("contenders");
        result.measurements()
                .forEach(m -> contender(contenders.addObject(), m).put("ratio", result.ratio(m.contender())));
        var recommendation = result.recommendation();
        json.putObject("recommendation")
                .put("variable", Contender.ONEDNN)
                .put("value", recommendation.value())
                .put("speedup", recommendation.speedup())
                .put("roundsFaster", recommendation.roundsFaster())
                .put("rounds", recommendation.rounds());
        return json;
    }

    private static ObjectNode contender(ObjectNode json, Measurement measurement) {
        json.put("name", measurement.contender().id()).put("runtime", measurement.runtime());
        var variables = json.putObject("variables");
        measurement.contender().variables().forEach(variables::put);
        json.put("librarySeconds", measurement.librarySeconds())
                .put("loadSeconds", measurement.loadSeconds())
                .put("firstRunSeconds", measurement.firstRunSeconds());
        latency(json.putObject("latency"), measurement.latency());
        var rounds = json.putArray("rounds");
        measurement.rounds().forEach(round -> latency(rounds.addObject(), round));
        measurement
                .memory()
                .ifPresentOrElse(
                        memory -> json.putObject("memory")
                                .put("baseBytes", memory.base())
                                .put("loadedBytes", memory.loaded())
                                .put("peakBytes", memory.peak())
                                .put("addedBytes", memory.added()),
                        () -> json.putNull("memory"));
        return json;
    }

    private static void latency(ObjectNode json, Latency latency) {
        json.put("runs", latency.runs())
                .put("medianMillis", latency.median())
                .put("p95Millis", latency.p95())
                .put("meanMillis", latency.mean())
                .put("minMillis", latency.min())
                .put("maxMillis", latency.max());
    }
}
