package io.github.onnxferry.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelSelectionTest {
    @TempDir
    private Path folder;

    private void touch(String... files) throws IOException {
        for (String file : files) {
            var path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
    }

    private List<String> names(String... patterns) {
        return ModelSelection.of(folder, List.of(patterns)).stream()
                .map(NamedModel::name)
                .toList();
    }

    @Test
    void takesFoldersOfAnyDepthAndNone() throws IOException {
        touch("m/a.onnx", "m/deep/er/model.onnx", "m/b.txt", "x[1].onnx");
        assertThat(names("m/**/*.onnx")).containsExactly("a", "er");
        assertThat(names("m/*.onnx", "m/a.onnx")).containsExactly("a");
        assertThat(names("x[1].onnx", "none/*.onnx")).containsExactly("x[1]");
    }

    @Test
    void refusesTwoModelsOfOneName() throws IOException {
        touch("m/a.onnx", "n/a.onnx");
        assertThatThrownBy(() -> names("**/a.onnx"))
                .hasMessageContaining("FERRY-5100")
                .hasMessageContaining("'a'");
    }
}
