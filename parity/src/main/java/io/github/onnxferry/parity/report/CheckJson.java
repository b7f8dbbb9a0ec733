package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.AppliedTolerance;
import io.github.onnxferry.parity.result.BaselineReport;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.Histogram;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.Metrics;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.OutputResult;
import io.github.onnxferry.parity.result.PortContract;
import io.github.onnxferry.parity.result.RecordResult;
import java.io.IOException;
import java.util.stream.IntStream;

/** The fields of a check, component by component. */
final class CheckJson {
    private final JsonFields json;

    CheckJson(JsonFields json) {
        this.json = json;
    }

    void write(CheckResult check) throws IOException {
        json.text("model", check.model());
        json.text("artefact", check.artefact());
        json.text("verdict", check.verdict().text());
        json.number("seconds", JsonFields.millis(check.seconds()));
        json.map("environment", check.environment().facts());
        json.text("replay", check.replay());
        json.objects("contract", check.contract(), this::port);
        json.count("records", check.records());
        json.count("failed", check.failed());
        json.objects("outputs", check.outputs(), this::output);
        json.objects("kept", check.kept(), this::record);
        json.optional("layers", check.layers(), this::layers);
        json.optional("gradients", check.gradients(), this::gradients);
        json.optional("baseline", check.baseline(), this::baseline);
        json.objects("problems", check.problems(), this::problem);
        json.texts("remarks", check.remarks());
    }

    private void port(PortContract port) throws IOException {
        json.text("direction", port.input() ? "input" : "output");
        json.text("name", port.name());
        json.text("expected", port.expected());
        json.text("key", port.key());
        json.text("actual", port.actual());
        json.text("complaint", port.complaint());
    }

    private void output(OutputResult output) throws IOException {
        json.text("name", output.name());
        json.text("node", output.node());
        json.flag("agrees", output.agrees());
        json.count("records", output.records());
        json.count("failed", output.failed());
        json.text("worstRecord", output.worstRecord());
        json.object("worst", output.worst(), this::comparison);
        json.object("total", output.total(), this::totals);
    }

    private void totals(OutputResult.Totals total) throws IOException {
        json.count("elements", total.elements());
        json.count("outside", total.outside());
        json.count("notFinite", total.notFinite());
        json.number("maxAbs", total.maxAbs());
        json.number("meanAbs", total.meanAbs());
        json.number("maxRel", total.maxRel());
        json.number("maxUlp", total.maxUlp());
        json.number("minCosine", total.minCosine());
        json.number("minSqnrDecibels", total.minSqnrDecibels());
        json.number("minTopFirst", total.minTopFirst());
        histogram("ulps", total.ulps());
        histogram("errors", total.errors());
    }

    private void record(RecordResult record) throws IOException {
        json.text("name", record.name());
        json.text("verdict", record.verdict().text());
        json.map("inputs", record.inputs());
        json.objects("outputs", record.outputs(), this::comparison);
        json.objects("problems", record.problems(), this::problem);
        if (record.saved().isPresent()) {
            json.text("saved", record.saved().get());
        }
    }

    /** One output on one record, or of one case. */
    void comparison(OutputComparison output) throws IOException {
        json.text("name", output.name());
        json.flag("agrees", output.agrees());
        json.text("dtype", output.dtype());
        json.counts("shape", output.shape());
        metrics(output.metrics());
        json.object("tolerance", output.tolerance(), this::tolerance);
        json.objects("problems", output.problems(), this::problem);
    }

    private void metrics(Metrics metrics) throws IOException {
        json.count("elements", metrics.elements());
        json.number("maxAbs", metrics.maxAbs());
        json.number("meanAbs", metrics.meanAbs());
        json.number("maxRel", metrics.maxRel());
        json.number("meanRel", metrics.meanRel());
        json.number("maxUlp", metrics.maxUlp());
        histogram("ulps", metrics.ulps());
        json.number("cosine", metrics.cosine());
        json.number("sqnrDecibels", metrics.sqnrDecibels());
        json.optional("topK", metrics.topK(), top -> {
            json.count("k", top.k());
            json.number("first", top.first());
            json.number("all", top.all());
        });
        json.count("notFinite", metrics.notFinite());
        json.positions("notFinitePositions", metrics.notFinitePositions());
        json.count("outside", metrics.outside());
        json.number("maxError", metrics.maxError());
        histogram("errors", metrics.errors());
        json.optional("worst", metrics.worst(), worst -> {
            json.counts("position", worst.position());
            json.text("expected", worst.expected());
            json.text("actual", worst.actual());
        });
    }

    private void tolerance(AppliedTolerance tolerance) throws IOException {
        json.number("rtol", tolerance.rtol());
        json.number("atol", tolerance.atol());
        json.number("noise", tolerance.noise());
        json.text("text", tolerance.text());
    }

    private void histogram(String name, Histogram histogram) throws IOException {
        var buckets = IntStream.range(0, histogram.counts().size()).boxed().toList();
        json.objects(name, buckets, bucket -> {
            json.number("upperBound", histogram.upperBound(bucket));
            json.count("count", histogram.counts().get(bucket));
        });
    }

    private void layers(LayerReport report) throws IOException {
        json.text("record", report.record());
        json.objects("layers", report.layers(), layer -> {
            json.text("value", layer.value());
            json.text("node", layer.node());
            json.text("op", layer.op());
            json.text("tensor", layer.tensor());
            json.text("dtype", layer.dtype());
            json.counts("shape", layer.shape());
            json.number("isolated", layer.isolated());
            json.number("cumulative", layer.cumulative());
            json.number("isolatedAbs", layer.isolatedAbs());
            json.number("cumulativeAbs", layer.cumulativeAbs());
            json.flag("differs", layer.differs());
            json.text("note", layer.note());
            json.texts("inputs", layer.inputs());
        });
        json.texts("left", report.left());
    }

    private void gradients(GradientReport report) throws IOException {
        json.objects("rows", report.rows(), row -> {
            json.text("name", row.name());
            json.flag("variable", row.variable());
            json.flag("agrees", row.agrees());
            json.count("sampled", row.sampled());
            json.count("unstable", row.unstable());
            json.number("maxError", row.maxError());
            json.counts("position", row.position());
            json.number("gradient", row.gradient());
            json.number("difference", row.difference());
        });
        json.texts("remarks", report.remarks());
    }

    private void baseline(BaselineReport report) throws IOException {
        json.text("file", report.file());
        json.flag("created", report.created());
        json.objects("changes", report.changes(), change -> {
            json.text("output", change.output());
            json.text("metric", change.metric());
            json.number("before", change.before());
            json.number("now", change.now());
            json.flag("worse", change.worse());
        });
    }

    void problem(Problem problem) throws IOException {
        json.text("code", problem.code().id());
        json.text("where", problem.where());
        json.text("message", problem.what());
        json.text("todo", problem.todo());
    }
}
