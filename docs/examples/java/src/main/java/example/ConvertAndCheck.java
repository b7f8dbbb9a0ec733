package example;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.parity.check.CheckOptions;
import io.github.onnxferry.parity.check.ParityCheck;
import java.nio.file.Path;

/** Converts a model and checks the result: {@code ConvertAndCheck MODEL FOLDER}. */
public final class ConvertAndCheck {
    private ConvertAndCheck() {}

    public static void main(String[] args) {
        var model = Path.of(args[0]);
        var folder = Path.of(args[1]);
        try {
            var options = ConversionOptions.DEFAULT.withWeights(Weights.VARIABLES).withOverwrite(true);
            var report = new Converter(options).convert(model, folder, Progress.NONE);
            System.out.println("transposes " + report.text());

            try (var check = new ParityCheck(model, CheckOptions.builder().threads(2).build())) {
                var result = check.run(folder, Progress.NONE);
                result.outputs().forEach(o -> System.out.println(o.name() + " " + (o.agrees() ? "agrees" : "differs")));
                System.out.println(result.passed() ? "parity holds" : "parity fails");
            }
        } catch (FerryException e) {
            // Every problem has a code, a place, what is wrong and what to do next.
            e.problems().forEach(p -> System.err.println(p.code().id() + " " + p.where() + ": " + p.what()));
            System.exit(e.exitCode());
        }
    }
}
