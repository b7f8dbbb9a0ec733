package io.github.onnxferry.converter.tf.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelRegistryTest {
    private static final KernelRegistry KERNELS = KernelRegistry.standard();

    @Test
    void conv2dStandsForFloatsAndInt32() {
        assertThat(KERNELS.kernels("Conv2D"))
                .isEqualTo(List.of(
                        Map.of("T", Set.of(DType.FLOAT16, DType.BFLOAT16, DType.FLOAT, DType.DOUBLE, DType.INT32))));
        assertThat(KERNELS.supports("Conv2D", Map.of("T", DType.FLOAT))).isTrue();
        assertThat(KERNELS.supports("Conv2D", Map.of("T", DType.INT8))).isFalse();
    }

    @Test
    void castIsUnconstrained() {
        assertThat(KERNELS.kernels("Cast")).isEqualTo(List.of(Map.of()));
        assertThat(KERNELS.supports("Cast", Map.of("SrcT", DType.UINT64, "DstT", DType.FLOAT16)))
                .isTrue();
    }

    @Test
    void matMulHasNoKernelForUnsignedIntegers() {
        assertThat(KERNELS.supports("MatMul", Map.of("T", DType.INT64))).isTrue();
        assertThat(KERNELS.supports("MatMul", Map.of("T", DType.UINT8))).isFalse();
    }

    @Test
    void aTypeThatTheOperatorRefusesIsNotSupportedThoughAKernelNamesIt() {
        assertThat(KERNELS.supports("MatMul", Map.of("T", DType.INT16))).isFalse();
    }

    @Test
    void anAttributeThatAKernelLeavesOpenIsHeldByTheOperator() {
        assertThat(KERNELS.supports("ConcatV2", Map.of("T", DType.FLOAT, "Tidx", DType.INT64)))
                .isTrue();
        assertThat(KERNELS.supports("ConcatV2", Map.of("T", DType.FLOAT, "Tidx", DType.INT16)))
                .isFalse();
    }

    @Test
    void kernelsForAnyDeviceAreKernelsForTheCpu() {
        assertThat(KERNELS.supports("Identity", Map.of("T", DType.STRING))).isTrue();
        assertThat(KERNELS.hasKernel("NoOp")).isTrue();
    }

    @Test
    void aTypeThatTensorFlowLacksCountsAsItsCarrier() {
        assertThat(KERNELS.supports("AddV2", Map.of("T", DType.FLOAT8E8M0))).isTrue();
        assertThat(KERNELS.supports("AddV2", Map.of("T", DType.INT2))).isTrue();
    }

    @Test
    void anOperatorForQuantisedTypesOnlyHasAKernelButNoneForOurTypes() {
        assertThat(KERNELS.hasKernel("QuantizedRelu")).isTrue();
        assertThat(KERNELS.kernels("QuantizedRelu")).isEmpty();
    }

    @Test
    void aKernelConstrainedByAnAttributeThatItsOperatorLacksIsLeftOut() {
        assertThat(KERNELS.hasKernel("TileGrad")).isTrue();
        assertThat(KERNELS.kernels("TileGrad")).isEmpty();
    }

    @Test
    void anUnknownOperatorHasNone() {
        assertThat(KERNELS.hasKernel("Conv9D")).isFalse();
        assertThat(KERNELS.kernels("Conv9D")).isEmpty();
        assertThat(KERNELS.supports("Conv9D", Map.of())).isFalse();
    }

    @Test
    void everyLineParsesAndNamesAttributesOfItsOperator() {
        for (String op : OpRegistry.standard().names()) {
            for (var kernel : KERNELS.kernels(op)) {
                assertThat(OpRegistry.standard().find(op).orElseThrow().attrs().keySet())
                        .as(op)
                        .containsAll(kernel.keySet());
            }
        }
    }
}
