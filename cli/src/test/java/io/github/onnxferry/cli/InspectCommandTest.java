package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest extends FerryCalls {
    @TempDir
    Path folder;

    @Test
    void jsonSaysEverythingOfEveryModel() throws IOException {
        TinyModel.write(folder.resolve("bad.onnx"), "NoSuchOperator");
        TinyModel.write(folder.resolve("good.onnx"), "Relu");
        assertThat(ferry("inspect", folder + "/*.onnx", folder + "/none.onnx", "--json"))
                .isEqualTo(3);
        assertThat(err()).isEmpty();
        var json = JsonMapper.builder().build().readTree(out());
        assertThat(json.at("/schema").asText()).isEqualTo("onnxferry.inspection/1");
        assertThat(json.at("/models")).hasSize(3);
        assertThat(json.at("/models/0/converts").asBoolean()).isFalse();
        assertThat(json.at("/models/0/problems/0/code").asText()).startsWith("FERRY-");
        assertThat(json.at("/models/1/converts").asBoolean()).isTrue();
        assertThat(json.at("/models/1/inputs/x").asText()).isEqualTo("float[batch, 3]");
        assertThat(json.at("/models/1/operators/Relu").asInt()).isEqualTo(1);
        assertThat(json.at("/models/1/opsets/ai.onnx").asInt()).isEqualTo(14);
        assertThat(json.at("/models/2/problems/0/code").asText()).isEqualTo("FERRY-1001");
    }

    @Test
    void severalModelsGiveATable() throws IOException {
        TinyModel.write(folder.resolve("bad.onnx"), "NoSuchOperator");
        TinyModel.write(folder.resolve("good.onnx"), "Relu");
        assertThat(ferry("inspect", folder + "/*.onnx")).isEqualTo(3);
        assertThat(out())
                .containsPattern("bad +refused")
                .containsPattern("good +converts +[0-9.]+ +1 nodes")
                .contains("2 models: 1 converts, 1 refused");
    }
}
