package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.ModelSummary;
import io.github.onnxferry.converter.diagnostics.FerryException;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Options;

/** Says what is in a model and whether it converts. */
final class InspectCommand implements Command {
    @Override
    public String name() {
        return "inspect";
    }

    @Override
    public String usage() {
        return "MODEL";
    }

    @Override
    public String summary() {
        return "Says what is in an ONNX model and whether it converts.";
    }

    @Override
    public Options options() {
        return new Options();
    }

    @Override
    public int run(CommandLine line, Terminal terminal) {
        var path = new Arguments(name(), line).paths("model").get(0);
        var converter = new Converter(ConversionOptions.DEFAULT);
        var model = converter.read(path);
        ModelSummary.lines(model).forEach(terminal::line);
        try {
            converter.lower(model);
            terminal.out().println("converts   yes");
            return 0;
        } catch (FerryException e) {
            int reasons = e.problems().size();
            terminal.line("converts   no, for " + reasons + (reasons == 1 ? " reason" : " reasons"));
            terminal.problems(e.problems());
            return e.exitCode();
        }
    }
}
