package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeveralModelsTest extends FerryCalls {
    @TempDir
    Path folder;

    @TempDir
    Path written;

    @Test
    void eachModelGetsAFolderAndARow() throws IOException {
        var relu = model("relu.onnx", "Relu");
        model("deep/er/model.onnx", "Neg");
        model("deep/er/abs.onnx", "Abs");
        model("deep/top.onnx", "Exp");
        assertThat(ferry("convert", relu, folder + "/deep/**/*.onnx", "-o", saved().toString()))
                .as(err())
                .isZero();
        for (String name : new String[] {"relu", "er", "er-abs", "top"}) {
            assertThat(saved().resolve(name + "/saved_model.pb")).exists();
        }
        assertThat(out()).contains("4 models: 4 converted");
        assertThat(ferry("check", relu, folder + "/deep/**/*.onnx", saved().toString(), "--save", "x"))
                .as(err())
                .isEqualTo(2);
        assertThat(ferry("check", relu, folder + "/deep/**/*.onnx", saved().toString()))
                .as(err())
                .isZero();
        assertThat(out()).contains("4 models: 4 agrees");
    }

    @Test
    void oneThatFailsStopsNoOther() throws IOException {
        model("a.onnx", "NoSuchOperator");
        model("b.onnx", "Relu");
        Files.writeString(folder.resolve("c.onnx"), "this is no model");
        var report = folder.resolve("report.json");
        assertThat(ferry(
                        "convert",
                        folder + "/*.onnx",
                        "-o",
                        saved().toString(),
                        "--check",
                        "--json",
                        report.toString()))
                .isEqualTo(3);
        assertThat(saved().resolve("a")).doesNotExist();
        assertThat(saved().resolve("b/saved_model.pb")).exists();
        assertThat(out())
                .containsPattern("a +refused +[0-9.]+ +FERRY-")
                .containsPattern("b +converted +[0-9.]+ +parity holds")
                .contains("3 models: 1 converted, 2 refused");
        assertThat(err()).contains("NoSuchOperator", "FERRY-10");
        assertThat(Files.readString(report)).contains("b.onnx").doesNotContain("a.onnx");
    }

    @Test
    void whatExistsIsAFailureOfItsModelAlone() throws IOException {
        var a = model("a.onnx", "Relu");
        var b = model("b.onnx", "Neg");
        assertThat(ferry("convert", a, "-o", saved().resolve("a").toString())).isZero();
        assertThat(ferry("convert", a, b, "-o", saved().toString())).isEqualTo(4);
        assertThat(out()).contains("2 models: 1 converted, 1 failed");
    }

    @Test
    void callsThatMixModelsUpAreRefusedBeforeAnythingIsWritten() throws IOException {
        var a = model("a.onnx", "Relu");
        var same = model("other/a.onnx", "Neg");
        assertThat(ferry("convert", a, same, "-o", saved().toString())).isEqualTo(2);
        assertThat(ferry("convert", a, a + "x", "-o", saved().toString(), "--serving", "name"))
                .isEqualTo(2);
        assertThat(ferry("convert", folder + "/*.nothing", "-o", saved().toString()))
                .isEqualTo(2);
        assertThat(err()).contains("would both be called 'a'", "--serving names a single model", "no file matches");
        assertThat(saved()).doesNotExist();
    }

    @Test
    void aModelMayComeFromStandardInput() throws IOException {
        var bytes = Files.readAllBytes(TinyModel.write(folder.resolve("relu.onnx"), "Relu"));
        var before = System.in;
        System.setIn(new ByteArrayInputStream(bytes));
        try {
            assertThat(ferry("convert", "-", "-o", saved().toString()))
                    .as(err())
                    .isZero();
        } finally {
            System.setIn(before);
        }
        assertThat(saved().resolve("saved_model.pb")).exists();
    }

    private Path saved() {
        return written.resolve("saved");
    }

    private String model(String file, String op) throws IOException {
        return TinyModel.write(folder.resolve(file), op).toString();
    }
}
