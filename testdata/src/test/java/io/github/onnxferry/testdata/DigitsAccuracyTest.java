package io.github.onnxferry.testdata;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.data.NpyFile;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a conversion: the converted network reads the same held-out digits rightly. */
class DigitsAccuracyTest {
    private static final int HELD_OUT = 450;

    @Test
    void theConvertedNetworkReadsAsManyDigitsRightly(@TempDir Path scratch) {
        var digits = SuiteFolders.root().resolve("testdata/digits");
        var model = digits.resolve("model.onnx");
        var saved = scratch.resolve("digits");
        new Converter(ConversionOptions.DEFAULT).convert(model, saved, Progress.NONE);
        var graph = OnnxReader.read(model).graph();
        var data = DataFolder.read(digits.resolve("test_data_set_0"), graph);
        var labels = NpyFile.read(digits.resolve("labels.npy"));
        try (var tensorflow = new TensorFlowRunner(saved, ModelContract.of(graph), 1)) {
            int converted = right(logits(tensorflow.run(data.inputs())), labels);
            int original = right(logits(data.outputs()), labels);
            assertThat(converted).isEqualTo(original).isGreaterThan(HELD_OUT * 97 / 100);
        }
    }

    private static Tensor logits(Map<String, Datum> answers) {
        if (answers.get("logits") instanceof Datum.Dense dense) {
            return dense.tensor();
        }
        throw new AssertionError("no tensor 'logits' among " + answers.keySet());
    }

    private static int right(Tensor scores, Tensor labels) {
        assertThat(scores.sizes()).containsExactly(HELD_OUT, 10);
        int right = 0;
        for (int i = 0; i < HELD_OUT; i++) {
            int best = 0;
            for (int k = 1; k < 10; k++) {
                if (scores.getDouble(i * 10L + k) > scores.getDouble(i * 10L + best)) {
                    best = k;
                }
            }
            right += best == labels.getLong(i) ? 1 : 0;
        }
        return right;
    }
}
