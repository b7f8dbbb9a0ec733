package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FerryTest extends FerryCalls {
    @TempDir
    Path folder;

    @Test
    void helpAndVersionAreAlwaysThere() {
        assertThat(ferry("-h")).isZero();
        assertThat(ferry("--version")).isZero();
        assertThat(ferry("inspect", "-h")).isZero();
        assertThat(ferry("convert", "--help")).isZero();
        assertThat(ferry("check", "-h")).isZero();
        assertThat(out()).contains("ferry convert", "--weights", "--suite");
        assertThat(err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fly",
                "inspect",
                "convert",
                "convert model.onnx",
                "convert model.onnx -o",
                "convert model.onnx -o x --weights heavy",
                "convert model.onnx -o x --optimise 3",
                "convert model.onnx -o x --compile llvm",
                "convert model.onnx -o x --serving a/b",
                "convert model.onnx -o x --serving ..",
                "convert model.onnx -o x --serving a:01",
                "convert model.onnx -o x --serving a:99999999999999999999",
                "convert model.onnx -o x --nonsense",
                "check",
                "check model.onnx",
                "check model.onnx nowhere",
                "check --suite nowhere",
                "check --suite . --variant sideways",
                "inspect model.onnx --plugin nowhere.jar",
                "check --suite . --jobs 0",
                "check --suite . --jobs many",
                "check --suite . --seed 1",
                "check . . --jobs 2",
                "check . . --dims batch",
                "check . . --seed x"
            })
    void callsThatMakeNoSenseAreUsageProblems(String call) {
        assertThat(ferry(call.split(" "))).as(err()).isEqualTo(2);
        assertThat(err()).startsWith("FERRY-51").doesNotContain("\tat ");
    }

    @Test
    void anEmptyTextIsNoPath() throws IOException {
        assertThat(ferry("convert", model("Relu"), "-o", "")).isEqualTo(2);
        assertThat(ferry("inspect", "")).isEqualTo(2);
    }

    @Test
    void nothingAskedForIsAUsageProblemWithHelp() {
        assertThat(ferry()).isEqualTo(2);
        assertThat(out()).contains("ferry convert");
    }

    @Test
    void filesThatAreNoModelsCannotBeConverted() throws IOException {
        var file = folder.resolve("no.onnx");
        assertThat(ferry("inspect", file.toString())).isEqualTo(3);
        Files.writeString(file, "this is not a model");
        assertThat(ferry("convert", file.toString(), "-o", target())).isEqualTo(3);
        assertThat(err()).contains("FERRY-10").doesNotContain("\tat ");
        assertThat(folder.resolve("saved")).doesNotExist();
    }

    @Test
    void stackTracesAppearOnlyForDebugging() {
        assertThat(ferry("inspect", folder.resolve("no.onnx").toString(), "--debug"))
                .isEqualTo(3);
        assertThat(err()).contains("\tat ");
    }

    @Test
    void operatorsWithoutConversionAreNamed() throws IOException {
        assertThat(ferry("convert", model("NoSuchOperator"), "-o", target())).isEqualTo(3);
        assertThat(err()).contains("NoSuchOperator");
    }

    @Test
    void aModelIsInspectedConvertedAndChecked() throws IOException {
        var model = model("Relu");
        assertThat(ferry("inspect", model)).as(err()).isZero();
        assertThat(out()).contains("input      x: float[batch, 3]", "Relu          1  yes", "converts   yes");
        assertThat(ferry("convert", model, "-o", target(), "--check")).as(err()).isZero();
        assertThat(out()).contains("parity holds");
        assertThat(ferry("convert", model, "-o", target())).isEqualTo(4);
        assertThat(err()).contains("FERRY-3001");
        assertThat(ferry("convert", model, "-o", target(), "--overwrite")).isZero();
        var report = folder.resolve("report.json");
        assertThat(ferry("check", model, target(), "--dims", "batch=1", "--json", report.toString()))
                .as(err())
                .isZero();
        assertThat(Files.readString(report)).contains("onnxferry.parity/2", "\"pass\"");
        assertThat(ferry("check", model("Neg"), target(), "--save", "")).isEqualTo(1);
        assertThat(err()).contains("FERRY-5003");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "1", "2"})
    void everyLevelOfOptimisationConverts(String level) throws IOException {
        assertThat(ferry("convert", model("Relu"), "-o", target(), "--optimise", level, "--check"))
                .as(err())
                .isZero();
        assertThat(out()).contains("transposes 0 (0.00 MB a call) as lowered", "parity holds");
    }

    @Test
    void whatIsCompiledAndWhyIsSaid() throws IOException {
        assertThat(ferry("convert", model("Relu"), "-o", target(), "--compile", "auto"))
                .as(err())
                .isZero();
        assertThat(out()).contains("not compiled with XLA: it has no products of matrices");
        assertThat(ferry("convert", model("Relu"), "-o", target(), "--overwrite", "--compile", "xla", "--check"))
                .as(err())
                .isZero();
        assertThat(out()).contains("compiled with XLA: as asked for", "a runtime without XLA cannot", "parity holds");
    }

    @Test
    void servedModelsLieInTheirVersion() throws IOException {
        assertThat(ferry("convert", model("Relu"), "-o", target(), "--serving", "relu:7"))
                .as(err())
                .isZero();
        assertThat(folder.resolve("saved/relu/7/saved_model.pb")).exists();
        assertThat(ferry("convert", model("Relu"), "-o", target(), "--serving", "relu"))
                .isZero();
        assertThat(folder.resolve("saved/relu/1/saved_model.pb")).exists();
    }

    private String target() {
        return folder.resolve("saved").toString();
    }

    private String model(String op) throws IOException {
        return TinyModel.write(folder.resolve(op + ".onnx"), op).toString();
    }
}
