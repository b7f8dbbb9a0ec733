package io.github.onnxferry.testdata.optimise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.testdata.SuiteFolders;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real networks of images are transposed where they begin and where their own nodes ask for it, and nowhere else. */
class TransposesTest {
    @TempDir
    Path scratch;

    @ParameterizedTest
    @CsvSource({
        "mobilenetv3_small, 1",
        "resnet18_bn, 1",
        "squeezenet, 1",
        "convnext, 1",
        "shufflenet_v2, 1",
        "swin_tiny, 29"
    })
    void transposesThatAreLeft(String model, long count) {
        var models = SuiteFolders.models();
        assumeTrue(models.isPresent(), "the folder of further models is not here");
        var report = new Converter(ConversionOptions.DEFAULT)
                .convert(
                        models.orElseThrow().resolve(model).resolve("model.onnx"),
                        scratch.resolve(model),
                        Progress.NONE);
        assertThat(report.written().count()).as(report.text()).isEqualTo(count);
        assertThat(report.lowered().count()).as(report.text()).isGreaterThan(20);
    }
}
