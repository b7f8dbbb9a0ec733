package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.TestModel;
import io.github.onnxferry.testdata.TestModel.Variant;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A small model on the disk, converted.
 *
 * @param onnx the ONNX file
 * @param folder the SavedModel
 */
record ConvertedModel(OnnxModel model, Map<String, Datum> feeds, Path onnx, Path folder) {
    static ConvertedModel of(TestModel test, Path scratch) {
        var model = test.build(Variant.STATIC);
        var onnx = scratch.resolve("model.onnx");
        var folder = scratch.resolve("saved_model");
        OnnxWriter.write(model, onnx);
        // As lowered, so that a mutation is seen on the operation that it is for.
        new Converter(ConversionOptions.DEFAULT.withWeights(Weights.CONSTANTS).withOptimisation(OptimisationLevel.NONE))
                .convert(onnx, folder, Progress.NONE);
        Map<String, Datum> feeds = new LinkedHashMap<>();
        test.feeds().forEach((name, value) -> feeds.put(name, Datum.of(value)));
        return new ConvertedModel(model, feeds, onnx, folder);
    }

    /** What a SavedModel with this model's contract answers. */
    Map<String, Datum> run(Path savedModel) {
        try (var runner = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), 1)) {
            return runner.run(feeds);
        }
    }
}
