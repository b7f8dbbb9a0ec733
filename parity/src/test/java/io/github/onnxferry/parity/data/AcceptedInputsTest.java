package io.github.onnxferry.parity.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedInputsTest {
    @TempDir
    Path scratch;

    @Test
    void onnxRuntimeAcceptsWhatIsDrawn() throws IOException {
        var cases = new OperatorCases(
                scratch, model -> new RandomInputs(model, Map.of(), DimSizes.Style.ODD).draw("set", 0));
        cases.run(Path.of(System.getProperty("onnx.backend")).resolve("node.zip"));
        var out = new StringBuilder();
        cases.refused.forEach((n, w) -> out.append(n + "\t" + w + "\n"));
        Files.writeString(Path.of("/tmp/ferry-refused.txt"), cases.runnable + "\n" + out);
        assertThat(cases.runnable).isGreaterThan(1);
    }
}
