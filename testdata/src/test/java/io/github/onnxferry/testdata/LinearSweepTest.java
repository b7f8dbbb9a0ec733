package io.github.onnxferry.testdata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products, normalizations and pools over dtypes, shapes and opsets against ONNX Runtime. */
class LinearSweepTest {
    @ParameterizedTest
    @ValueSource(strings = {"9", "13"})
    void matrices(String opset) {
        Sweep.of(
                        "FLOAT DOUBLE INT32",
                        "MatMul|T[2 3];T[3 4]",
                        "MatMul|T[3];T[3]",
                        "MatMul|T[3];T[3 2]",
                        "MatMul|T[2 3];T[3]",
                        "MatMul|T[2 2 3];T[3 4]",
                        "MatMul|T[2 2 3];T[2 3 1]",
                        "MatMul|T[2 1 2 3];T[3 3 2]",
                        "MatMul|T[0 3];T[3 2]",
                        "MatMul|T[3];T[2 3 2]",
                        "MatMul|T[2 2 3];T[3]")
                .and(
                        "FLOAT DOUBLE",
                        "Gemm|T[2 3];T[3 4];T[4]",
                        "Gemm|T[2 3];T[3 4];T[2 4]|alpha=0.5 beta=2.0",
                        "Gemm|T[3 2];T[3 4];T[1 4]|transA=1",
                        "Gemm|T[2 3];T[4 3];T[2 1]|transB=1",
                        "Gemm|T[3 2];T[4 3];T[]|transA=1 transB=1 beta=0.0",
                        "Gemm|T[1 3];T[3 1];T[1]")
                .check(opset);
        Sweep.of("FLOAT DOUBLE", "Gemm|T[2 3];T[3 4]", "Gemm|T[3 2];T[4 3]|transA=1 transB=1 alpha=3.0")
                .check("11 13");
    }

    @Test
    void sums() {
        Sweep.of(
                        "FLOAT DOUBLE INT32",
                        "Einsum|T[2 3];T[3 4]|equation=ij,jk->ik",
                        "Einsum|T[2 3]|equation=ij->ji",
                        "Einsum|T[3 3]|equation=ii->i",
                        "Einsum|T[3 3]|equation=ii",
                        "Einsum|T[2 3 4];T[2 4 5]|equation=bij,bjk->bik",
                        "Einsum|T[2 3];T[2 3]|equation=ij,ij->",
                        "Einsum|T[2 3 4]|equation=...j->...",
                        "Einsum|T[3];T[4]|equation=i,j->ij",
                        "Einsum|T[2 3];T[3 4];T[4 2]|equation=ij,jk,kl->il",
                        "Einsum|T[2 2 3];T[3 4]|equation=...ij,jk->...ik")
                .check("12");
    }

