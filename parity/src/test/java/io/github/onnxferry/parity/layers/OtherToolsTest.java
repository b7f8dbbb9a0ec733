package io.github.onnxferry.parity.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.run.TinyModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SavedModels without a record of ours, and with a damaged one. */
class OtherToolsTest {
    @TempDir
    Path folder;

    private static LayerReport compare(LayerModel model, Path saved) {
        return LayerComparison.compare(
                model.build(), "the model", saved, model.data(), LayerComparison.Options.defaults(2));
    }

    private static void refused(LayerModel model, Path saved, Code code) {
        assertThatThrownBy(() -> compare(model, saved))
                .isInstanceOfSatisfying(
                        FerryException.class,
                        e -> assertThat(e.problems().get(0).code()).isEqualTo(code));
    }

    private static LayerModel exp(String output) {
        return new LayerModel().input("x", 2, 3).node("Exp", "x", output).output(output, DType.FLOAT);
    }

    @Test
    void valuesAreFoundByTheNamesOfTensors() throws IOException {
        TinyModels.savedModel(folder, "Exp", DType.FLOAT);
        var report = compare(exp("out"), folder);
        assertThat(report.layers()).singleElement().satisfies(row -> {
            assertThat(row.tensor()).isEqualTo("out:0");
            assertThat(row.isolated()).isLessThanOrEqualTo(1);
            assertThat(row.cumulative()).isLessThanOrEqualTo(1);
        });
        TinyModels.savedModel(folder, "Log", DType.FLOAT);
        assertThat(compare(exp("out"), folder).layers()).singleElement().matches(row -> row.differs());
    }

    @Test
    void noNameInCommonIsRefused() throws IOException {
        TinyModels.savedModel(folder, "Exp", DType.FLOAT);
        refused(exp("elsewhere"), folder, Code.CONTRACT);
    }

    @Test
    void aModelWithOtherInputsIsRefused() throws IOException {
        TinyModels.savedModel(folder, "Exp", DType.FLOAT);
        refused(
                new LayerModel().input("z", 2, 3).node("Exp", "z", "out").output("out", DType.FLOAT),
                folder,
                Code.CONTRACT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"values\": [{\"value\": \"y\", \"tensor\": \"a:b\", \"dtype\": \"FLOAT\"}]}",
                "{\"values\": [{\"value\": \"y\", \"tensor\": \"a:0\", \"dtype\": \"NUMBER\"}]}",
                "{\"values\": [{\"value\": \"y\", \"tensor\": \"a:0\", \"dtype\": \"FLOAT\", \"permutation\": [1, 1]}]}",
                "{\"values\": [{\"value\": \"y\", \"tensor\": \"a:0\", \"dtype\": \"FLOAT\", \"permutation\": [-1]}]}"
            })
    void aDamagedRecordIsRefused(String record) throws IOException {
        var model = exp("y");
        var saved = model.convert(folder, Weights.CONSTANTS);
        Files.writeString(saved.resolve("assets.extra/onnxferry.json"), record);
        refused(model, saved, Code.CONTRACT);
    }

    @Test
    void aRecordThatLiesAboutTheLayoutIsNotBelieved() throws IOException {
        var model = exp("y");
        var saved = model.convert(folder, Weights.CONSTANTS);
        var file = saved.resolve("assets.extra/onnxferry.json");
        var text = Files.readString(file);
        Files.writeString(file, text.replace("\"dtype\":\"FLOAT\"}", "\"dtype\":\"FLOAT\",\"permutation\":[1,0]}"));
        var row = compare(model, saved).ranked().get(0);
        assertThat(row.differs()).isTrue();
        assertThat(row.note()).contains("shape");
        assertThat(Map.of("file", Files.readString(file))).doesNotContainValue(text);
    }
}
