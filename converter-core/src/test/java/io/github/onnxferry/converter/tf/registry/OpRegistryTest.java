package io.github.onnxferry.converter.tf.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

class OpRegistryTest {
    private static final OpRegistry OPS = OpRegistry.standard();

    @Test
    void conv2dHasItsSignature() {
        OpDef op = op("Conv2D");
        assertThat(op.inputs()).containsExactly(tensor("input", "T"), tensor("filter", "T"));
        assertThat(op.outputs()).containsExactly(tensor("output", "T"));
        assertThat(op.stateful()).isFalse();
        assertThat(op.attrs().keySet())
                .containsExactly(
                        "T", "strides", "use_cudnn_on_gpu", "padding", "explicit_paddings", "data_format", "dilations");
    }

    @Test
    void conv2dHasItsAttributes() {
        OpDef op = op("Conv2D");
        assertThat(attr(op, "T").allowedTypes())
                .contains(Set.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT, DType.DOUBLE, DType.INT32));
        assertThat(attr(op, "T").defaultValue()).isEmpty();
        assertThat(attr(op, "strides").type()).isEqualTo("list(int)");
        assertThat(attr(op, "padding").allowedStrings()).contains(Set.of("SAME", "VALID", "EXPLICIT"));
        assertThat(attr(op, "padding").defaultValue()).isEmpty();
        assertThat(defaultOf(op, "data_format").getS().toStringUtf8()).isEqualTo("NHWC");
        assertThat(defaultOf(op, "use_cudnn_on_gpu").getB()).isTrue();
        assertThat(defaultOf(op, "dilations").getList().getIList()).containsExactly(1L, 1L, 1L, 1L);
        assertThat(defaultOf(op, "explicit_paddings").hasList()).isTrue();
    }

    @Test
    void aListOfTensorsOfOneTypeNamesItsNumber() {
        OpDef op = op("ConcatV2");
        ArgDef values = op.inputs().get(0);
        assertThat(values.numberAttr()).contains("N");
        assertThat(values.typeAttr()).contains("T");
        assertThat(values.isList()).isTrue();
        assertThat(attr(op, "N").minimum()).hasValue(2);
        assertThat(defaultOf(op, "Tidx").getType()).isEqualTo(DataType.DT_INT32);
    }

    @Test
    void aListOfTensorsOfTheirOwnTypesNamesItsTypes() {
        OpDef op = op("If");
        assertThat(op.inputs().get(1).typeListAttr()).contains("Tin");
        assertThat(op.inputs().get(1).typeAttr()).isEmpty();
        assertThat(attr(op, "then_branch").type()).isEqualTo("func");
        assertThat(op.stateful()).isTrue();
        assertThat(op("StatelessIf").stateful()).isFalse();
    }

    @Test
    void anArgumentMayHaveOneTypeOnly() {
        ArgDef resource = op("ReadVariableOp").inputs().get(0);
        assertThat(resource.type()).contains(DType.RESOURCE);
        assertThat(resource.typeAttr()).isEmpty();
    }

    @Test
    void anArgumentOfAQuantisedTypeHasNone() {
        assertThat(op("QuantizedInstanceNorm").inputs().get(1).type()).contains(DType.FLOAT);
        assertThat(attr(op("QuantizedRelu"), "Tinput").allowedTypes()).contains(Set.of());
    }

    @Test
    void aReferenceIsMarked() {
        assertThat(op("AssignAdd").inputs().get(0).reference()).isTrue();
        assertThat(op("AssignAdd").inputs().get(1).reference()).isFalse();
    }

    @Test
    void aDeprecatedOperatorSaysSinceWhen() {
        assertThat(op("BatchNormWithGlobalNormalization").deprecatedFrom()).hasValue(9);
        assertThat(op("MatMul").deprecatedFrom()).isEmpty();
    }

    @Test
    void anUnknownShapeIsADefaultOfItsOwn() {
        assertThat(defaultOf(op("Placeholder"), "shape").getShape().getUnknownRank())
                .isTrue();
    }

    @Test
    void anUnknownOperatorIsNotFound() {
        assertThat(OPS.find("Conv9D")).isEmpty();
    }

    @Test
    void everyLineParses() {
        assertThat(OPS.names()).hasSize(1788).allSatisfy(name -> {
            OpDef op = op(name);
            assertThat(op.name()).isEqualTo(name);
            for (var args : List.of(op.inputs(), op.outputs())) {
                for (ArgDef arg : args) {
                    assertThat(op.attrs().keySet())
                            .containsAll(arg.typeAttr().stream().toList())
                            .containsAll(arg.numberAttr().stream().toList())
                            .containsAll(arg.typeListAttr().stream().toList());
                }
            }
        });
    }

    private static OpDef op(String name) {
        return OPS.find(name).orElseThrow();
    }

    private static AttrDef attr(OpDef op, String name) {
        return Optional.ofNullable(op.attrs().get(name)).orElseThrow();
    }

    private static AttrValue defaultOf(OpDef op, String name) {
        return attr(op, name).defaultValue().orElseThrow();
    }

    private static ArgDef tensor(String name, String typeAttr) {
        return new ArgDef(name, Optional.empty(), Optional.of(typeAttr), Optional.empty(), Optional.empty(), false);
    }
}
