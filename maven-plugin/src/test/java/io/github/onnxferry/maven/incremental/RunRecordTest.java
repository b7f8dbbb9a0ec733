package io.github.onnxferry.maven.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {
    @TempDir
    private Path folder;

    private Inputs inputs(String level) {
        return new Inputs().content("the model", folder.resolve("m.onnx")).option("optimise", level);
    }

    @Test
    void saysWhyWorkIsToBeDone() throws IOException {
        var model = Files.writeString(folder.resolve("m.onnx"), "one");
        var result = Files.createDirectories(folder.resolve("out"));
        Files.writeString(result.resolve("file"), "result");
        var record = new RunRecord(folder.resolve("records/m.properties"));
        assertThat(record.reasonToRun(inputs("1"), List.of(result))).hasValue("there is no record of an earlier run");
        record.write(inputs("1"), List.of(result));
        assertThat(record.reasonToRun(inputs("1"), List.of(result))).isEmpty();
        assertThat(record.reasonToRun(inputs("2"), List.of(result))).hasValue("optimise is 2 and was 1");
        assertThat(record.reasonToRun(inputs("1").option("dims", "a=1"), List.of(result)))
                .hasValue("dims is a=1 and was not set");
        Files.writeString(model, "two");
        assertThat(record.reasonToRun(inputs("1"), List.of(result))).hasValue("the model changed");
        Files.writeString(model, "one");
        Files.writeString(result.resolve("file"), "other");
        assertThat(record.reasonToRun(inputs("1"), List.of(result))).hasValue(result + " is not what was written");
        record.remove();
        assertThat(record.reasonToRun(inputs("1"), List.of(result))).isPresent();
    }
}
