package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import java.util.List;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Says what is in models and whether they convert. */
final class InspectCommand implements Command {
    private static final Choice JSON = Choice.of("json", "", "as JSON, for programs");

    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String usage() {
        return "MODEL... [options]";
    }

    @Override
    public String summary() {
        return "Says what is in ONNX models and whether they convert.";
    }

    @Override
    public List<String> examples() {
        return List.of(
                "inspect model.onnx",
                "inspect model.onnx --json",
                "inspect 'models/**/*.onnx'",
                "inspect - < model.onnx");
    }

    @Override
    public Options options() {
        return Choice.options(JSON);
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var arguments = new Arguments(name(), line);
        var texts = arguments.atLeast(1, "model");
        var models = NamedModel.all(texts, arguments);
        var converter = new Converter(ConversionOptions.DEFAULT);
        if (arguments.has(JSON)) {
            var inspections =
                    models.stream().map(m -> Inspection.of(m.file(), converter)).toList();
            terminal.out().println(InspectionReport.json(inspections));
            return inspections.stream().mapToInt(Inspection::exitCode).max().orElse(0);
        }
        if (NamedModel.isOne(texts)) {
            return one(Inspection.of(models.get(0).file(), converter), converter, terminal);
        }
        return new Batch(terminal, "converts").run(models, m -> {
            var inspection = Inspection.of(m.file(), converter);
            if (inspection.refusal().isPresent()) {
                throw inspection.refusal().get();
            }
            return new Batch.Outcome(
                    0, inspection.summary().map(s -> s.nodes() + " nodes").orElse(""));
        });
    }

    private static int one(Inspection inspection, Converter converter, Terminal terminal) {
        inspection
                .summary()
                .ifPresent(s -> InspectionReport.lines(s, converter.lowerings()).forEach(terminal::line));
        int reasons = inspection.problems().size();
        if (reasons == 0) {
            terminal.line("converts   yes");
        } else if (inspection.summary().isPresent()) {
            terminal.line("converts   no, for " + reasons + (reasons == 1 ? " reason" : " reasons"));
        }
        inspection.refusal().ifPresent(e -> Guard.tell(terminal, e));
        return inspection.exitCode();
    }
}
