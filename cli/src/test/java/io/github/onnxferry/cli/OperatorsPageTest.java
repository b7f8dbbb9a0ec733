package io.github.onnxferry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.OperatorPage;
import io.github.onnxferry.converter.OperatorSupport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page docs/operators.md says what the tables say. */
class OperatorsPageTest {
    @Test
    void thePageIsUpToDate() throws IOException {
        var page = Path.of(System.getProperty("onnxferry.root"), "docs/operators.md");
        var operators = OperatorSupport.of(new Converter(ConversionOptions.DEFAULT).lowerings());
        assertThat(Files.readString(page))
                .as("docs/operators.md is stale: run ./ferry ops --markdown > docs/operators.md")
                .isEqualTo(OperatorPage.markdown(operators));
    }
}
