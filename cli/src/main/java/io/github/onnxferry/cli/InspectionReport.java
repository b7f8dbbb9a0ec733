package io.github.onnxferry.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.OperatorSupport;
import io.github.onnxferry.converter.lower.Lowerings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What was found in models, for people and for programs. */
final class InspectionReport {
    /** Name and version of the JSON schema. */
    private static final String SCHEMA = "onnxferry.inspection/1";

    private InspectionReport() {}

    /** A model, and a table of its operators. */
    static List<String> lines(ModelSummary summary, Lowerings lowerings) {
        Map<String, OperatorSupport> known = new HashMap<>();
        OperatorSupport.of(lowerings)
                .forEach(o -> known.put(o.domain().equals("ai.onnx") ? o.op() : o.domain() + ":" + o.op(), o));
        var table = new TextTable("operator", "nodes", "converted", "parity", "cases that are refused");
        summary.operators().forEach((op, count) -> {
            var support = known.get(op);
            boolean function = summary.functions().contains(op);
            table.add(
                    op,
                    String.valueOf(count),
                    function ? "inlined" : support == null ? "no" : word(support.status()),
                    function || support == null || support.status() != OperatorSupport.Status.CONVERTED
                            ? ""
                            : support.parity().name().toLowerCase(Locale.ROOT),
                    function || support == null || support.gaps().isEmpty()
                            ? ""
                            : String.valueOf(support.gaps().size()));
        });
        var lines = new ArrayList<>(summary.head());
        lines.add("operators  " + summary.nodes() + " nodes of "
                + summary.operators().size() + " kinds");
        lines.add("");
        lines.addAll(table.lines());
        lines.add("");
        return lines;
    }

    private static String word(OperatorSupport.Status status) {
        return switch (status) {
            case CONVERTED -> "yes";
            case REPLACED -> "replaced";
            case MISSING -> "no";
        };
    }

    /** As JSON: an object a model, with its problems. */
    static String json(List<Inspection> inspections) {
        var root = JsonMapper.builder().build().createObjectNode().put("schema", SCHEMA);
        var models = root.putArray("models");
        inspections.forEach(i -> add(i, models.addObject()));
        return root.toPrettyString();
    }

    private static void add(Inspection inspection, ObjectNode json) {
        json.put("file", inspection.file().toString());
        json.put("converts", inspection.problems().isEmpty());
        inspection.summary().ifPresent(s -> add(s, json));
        var problems = json.putArray("problems");
        inspection
                .problems()
                .forEach(p -> problems.addObject()
                        .put("code", p.code().id())
                        .put("where", p.where())
                        .put("what", p.what())
                        .put("todo", p.todo()));
    }

    private static void add(ModelSummary summary, ObjectNode json) {
        json.put("name", summary.name()).put("producer", summary.producer()).put("irVersion", summary.irVersion());
        var opsets = json.putObject("opsets");
        summary.opsets().forEach(opsets::put);
        var inputs = json.putObject("inputs");
        summary.inputs().forEach(inputs::put);
        var outputs = json.putObject("outputs");
        summary.outputs().forEach(outputs::put);
        json.putObject("weights").put("tensors", summary.weights()).put("bytes", summary.weightBytes());
        var operators = json.putObject("operators");
        summary.operators().forEach(operators::put);
        summary.functions().forEach(json.putArray("functions")::add);
    }
}
