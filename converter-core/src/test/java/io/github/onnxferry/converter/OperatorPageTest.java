package io.github.onnxferry.converter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.OperatorSupport.Status;
import io.github.onnxferry.converter.lower.Lowerings;
import io.github.onnxferry.converter.lower.ops.StandardFamilies;
import io.github.onnxferry.converter.onnx.schema.SchemaFacts;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OperatorPageTest {
    @Test
    void typesAreNamedByGroups() {
        assertThat(OperatorPage.types(Set.of(
                        "tensor(float)", "tensor(double)", "tensor(float16)", "tensor(bfloat16)", "tensor(int8)")))
                .isEqualTo("float, int8");
        assertThat(OperatorPage.types(Set.of("tensor(float)", "tensor(double)", "tensor(float16)", "tensor(bool)")))
                .isEqualTo("float -bfloat16, bool");
        assertThat(OperatorPage.types(Set.of("seq(tensor(string))", "seq(tensor(bool))", "map(int64,float)")))
                .isEqualTo("map(int64,float), seq(bool, string)");
    }

    @Test
    void everyOperatorOfTheStandardIsThere() {
        var operators = OperatorSupport.of(Lowerings.load(StandardFamilies.TABLES));
        for (var domain : SchemaFacts.standard().domains()) {
            assertThat(operators)
                    .filteredOn(o -> o.domain().equals(domain))
                    .extracting(OperatorSupport::op)
                    .containsAll(SchemaFacts.standard().ops(domain));
        }
    }

    @Test
    void whatDeprecatedOperatorsBecomeIsKnown() {
        var operators = OperatorSupport.of(Lowerings.load(StandardFamilies.TABLES));
        assertThat(operators)
                .filteredOn(o -> o.op().equals("Upsample"))
                .extracting(OperatorSupport::status)
                .containsExactly(Status.REPLACED);
        assertThat(operators)
                .filteredOn(o -> o.op().equals("Clip") && o.domain().equals("ai.onnx"))
                .allMatch(o -> o.versions().get(0) == 1 && o.status() == Status.CONVERTED);
    }
}
