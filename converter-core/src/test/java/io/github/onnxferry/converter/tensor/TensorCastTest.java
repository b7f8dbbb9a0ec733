package io.github.onnxferry.converter.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TensorCastTest {
    @Test
    void narrowTypesInBetweenCutWhatTheyCannotHold() {
        var bytes = Tensor.ofLongs(DType.UINT8, new long[] {4}, 0, 7, 8, 31);
        var unsigned = bytes.cast(DType.UINT4);
        assertThat(unsigned.longs()).containsExactly(0, 7, 8, 15);
        assertThat(unsigned.cast(DType.INT4).longs()).containsExactly(0, 7, -8, -1);
        assertThat(unsigned.materialised().cast(DType.INT4).cast(DType.INT64).longs())
                .containsExactly(0, 7, -8, -1);
    }

    @Test
    void smallFloatsInBetweenRound() {
        var reals = Tensor.ofFloats(new long[] {3}, 0.3f, 2.4f, 1e9f);
        var small = reals.cast(DType.FLOAT8E4M3FN);
        assertThat(small.cast(DType.FLOAT16).doubles()[0]).isEqualTo(0.3125);
        assertThat(small.materialised().cast(DType.DOUBLE).doubles()[1]).isEqualTo(2.5);
    }
}
