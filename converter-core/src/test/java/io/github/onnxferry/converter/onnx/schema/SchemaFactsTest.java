package io.github.onnxferry.converter.onnx.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchemaFactsTest {
    private final SchemaFacts facts = SchemaFacts.standard();

    @Test
    void convolutionHasItsFormalNamesDefaultsAndTypes() {
        OpSchema conv = find("Conv", 13);

        assertThat(conv.since()).isEqualTo(11);
        assertThat(conv.inputs())
                .containsExactly(
                        new FormalParameter("X", Arity.SINGLE, "T", true, 1),
                        new FormalParameter("W", Arity.SINGLE, "T", true, 1),
                        new FormalParameter("B", Arity.OPTIONAL, "T", true, 0));
        assertThat(conv.minInputs()).isEqualTo(2);
        assertThat(conv.maxInputs()).isEqualTo(3);
        assertThat(conv.attributes())
                .containsOnlyKeys("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides");
        assertThat(conv.attributes())
                .containsEntry(
                        "auto_pad", new AttributeSchema("auto_pad", AttributeType.STRING, false, Optional.of("NOTSET")))
                .containsEntry("group", new AttributeSchema("group", AttributeType.INT, false, Optional.of(1L)))
                .containsEntry("pads", new AttributeSchema("pads", AttributeType.INTS, false, Optional.empty()));
        assertThat(conv.allowedTypes(conv.inputs().get(0)))
                .containsExactlyInAnyOrder("tensor(double)", "tensor(float)", "tensor(float16)");
        assertThat(find("Conv", 22).allowedTypes(conv.inputs().get(0))).contains("tensor(bfloat16)");
    }

    @Test
    void clipTakesItsBoundsFromAttributesAndLaterFromInputs() {
        OpSchema six = find("Clip", 10);
        OpSchema eleven = find("Clip", 11);

        assertThat(six.since()).isEqualTo(6);
        assertThat(six.inputs()).extracting(FormalParameter::name).containsExactly("input");
        assertThat(defaultOf(six, "max")).contains(Float.MAX_VALUE);
        assertThat(defaultOf(six, "min")).contains(-Float.MAX_VALUE);
        assertThat(eleven.inputs()).extracting(FormalParameter::name).containsExactly("input", "min", "max");
        assertThat(eleven.attributes()).isEmpty();
    }

    @Test
    void softmaxChangesItsDefaultAxisWithOpset13() {
        assertThat(facts.versions("", "Softmax")).extracting(OpSchema::since).containsExactly(1, 11, 13);
        assertThat(defaultOf(find("Softmax", 12), "axis")).contains(1L);
        assertThat(defaultOf(find("Softmax", 13), "axis")).contains(-1L);
    }

    @Test
    void batchNormalizationLosesTwoOutputs() {
        assertThat(find("BatchNormalization", 9).outputs())
                .extracting(FormalParameter::name)
                .containsExactly("Y", "mean", "var", "saved_mean", "saved_var");
        assertThat(find("BatchNormalization", 15).outputs())
                .extracting(FormalParameter::name)
                .containsExactly("Y", "running_mean", "running_var");
        assertThat(find("BatchNormalization", 15).minOutputs()).isEqualTo(1);
        assertThat(defaultOf(find("BatchNormalization", 15), "epsilon")).contains(1e-5f);
    }

    @Test
    void countsOfVariadicParametersFollowTheirLeastArity() {
        OpSchema loop = find("Loop", 10);

        assertThat(loop.inputs().get(2)).isEqualTo(new FormalParameter("v_initial", Arity.VARIADIC, "V", false, 1));
        assertThat(loop.minInputs()).isEqualTo(3);
        assertThat(find("Loop", 11).minInputs()).isEqualTo(2);
        assertThat(loop.maxInputs()).isEqualTo(Integer.MAX_VALUE);
        assertThat(find("Concat", 13).minInputs()).isEqualTo(1);
        assertThat(find("Concat", 13).attributes().get("axis"))
                .isEqualTo(new AttributeSchema("axis", AttributeType.INT, true, Optional.empty()));
    }

    @Test
    void listsAndTextsAndNestedTypesKeepTheirValues() {
        assertThat(defaultOf(find("RNN", 14), "activations")).contains(List.of("Tanh", "Tanh"));
        assertThat(defaultOf(find("MeanVarianceNormalization", 13), "axes")).contains(List.of(0L, 2L, 3L));
        assertThat(facts.find(Domain.ML, "CastMap", 1)
                        .orElseThrow()
                        .typeConstraints()
                        .get("T1"))
                .containsExactlyInAnyOrder("map(int64, string)", "map(int64, float)");
        assertThat(find("OptionalHasElement", 15).typeConstraints().get("O"))
                .contains("optional(tensor(float))", "optional(seq(tensor(string)))");
        OpSchema map = facts.find(Domain.ML, "DictVectorizer", 1).orElseThrow();
        assertThat(map.allowedTypes(map.inputs().get(0))).contains("map(string, int64)");
    }

    @Test
    void deprecatedVersionsAreFound() {
        assertThat(find("Upsample", 9).deprecated()).isFalse();
        assertThat(find("Upsample", 10).deprecated()).isTrue();
        assertThat(find("Scatter", 28).deprecated()).isTrue();
    }

    @Test
    void domainsHaveTheirNewestOpset() {
        assertThat(facts.domains())
                .containsExactly(Domain.ONNX, Domain.ML, Domain.PREVIEW, Domain.PREVIEW_TRAINING, Domain.MICROSOFT);
        assertThat(facts.newestOpset("")).hasValue(28);
        assertThat(facts.newestOpset("ai.onnx")).hasValue(28);
        assertThat(facts.newestOpset(Domain.ML)).hasValue(5);
        assertThat(facts.newestOpset("org.example")).isEmpty();
    }

    @Test
    void whatIsUnknownIsNotFound() {
        assertThat(facts.find("", "Conv", 0)).isEmpty();
        assertThat(facts.find("", "conv", 22)).isEmpty();
        assertThat(facts.find(Domain.ML, "Conv", 22)).isEmpty();
        assertThat(facts.versions("org.example", "Conv")).isEmpty();
        assertThat(facts.ops("org.example")).isEmpty();
        assertThat(facts.find("", "LayerNormalization", 16)).isEmpty();
    }

    @Test
    void everyVersionOfEveryOperatorIsReadOnceAndInOrder() {
        for (String domain : facts.domains()) {
            for (String op : facts.ops(domain)) {
                List<OpSchema> versions = facts.versions(domain, op);
                assertThat(versions)
                        .as("%s:%s", domain, op)
                        .isNotEmpty()
                        .allMatch(schema ->
                                schema.domain().equals(domain) && schema.name().equals(op))
                        .extracting(OpSchema::since)
                        .doesNotHaveDuplicates()
                        .isSorted()
                        .allMatch(since -> since <= facts.newestOpset(domain).orElseThrow());
                versions.forEach(SchemaFactsTest::isSound);
            }
        }
        assertThat(facts.ops("")).hasSizeGreaterThan(200).contains("Abs", "Xor", "If");
    }

    @Test
    void aTextThatIsNoSchemaIsRefused() {
        assertThatThrownBy(() -> SchemaFacts.of(List.of(List.of("op Abs 1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no domain before");
        assertThatThrownBy(() -> SchemaFacts.of(List.of(List.of("domain a 1..1", "operator"))))
                .hasMessageContaining("not a line");
        var odd = SchemaFacts.of(List.of(List.of("domain a 1..1", "op Abs 1 in X:T type T=@none")));
        assertThatThrownBy(() -> odd.versions("a", "Abs")).hasMessageContaining("no set of types @none");
        assertThatThrownBy(() -> SchemaFacts.of(List.of(List.of("domain a 1..1"), List.of("domain a 1..2"))))
                .hasMessageContaining("occurs twice");
    }

    private static void isSound(OpSchema schema) {
        var names = new HashSet<String>();
        schema.inputs().forEach(input -> assertThat(names.add(input.name())).isTrue());
        for (List<FormalParameter> parameters : List.of(schema.inputs(), schema.outputs())) {
            for (int i = 0; i < parameters.size(); i++) {
                FormalParameter parameter = parameters.get(i);
                Set<String> types = schema.allowedTypes(parameter);
                assertThat(types)
                        .as("%s %s", schema.name(), parameter)
                        .isNotEmpty()
                        .allMatch(type -> type.endsWith(")"));
                assertThat(parameter.arity() != Arity.VARIADIC || i == parameters.size() - 1)
                        .as("%s: only the last parameter repeats", schema.name())
                        .isTrue();
            }
        }
        for (AttributeSchema attribute : schema.attributes().values()) {
            assertThat(attribute.required() && attribute.defaultValue().isPresent())
                    .as("%s %s", schema.name(), attribute)
                    .isFalse();
        }
    }

    private OpSchema find(String op, long opset) {
        return facts.find(Domain.ONNX, op, opset).orElseThrow();
    }

    private static Optional<Object> defaultOf(OpSchema schema, String attribute) {
        return Optional.ofNullable(schema.attributes().get(attribute)).flatMap(AttributeSchema::defaultValue);
    }
}
