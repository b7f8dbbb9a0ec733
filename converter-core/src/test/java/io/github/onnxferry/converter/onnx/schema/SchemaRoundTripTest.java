package io.github.onnxferry.converter.onnx.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SchemaRoundTripTest {
    @Test
    void theReaderLosesNothingOfTheStandard() throws IOException {
        SchemaFacts facts = SchemaFacts.standard();
        var written = new ArrayList<String>();
        for (String domain : List.of(Domain.ONNX, Domain.ML, Domain.PREVIEW, Domain.PREVIEW_TRAINING)) {
            for (String op : facts.ops(domain)) {
                facts.versions(domain, op).stream().map(SchemaLines::line).forEach(written::add);
            }
        }

        assertThat(written).containsExactlyElementsOf(operatorLines("onnx-schemas.txt"));
    }

    @Test
    void theReaderLosesNothingOfOnnxRuntimesOperators() throws IOException {
        SchemaFacts facts = SchemaFacts.standard();
        var written = new ArrayList<String>();
        for (String op : facts.ops(Domain.MICROSOFT)) {
            facts.versions(Domain.MICROSOFT, op).stream().map(SchemaLines::line).forEach(written::add);
        }

        assertThat(written).hasSizeGreaterThan(100).containsExactlyElementsOf(operatorLines("contrib-schemas.txt"));
    }

    @Test
    void theLinesOfTheStandardAreAllThere() throws IOException {
        assertThat(operatorLines("onnx-schemas.txt")).hasSize(659).doesNotHaveDuplicates();
    }

    private static List<String> operatorLines(String resource) throws IOException {
        try (InputStream stream = Objects.requireNonNull(SchemaFacts.class.getResourceAsStream(resource))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith("op "))
                    .toList();
        }
    }
}
