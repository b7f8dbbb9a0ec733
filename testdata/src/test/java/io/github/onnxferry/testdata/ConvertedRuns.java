package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What TensorFlow answers for one output of a converted model, run after run. */
final class ConvertedRuns {
    private ConvertedRuns() {}

    static List<Tensor> of(TestModel test, Variant variant, String output, int runs, Path folder) {
        var model = test.build(variant);
        Map<String, Datum> feeds = new LinkedHashMap<>();
        if (variant != Variant.CONSTANT) {
            test.feeds().forEach((name, value) -> feeds.put(name, new Datum.Dense(value)));
        }
        try {
            var scratch = Files.createTempDirectory(folder, "runs");
            var file = scratch.resolve("model.onnx");
            OnnxWriter.write(model, file);
            var saved = scratch.resolve("saved_model");
            new Converter(ConversionOptions.DEFAULT).convert(file, saved, Progress.NONE);
            var answers = new ArrayList<Tensor>();
            try (var tensorflow = new TensorFlowRunner(saved, ModelContract.of(model.graph()), 1)) {
                for (int i = 0; i < runs; i++) {
                    if (tensorflow.run(feeds).get(output) instanceof Datum.Dense dense) {
                        answers.add(dense.tensor().materialised());
                    }
                }
            }
            return answers;
        } catch (IOException e) {
            throw new UncheckedIOException("the scratch folder fails", e);
        }
    }
}
