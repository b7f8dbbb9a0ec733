package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs one model in ONNX Runtime and, converted and written to disk, in TensorFlow, and compares what they answer; in
 * every {@link Variant}.
 */
public final class Differential {
    private static final int THREADS = 2;

    private Differential() {}

    /** Fails unless both runtimes agree in every variant. */
    public static void check(TestModel test) {
        for (var variant : Variant.values()) {
            check(test, variant, ToleranceRule.elementwise(1e-4, 1e-6));
        }
    }

    /** Fails unless both runtimes agree in every variant within a tolerance. */
    public static void check(TestModel test, double rtol, double atol) {
        for (var variant : Variant.values()) {
            check(test, variant, ToleranceRule.elementwise(rtol, atol));
        }
    }

    /** Fails unless TensorFlow answers what is expected, in every variant within a tolerance. */
    public static void check(TestModel test, Map<String, Tensor> expected, double rtol, double atol) {
        Map<String, Datum> reference = new LinkedHashMap<>();
        expected.forEach((name, value) -> reference.put(name, new Datum.Dense(value)));
        for (var variant : Variant.values()) {
            var rule = ToleranceRule.elementwise(rtol, atol);
            report(
                    test,
                    variant,
                    run(
                            test.build(variant),
                            feeds(test, variant),
                            (file, answers) -> Comparison.of(reference, answers, rule)));
        }
    }

    /**
     * Fails unless TensorFlow answers for a model, in every variant, what ONNX Runtime answers for another one that has the
     * same inputs, and outputs that must be equal. So a form of an operator that ONNX Runtime lacks is judged by one that it
     * has.
     */
    public static void check(TestModel test, TestModel reference, double rtol, double atol) {
        for (var variant : Variant.values()) {
            var rule = ToleranceRule.elementwise(rtol, atol);
            report(test, variant, compare(test.build(variant), reference.build(variant), feeds(test, variant), rule));
        }
    }

    private static void check(TestModel test, Variant variant, ToleranceRule rule) {
        report(test, variant, compare(test.build(variant), feeds(test, variant), rule));
    }

    private static Map<String, Datum> feeds(TestModel test, Variant variant) {
        Map<String, Datum> feeds = new LinkedHashMap<>();
        if (variant != Variant.CONSTANT) {
            test.feeds().forEach((name, value) -> feeds.put(name, new Datum.Dense(value)));
        }
        return feeds;
    }

    private static void report(TestModel test, Variant variant, Comparison comparison) {
        if (variant == Variant.STATIC) {
            DifferentialLedger.count(test.build(variant).graph());
        }
        if (!comparison.agrees()) {
            throw new AssertionError(variant + " inputs " + test.feeds() + ": " + comparison.problems());
        }
    }

    /** Both runtimes on one model and one set of inputs. */
    public static Comparison compare(OnnxModel model, Map<String, Datum> feeds, ToleranceRule rule) {
        return compare(model, model, feeds, rule);
    }

    private static Comparison compare(
            OnnxModel model, OnnxModel referenceModel, Map<String, Datum> feeds, ToleranceRule rule) {
        return run(model, feeds, (file, answers) -> {
            var referenceFile = file.resolveSibling("reference.onnx");
            OnnxWriter.write(referenceModel, referenceFile);
            try (var reference = OnnxRuntimeRunner.open(referenceFile, THREADS)) {
                return Comparison.of(reference.run(feeds), answers, rule);
            }
        });
    }

    /** Judges what TensorFlow answers. */
    private interface Judge {
        Comparison judge(Path onnxFile, Map<String, Datum> answers);
    }

    private static Comparison run(OnnxModel model, Map<String, Datum> feeds, Judge judge) {
        try {
            var folder = Files.createTempDirectory("onnxferry-differential");
            try {
                var file = folder.resolve("model.onnx");
                OnnxWriter.write(model, file);
                var saved = folder.resolve("saved_model");
                new Converter(ConversionOptions.DEFAULT).convert(file, saved, Progress.NONE);
                try (var tensorflow = new TensorFlowRunner(saved, ModelContract.of(model.graph()), THREADS)) {
                    return judge.judge(file, tensorflow.run(feeds));
                }
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder fails", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
