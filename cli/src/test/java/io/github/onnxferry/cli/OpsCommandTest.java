package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class OpsCommandTest extends FerryCalls {
    @Test
    void listsOperatorsALineEach() {
        assertThat(ferry("ops")).isZero();
        assertThat(out().lines())
                .anyMatch(line -> line.matches("converted +ai\\.onnx:Relu +1,6,13,14 .*"))
                .anyMatch(line -> line.matches("replaced +ai\\.onnx:Upsample .*"));
    }

    @Test
    void jsonHoldsTheSame() throws IOException {
        assertThat(ferry("ops", "--json")).isZero();
        var json = new JsonMapper().readTree(out());
        assertThat(json.path("schema").asText()).isEqualTo("onnxferry.operators/1");
        var conv = json.path("operators")
                .valueStream()
                .filter(o -> o.path("op").asText().equals("Conv"))
                .findFirst();
        assertThat(conv).isPresent();
        assertThat(conv.get().path("status").asText()).isEqualTo("converted");
        assertThat(conv.get().path("versions").get(0).asInt()).isEqualTo(1);
        assertThat(conv.get().path("types").path("T").get(0).asText()).startsWith("tensor(");
    }

    @Test
    void formsExcludeEachOther() {
        assertThat(ferry("ops", "--json", "--markdown")).isEqualTo(2);
        assertThat(ferry("ops", "extra")).isEqualTo(2);
    }
}
