package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands that compute nothing load no class of a runtime, and so no native code. */
class NativeLibrariesTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "--version",
                "check -h",
                "ops",
                "completion bash",
                "inspect relu.onnx",
                "convert relu.onnx -o saved"
            })
    void noRuntimeIsTouched(String call) throws IOException, InterruptedException {
        TinyModel.write(folder.resolve("relu.onnx"), "Relu");
        assertThat(loadedClasses(call))
                .contains("io.github.onnxferry.cli.Ferry")
                .doesNotContain(
                        "ai.onnxruntime", "org.bytedeco", "org.tensorflow.internal", "org.tensorflow.TensorFlow");
    }

    @ParameterizedTest
    @ValueSource(strings = "doctor")
    void whatNeedsThemLoadsThem(String call) throws IOException, InterruptedException {
        assertThat(loadedClasses(call)).contains("ai.onnxruntime");
    }

    private String loadedClasses(String call) throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xlog:class+load",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                Ferry.class.getName()));
        words.addAll(List.of(call.split(" ")));
        var process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }
}
