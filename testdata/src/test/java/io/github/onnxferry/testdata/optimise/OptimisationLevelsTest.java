package io.github.onnxferry.testdata.optimise;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.parity.check.CheckOptions;
import io.github.onnxferry.parity.check.ParityCheck;
import io.github.onnxferry.parity.data.GeneratedRecords;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random networks, at each level, agree with ONNX Runtime, and no level transposes more than the one below. */
class OptimisationLevelsTest {
    private static final int NETWORKS = 24;

    @TempDir
    Path scratch;

    @ParameterizedTest
    @EnumSource
    void randomNetworksAgree(OptimisationLevel level) {
        for (int seed = 0; seed < NETWORKS; seed++) {
            var file = scratch.resolve(level + "-" + seed + ".onnx");
            OnnxWriter.write(RandomNetwork.of(seed), file);
            var saved = scratch.resolve(level + "-" + seed);
            var report = new Converter(ConversionOptions.DEFAULT.withOptimisation(level))
                    .convert(file, saved, Progress.NONE);
            assertThat(report.written().bytes())
                    .as("seed " + seed)
                    .isLessThanOrEqualTo(report.lowered().bytes());
            try (var check = new ParityCheck(file, CheckOptions.DEFAULT.withThreads(1))) {
                var result =
                        check.run(saved, new GeneratedRecords(check.model(), seed, 1, Map.of(), false), Progress.NONE);
                assertThat(result.problems()).as(level + ", seed " + seed).isEmpty();
            }
        }
    }
}
