package io.github.onnxferry.converter.tf.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.tensor.DType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.DataType;

class TfTypesTest {
    @ParameterizedTest
    @EnumSource(DType.class)
    void aTypeComesBackAsItselfOrAsItsCarrier(DType dtype) {
        assertThat(TfTypes.fromProto(TfTypes.toProto(dtype)))
                .hasValueSatisfying(back -> assertThat(back).isIn(dtype, dtype.carrier()));
    }

    @Test
    void typesThatTensorFlowHasAreNotCarried() {
        assertThat(TfTypes.toProto(DType.INT4)).isEqualTo(DataType.DT_INT4);
        assertThat(TfTypes.toProto(DType.FLOAT8E5M2)).isEqualTo(DataType.DT_FLOAT8_E5M2);
        assertThat(TfTypes.toProto(DType.FLOAT8E5M2FNUZ)).isEqualTo(DataType.DT_FLOAT);
        assertThat(TfTypes.toProto(DType.UINT2)).isEqualTo(DataType.DT_UINT8);
    }

    @Test
    void quantisedTypesAndReferencesAreNone() {
        assertThat(TfTypes.fromProto(DataType.DT_QINT8)).isEmpty();
        assertThat(TfTypes.fromProto(DataType.DT_FLOAT_REF)).isEmpty();
        assertThat(TfTypes.fromProto(DataType.UNRECOGNIZED)).isEmpty();
    }

    @Test
    void namesAreThoseOfTensorFlow() {
        assertThat(TfTypes.name(DataType.DT_HALF)).isEqualTo("half");
        assertThat(TfTypes.named("bfloat16")).contains(DType.BFLOAT16);
    }
}
