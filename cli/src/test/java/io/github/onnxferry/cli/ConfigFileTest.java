package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest extends FerryCalls {
    @TempDir
    Path folder;

    @Test
    void optionsComeFromTheFileUnlessTheyAreGiven() throws IOException {
        var model = TinyModel.write(folder.resolve("relu.onnx"), "Relu").toString();
        var inFile = folder.resolve("in-file");
        var given = folder.resolve("given");
        var config = config("# remark", "output = " + inFile, "overwrite", "serving = relu:2", "check = false");
        assertThat(ferry("convert", "--config", config, model)).as(err()).isZero();
        assertThat(ferry("convert", model, "--config", config)).as(err()).isZero();
        assertThat(inFile.resolve("relu/2/saved_model.pb")).exists();
        assertThat(ferry("convert", model, "--config", config, "-o", given.toString(), "--serving=other"))
                .as(err())
                .isZero();
        assertThat(given.resolve("other/1/saved_model.pb")).exists();
        assertThat(out()).doesNotContain("parity");
    }

    @Test
    void whatMakesNoSenseIsAUsageProblem() throws IOException {
        assertThat(ferry("convert", "a", "--config", config("wieghts = variables")))
                .isEqualTo(2);
        assertThat(err()).contains("there is no option 'wieghts'; did you mean '--weights'?");
        assertThat(ferry("convert", "a", "--config", config("overwrite = perhaps")))
                .isEqualTo(2);
        assertThat(ferry("convert", "a", "--config", config("o = x"))).isEqualTo(2);
        assertThat(ferry("convert", "a", "--config", folder + "/none")).isEqualTo(2);
        assertThat(ferry("convert", "a", "--config")).isEqualTo(2);
        assertThat(err()).contains("takes true or false", "cannot be read", "lacks its file");
    }

    private String config(String... lines) throws IOException {
        return Files.writeString(folder.resolve("ferry.properties"), String.join("\n", lines))
                .toString();
    }
}
