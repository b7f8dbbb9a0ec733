package io.github.onnxferry.parity.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Printable;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.report.page.Figures;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.LayerReport.LayerResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * Findings as SARIF 2.1.0 (OASIS): one run, a result for each problem, for each layer that differs, for each remark and for
 * each metric that became worse, located by the node and the model file.
 *
 * <p>A model has no lines; results point to its first so that viewers of source code accept them.
 */
public final class SarifReport implements Report {
    private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
    private static final String REMARK = "ferry-remark";
    private static final String WORSE = "ferry-baseline";

    /** GitHub shows 5,000 results of a run. */
    private static final int LAYERS = 100;

    @Override
    public void write(Findings findings, OutputStream out) throws IOException {
        var mapper = new JsonMapper();
        var log = mapper.createObjectNode();
        log.put("$schema", SCHEMA);
        log.put("version", "2.1.0");
        var run = log.putArray("runs").addObject();
        var results = new Results(mapper.createArrayNode());
        findings.checks().forEach(check -> results.add(check));
        findings.cases().forEach(result -> results.add(result));
        var driver = run.putObject("tool").putObject("driver");
        driver.put("name", "ONNX Ferry");
        driver.set("rules", results.rules(mapper.createArrayNode()));
        var invocations = run.putArray("invocations");
        findings.checks().forEach(check -> invocation(invocations.addObject(), check));
        if (!findings.cases().isEmpty()) {
            var passed = findings.cases().stream().allMatch(c -> c.verdict() == Verdict.PASS);
            invocations
                    .addObject()
                    .put("exitCode", passed ? 0 : Code.Kind.PARITY.exitCode())
                    .put("executionSuccessful", true);
        }
        run.set("results", results.nodes);
        run.put("columnKind", "utf16CodeUnits");
        var writer = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        writer.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsString(log));
        writer.write('\n');
        writer.flush();
    }

    private static void invocation(ObjectNode node, CheckResult check) {
        if (!check.replay().isEmpty()) {
            node.put("commandLine", Printable.of(check.replay()));
        }
        node.put("exitCode", exitCode(check));
        // The tool itself did its work unless the check did not come to a comparison.
        node.put("executionSuccessful", check.verdict() != Verdict.ERROR);
        var facts = node.putObject("properties");
        check.environment().facts().forEach((name, value) -> facts.put(Printable.of(name), Printable.of(value)));
    }

    private static int exitCode(CheckResult check) {
        if (check.passed()) {
            return 0;
        }
        return check.problems().stream()
                .findFirst()
                .map(p -> p.code().kind().exitCode())
                .orElse(Code.Kind.PARITY.exitCode());
    }

    /** The results so far, and the rules they follow. */
    private static final class Results {
        private final ArrayNode nodes;
        private final SortedMap<String, String> rules = new TreeMap<>();

        Results(ArrayNode nodes) {
            this.nodes = nodes;
        }

        void add(CheckResult check) {
            for (var problem : check.problems()) {
                add(problem, check.model(), Place.of(problem, check));
            }
            check.layers()
                    .ifPresent(report -> report.ranked().stream()
                            .filter(LayerResult::differs)
                            .limit(LAYERS)
                            .forEach(layer -> add(layer, check)));
            check.baseline()
                    .ifPresent(report -> report.changes().stream()
                            .filter(c -> c.worse())
                            .forEach(c -> add(
                                    WORSE,
                                    "a metric became worse since it was accepted",
                                    "warning",
                                    check.model(),
                                    Place.of("output '" + c.output() + "'"),
                                    c.metric() + " became worse: " + Figures.of(c.before()) + " was accepted, it is "
                                            + Figures.of(c.now()))));
            for (var remark : check.remarks()) {
                add(REMARK, "worth knowing, not wrong", "warning", check.model(), Place.of("model"), remark);
            }
        }

        void add(CaseResult result) {
            for (var problem : result.problems()) {
                add(problem, result.name() + "/model.onnx", Place.of(problem.where()));
            }
        }

        private void add(Problem problem, String model, Place place) {
            var todo = problem.todo().isEmpty() ? "" : "; " + problem.todo();
            add(
                    problem.code().id(),
                    words(problem.code()),
                    "error",
                    model,
                    place,
                    problem.where() + ": " + problem.what() + todo);
        }

        private void add(LayerResult layer, CheckResult check) {
            var text =
                    layer.node() + ", value '" + layer.value() + "': its own error is " + Figures.of(layer.isolated())
                            + " of the tolerance, " + Figures.of(layer.cumulative()) + " from the model's inputs on"
                            + (layer.note().isEmpty() ? "" : "; " + layer.note());
            add(
                    Code.MISMATCH.id(),
                    words(Code.MISMATCH),
                    check.passed() ? "warning" : "error",
                    check.model(),
                    Place.of(layer.node()),
                    text);
        }

        private void add(String rule, String about, String level, String model, Place place, String text) {
            rules.put(rule, about);
            var node = nodes.addObject();
            node.put("ruleId", rule);
            node.put("level", level);
            node.putObject("message").put("text", message(text));
            var location = node.putArray("locations").addObject();
            var physical = location.putObject("physicalLocation");
            physical.putObject("artifactLocation").put("uri", Place.uri(model));
            physical.putObject("region").put("startLine", 1);
            location.putArray("logicalLocations")
                    .addObject()
                    .put("name", Printable.of(place.name()))
                    .put("fullyQualifiedName", Printable.of(model + "::" + place.text()))
                    .put("kind", "object");
            node.putObject("partialFingerprints")
                    .put("placeAndRule/v1", fingerprint(rule, Place.uri(model), place.text()));
        }

        private ArrayNode rules(ArrayNode array) {
            rules.forEach((id, about) -> array.addObject()
                    .put("id", id)
                    .putObject("shortDescription")
                    .put("text", about));
            return array;
        }
    }

    /** What stays the same from run to run, so that viewers know a result again. */
    private static String fingerprint(String... parts) {
        var text = String.join("\n", parts);
        return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
    }

    private static String words(Code code) {
        return code.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Text whose braces are no placeholders and whose brackets are no links: SARIF 2.1.0, sections 3.11.5 and 3.11.6. */
    private static String message(String text) {
        return Printable.of(text).replace("{", "{{").replace("}", "}}").replace("](", "] (");
    }
}
