package io.github.onnxferry.converter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Cancellation;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.target.SavedModelWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancellationTest {
    private static final Path DIGITS = Path.of(System.getProperty("onnxferry.root"), "testdata/digits/model.onnx");
    private static final Converter CONVERTER = new Converter(ConversionOptions.DEFAULT);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"read", "lower", "optimise", SavedModelWriter.STAGE})
    void workThatIsCancelledLeavesNothing(String when) {
        var cancellation = new Cancellation();
        Progress cancels = (stage, done, total) -> {
            if (stage.equals(when)) {
                cancellation.cancel();
            }
        };
        assertThatThrownBy(() -> CONVERTER.convert(DIGITS, folder.resolve("new/saved"), cancellation.over(cancels)))
                .isInstanceOf(CancellationException.class);
        assertThat(cancellation.isCancelled()).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void stagesAreToldInTheirOrder() {
        List<String> stages = new ArrayList<>();
        CONVERTER.convert(DIGITS, folder.resolve("saved"), new Cancellation().over((stage, done, total) -> {
                    if (!stages.contains(stage)) {
                        stages.add(stage);
                    }
                }));
        assertThat(stages).containsExactly("read", "lower", "optimise", SavedModelWriter.STAGE);
    }
}
