package io.github.onnxferry.parity.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.target.SavedModelWriter;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tf.TfModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** TensorFlow's C++ loader opens and runs what the writer writes, with weights in either place. */
class SavedModelWriterTest {
    private static final float[][] TWO_ROWS = {{1, 2, 3}, {4, 5, 6}};

    @TempDir
    Path folder;

    private SavedModelBundle written(TfModel model, Weights weights) {
        var target = folder.resolve("model");
        new SavedModelWriter(new SavedModelWriter.Options(weights, false, "test")).write(model, target, Progress.NONE);
        return SavedModelBundle.load(target.toString());
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void linearModel(Weights weights) {
        try (var bundle = written(SmallModels.linear(), weights);
                var x = TFloat32.tensorOf(StdArrays.ndCopyOf(TWO_ROWS));
                var result = bundle.function("serving_default").call(Map.of("x", x))) {
            var y = (TFloat32) result.get("y").orElseThrow();
            assertThat(StdArrays.array2dCopyOf(y)).isDeepEqualTo(new float[][] {{6, 16}, {15, 25}});
        }
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void keysAreTheNamesOfTheSource(Weights weights) {
        Map<String, Tensor> inputs =
                Map.of("z:0", TFloat32.tensorOf(StdArrays.ndCopyOf(TWO_ROWS)), "in", TInt64.vectorOf(7, 8));
        try (var bundle = written(SmallModels.awkwardNames(), weights);
                var result = bundle.function("serving_default").call(inputs)) {
            assertThat(result.keySet()).containsExactlyInAnyOrder("Ünï:0", "a/b.2", "名", "s");
            assertThat(StdArrays.array2dCopyOf((TInt32) result.get("a/b.2").orElseThrow()))
                    .isDeepEqualTo(new int[][] {{16}, {25}});
            assertThat(StdArrays.array1dCopyOf((TInt64) result.get("名").orElseThrow()))
                    .containsExactly(7, 8);
            assertThat(((TString) result.get("s").orElseThrow()).asBytes().getObject(1))
                    .containsExactly(0, 0xff);
        } finally {
            inputs.values().forEach(Tensor::close);
        }
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void functionsOfTheLibrary(Weights weights) {
        try (var bundle = written(SmallModels.loop(), weights);
                var n = TInt64.scalarOf(3);
                var result = bundle.function("serving_default").call(Map.of("n", n))) {
            assertThat(((TFloat32) result.get("y").orElseThrow()).getFloat(599)).isEqualTo(12f);
        }
    }

    @ParameterizedTest
    @EnumSource(Weights.class)
    void theSameModelGivesTheSameBytes(Weights weights) throws IOException {
        var writer = new SavedModelWriter(new SavedModelWriter.Options(weights, false, "test"));
        writer.write(SmallModels.awkwardNames(), folder.resolve("a"), Progress.NONE);
        writer.write(SmallModels.awkwardNames(), folder.resolve("b"), Progress.NONE);
        try (var files = Files.walk(folder.resolve("a"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                var other = folder.resolve("b").resolve(folder.resolve("a").relativize(file));
                assertThat(other).hasSameBinaryContentAs(file);
            }
        }
    }
}