    @Test
    void integers() {
        Sweep.of(
                        "UINT8 INT8",
                        "MatMulInteger|T[2 3];T[3 4]||INT32",
                        "MatMulInteger|T[2 3];T[3 4];T(2);T(1)||INT32",
                        "MatMulInteger|T[2 2 3];T[2 3 4];T(2);T(1)||INT32",
                        "MatMulInteger|T[2 3];T[3 4];T(2)||INT32")
                .and(
                        "UINT8",
                        "MatMulInteger|T[2 3];INT8[3 4];T(2);INT8{1 -1 0 2}||INT32",
                        "MatMulInteger|T[4 3];INT8[3 2]||INT32")
                .and(
                        "UINT8",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3]||INT32",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3];T(3);T(1)||INT32",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3];T(3)|pads=[1,1,1,1]|INT32",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3]|strides=[2,2]|INT32",
                        "ConvInteger|T[1 4 5 5];T[4 2 3 3];T(1);T(2)|group=2|INT32",
                        "ConvInteger|T[2 2 6 5];T[3 2 2 3]|dilations=[2,1]|INT32",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3]|auto_pad=SAME_UPPER|INT32",
                        "ConvInteger|T[1 1 4 4];T[1 1 1 1];T(9)||INT32",
                        "ConvInteger|T[1 2 5 5];T[3 2 3 3];T(3);T(1)|pads=[0,2,1,0] strides=[2,1]|INT32",
                        "ConvInteger|T[3 2 4 4];T[2 2 4 4]||INT32")
                .check("10");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9", "14", "15"})
    void batchNormalizations(String opset) {
        Sweep.of(
                        "FLOAT DOUBLE",
                        "BatchNormalization|T[2 3];T[3];T[3];T[3];T[3]@0.5..2",
                        "BatchNormalization|T[2 3 4];T[3];T[3];T[3];T[3]@0.5..2",
                        "BatchNormalization|T[2 3 4 2];T[3];T[3];T[3];T[3]@0.5..2|epsilon=0.01",
                        "BatchNormalization|T[1 2 2 2 2];T[2];T[2];T[2];T[2]@0.5..2")
                .check(opset);
    }

    @Test
    void otherNormalizations() {
        Sweep.of(
                        "FLOAT DOUBLE",
                        "LayerNormalization|T[2 3 4];T[4];T[4]",
                        "LayerNormalization|T[2 3 4];T[3 4]|axis=1",
                        "LayerNormalization|T[2 3 4];T[4]|axis=-1 epsilon=0.1",
                        "LayerNormalization|T[2 3 4];T[4];T[4]||T FLOAT FLOAT",
                        "LayerNormalization|T[2 3];T[2 3]|axis=0")
                .and(
                        "FLOAT",
                        "LayerNormalization|T[2 3 4];T[2 3 4];T[2 3 4]|axis=-3",
                        "LpNormalization|T[2 3]",
                        "LpNormalization|T[2 3]|axis=0 p=1",
                        "LpNormalization|T[2 3 4]|axis=1 p=2",
                        "LpNormalization|T[2 3 4]|axis=-2 p=1",
                        "LpNormalization|T[5]|axis=0",
                        "LpNormalization|T[1 6]",
                        "InstanceNormalization|T[2 3 4];T[3];T[3]",
                        "InstanceNormalization|T[2 3 4 5];T[3];T[3]|epsilon=0.1",
                        "InstanceNormalization|T[1 2 3 2 2];T[2];T[2]",
                        "LRN|T[1 5 2 2]|size=3",
                        "LRN|T[2 4 3 3]|size=5 alpha=0.01 beta=0.5 bias=2.0",
                        "LRN|T[1 2 3 3]|size=1",
                        "LRN|T[1 6 2 2]|size=7 alpha=0.3",
                        "MeanVarianceNormalization|T[2 3 4 5]",
                        "MeanVarianceNormalization|T[2 3 4 5]|axes=[1]",
                        "MeanVarianceNormalization|T[2 3 4 5]|axes=[0,1,2,3]",
                        "GroupNormalization|T[2 4 3];T[4];T[4]|num_groups=2",
                        "GroupNormalization|T[2 4 3 3];T[4];T[4]|num_groups=4",
                        "GroupNormalization|T[1 6 2 2];T[6];T[6]|num_groups=3 epsilon=0.01",
                        "GroupNormalization|T[1 6 2 2];T[6];T[6]|num_groups=1")
                .check("21");
        Sweep.of(
                        "FLOAT",
                        "RMSNormalization|T[2 3 4];T[4]",
                        "RMSNormalization|T[2 3 4];T[3 4]|axis=1",
                        "RMSNormalization|T[2 5];T[5]|epsilon=0.2",
                        "RMSNormalization|T[2 3 4];T[2 3 4]|axis=-3",
                        "RMSNormalization|T[5];T[5]")
                .check("23");
    }

    @ParameterizedTest
    @ValueSource(strings = {"11", "19"})
    void pools(String opset) {
        Sweep.of(
                        "FLOAT",
                        "GlobalAveragePool|T[2 3 4]",
                        "GlobalAveragePool|T[2 3 4 5]",
                        "GlobalAveragePool|T[1 2 3 2 2]",
                        "GlobalMaxPool|T[2 3 4]",
                        "GlobalMaxPool|T[2 3 4 5]",
                        "GlobalMaxPool|T[1 2 3 2 2]",
                        "GlobalLpPool|T[2 3 4 5]|p=2",
                        "GlobalLpPool|T[2 3 4 5]|p=1",
                        "GlobalLpPool|T[2 3 4]|p=3",
                        "MaxPool|T[1 2 6]|kernel_shape=[3]|T INT64",
                        "MaxPool|T[1 2 5 5]|kernel_shape=[2,2] strides=[2,2] ceil_mode=1",
                        "AveragePool|T[1 2 6]|kernel_shape=[2] strides=[2]",
                        "AveragePool|T[1 2 5 5]|kernel_shape=[3,3] pads=[1,1,1,1] count_include_pad=1",
                        "LpPool|T[1 2 6]|kernel_shape=[2]",
                        "LpPool|T[1 2 5 5]|kernel_shape=[2,3] p=1 strides=[2,1]")
                .check(opset);
        Sweep.of("FLOAT", "MaxRoiPool|T[1 2 6 6];FLOAT[0 5]|pooled_shape=[2,2]").check(opset);
    }

    @Test
    void quantization() {
        Sweep.of(
                        "UINT8 INT8",
                        "QuantizeLinear|FLOAT[*];FLOAT(0.1);T(3)",
                        "QuantizeLinear|FLOAT[2 3 4];FLOAT{0.1 0.2 0.3};T{1 2 3}|axis=1",
                        "QuantizeLinear|FLOAT[2 3];FLOAT{0.1 0.2 0.3};T{1 2 3}|axis=-1",
                        "QuantizeLinear|FLOAT{-1e9 1e9 0.05 0.15 0.25};FLOAT(0.1);T(0)",
                        "DequantizeLinear|T[*];FLOAT(0.1);T(3)||FLOAT",
                        "DequantizeLinear|T[2 3 4];FLOAT{0.1 0.2 0.3};T{1 2 3}|axis=1|FLOAT",
                        "DequantizeLinear|T[2 3];FLOAT{0.1 0.2 0.3};T{1 2 3}|axis=-1|FLOAT",
                        "DequantizeLinear|T[2 3];FLOAT(0.5)||FLOAT")
                .and(
                        "INT32",
                        "DequantizeLinear|T[2 3];FLOAT(0.5)||FLOAT",
                        "DequantizeLinear|T[2 3];FLOAT{0.5 2 3}|axis=1|FLOAT")
                .and(
                        "FLOAT",
                        "QuantizeLinear|T[2 3];T(0.2)||UINT8",
                        "DynamicQuantizeLinear|T[2 3]||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T[7]@2..9||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T[7]@-9..-2||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T{0 0 0}||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T[2 3 4]@-1..100||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T{1}||UINT8 FLOAT UINT8",
                        "DynamicQuantizeLinear|T{-5 5}||UINT8 FLOAT UINT8")
                .check("13 19 21");
    }

    @Test
    void quantizedProducts() {
        Sweep.of(
                        "UINT8 INT8",
                        "QLinearMatMul|T[2 3];FLOAT(0.1);T(2);T[3 4];FLOAT(0.2);T(1);FLOAT(0.3);T(3)",
                        "QLinearMatMul|T[2 2 3];FLOAT(0.1);T(2);T[2 3 4];FLOAT(0.2);T(1);FLOAT(0.05);T(3)",
                        "QLinearMatMul|T[1 6];FLOAT(0.1);T(0);T[6 1];FLOAT(0.2);T(0);FLOAT(0.3);T(0)",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);T[3 2 3 3];FLOAT(0.2);T(1);FLOAT(0.3);T(3)",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);T[3 2 3 3];FLOAT(0.2);T(1);FLOAT(0.3);T(3);INT32[3]",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);T[3 2 3 3];FLOAT(0.2);T(1);FLOAT(0.3);T(3)|pads=[1,1,1,1] strides=[2,2]",
                        "QLinearConv|T[1 4 5 5];FLOAT(0.1);T(2);T[4 2 3 3];FLOAT(0.2);T(1);FLOAT(0.3);T(3)|group=2")
                .and(
                        "UINT8",
                        "QLinearMatMul|T[2 3];FLOAT(0.1);T(2);INT8[3 4];FLOAT(0.2);INT8(1);FLOAT(0.3);T(3)",
                        "QLinearMatMul|T[3 3];FLOAT(0.1);T(9);INT8[3 2];FLOAT{0.2 0.4};INT8{1 -1};FLOAT(0.3);T(3)",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);INT8[3 2 3 3];FLOAT{0.2 0.1 0.3};INT8{0 0 0};FLOAT(0.3);T(3)",
                        "QLinearConv|T[2 2 6 4];FLOAT(0.1);T(2);INT8[2 2 1 1];FLOAT(0.2);INT8(0);FLOAT(0.1);T(128);INT32[2]",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);T[3 2 2 2];FLOAT(0.2);T(1);FLOAT(0.3);T(3)|dilations=[2,2]",
                        "QLinearConv|T[1 2 5 5];FLOAT(0.1);T(2);T[3 2 3 3];FLOAT(0.2);T(1);FLOAT(0.3);T(3)|auto_pad=SAME_LOWER")
                .check("10");
    }
}
