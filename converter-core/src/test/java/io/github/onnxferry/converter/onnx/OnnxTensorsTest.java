package io.github.onnxferry.converter.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.StringStringEntryProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.onnx.proto.TensorProto.DataType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OnnxTensorsTest {
    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UNDEFINED", "STRING"})
    void rawDataOfEveryTypeSurvivesReadingAndWriting(DataType type) {
        var dtype = OnnxTypes.dtype(type.getNumber()).orElseThrow();
        var raw = new byte[(int) dtype.packedBytes(8)];
        new Random(type.getNumber()).nextBytes(raw);
        if (dtype == DType.BOOL) {
            for (int i = 0; i < raw.length; i++) {
                raw[i] &= 1;
            }
        }
        var proto = tensor(type, 2, 4).setRawData(ByteString.copyFrom(raw)).build();

        var read = OnnxTensors.read(proto);
        assertThat(read.dtype()).isEqualTo(dtype);
        assertThat(read.sizes()).containsExactly(2, 4);
        assertThat(OnnxTensors.write("x", read)).isEqualTo(proto);
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"UINT2", "INT2", "UINT4", "INT4", "FLOAT4E2M1", "FLOAT6E2M3", "FLOAT6E3M2", "FLOAT8E4M3FN"})
    void narrowTypesAreEncodedAgainAfterATranspose(DType dtype) {
        var raw = new byte[(int) dtype.packedBytes(12)];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = (byte) (i * 37 + 11);
        }
        var proto = TensorProto.newBuilder()
                .setName("x")
                .setDataType(OnnxTypes.number(dtype))
                .addDims(3)
                .addDims(4)
                .setRawData(ByteString.copyFrom(raw))
                .build();
        var read = OnnxTensors.read(proto);
        var turned = OnnxTensors.read(OnnxTensors.write("x", read.transpose(1, 0)));
        assertThat(turned.sizes()).containsExactly(4, 3);
        assertThat(turned.transpose(1, 0).doubles()).containsExactly(read.doubles());
    }

    @Test
    void typedFieldsAreRead() {
        assertThat(OnnxTensors.read(tensor(DataType.FLOAT, 2)
                                .addFloatData(1.5f)
                                .addFloatData(-2)
                                .build())
                        .doubles())
                .containsExactly(1.5, -2);
        assertThat(OnnxTensors.read(
                                tensor(DataType.DOUBLE, 1).addDoubleData(0.1).build())
                        .doubles())
                .containsExactly(0.1);
        assertThat(OnnxTensors.read(tensor(DataType.INT64, 1)
                                .addInt64Data(Long.MIN_VALUE)
                                .build())
                        .longs())
                .containsExactly(Long.MIN_VALUE);
        assertThat(OnnxTensors.read(tensor(DataType.UINT32, 1)
                                .addUint64Data(0xffffffffL)
                                .build())
                        .longs())
                .containsExactly(0xffffffffL);
        assertThat(OnnxTensors.read(tensor(DataType.UINT64, 1).addUint64Data(-1).build())
                        .longs())
                .containsExactly(-1);
        assertThat(int32(DataType.INT32, 1, -7).longs()).containsExactly(-7);
        assertThat(int32(DataType.INT8, 2, -128, 127).longs()).containsExactly(-128, 127);
        assertThat(int32(DataType.UINT8, 2, 255, 0).longs()).containsExactly(255, 0);
        assertThat(int32(DataType.UINT16, 1, 65535).longs()).containsExactly(65535);
        assertThat(int32(DataType.BOOL, 2, 1, 0).longs()).containsExactly(1, 0);
        assertThat(int32(DataType.FLOAT16, 2, 0x3c00, 0xc000).doubles()).containsExactly(1, -2);
        assertThat(int32(DataType.BFLOAT16, 1, 0x3fc0).doubles()).containsExactly(1.5);
        assertThat(int32(DataType.FLOAT8E4M3FN, 1, 0x38).doubles()).containsExactly(1);
        assertThat(int32(DataType.FLOAT8E8M0, 1, 128).doubles()).containsExactly(2);
        assertThat(int32(DataType.INT4, 3, 0x7f, 0x08).longs()).containsExactly(-1, 7, -8);
        assertThat(int32(DataType.UINT2, 5, 0b11100100, 0b01).longs()).containsExactly(0, 1, 2, 3, 1);
        assertThat(int32(DataType.FLOAT4E2M1, 2, 0x72).doubles()).containsExactly(1, 6);
        assertThat(int32(DataType.FLOAT6E2M3, 5, 8, 0x3f, 0, 1, 8).doubles()).containsExactly(1, -7.5, 0, 0.125, 1);
    }

    @Test
    void complexNumbersAreInterleaved() {
        var read = OnnxTensors.read(tensor(DataType.COMPLEX64, 2)
                .addFloatData(1)
                .addFloatData(2)
                .addFloatData(3)
                .addFloatData(4)
                .build());
        assertThat(read.doubles()).containsExactly(1, 3);
        assertThat(read.getImaginary(1)).isEqualTo(4);
    }

    @Test
    void stringsSurviveReadingAndWriting() {
        var proto = tensor(DataType.STRING, 2)
                .addStringData(ByteString.copyFromUtf8("naïve"))
                .addStringData(ByteString.copyFrom(new byte[] {(byte) 0xff, 0}))
                .build();
        var read = OnnxTensors.read(proto);
        assertThat(read.getString(0)).isEqualTo("naïve");
        assertThat(OnnxTensors.write("x", read)).isEqualTo(proto);
        assertThat(Tensor.ofStrings(new long[0], java.util.List.of("a".getBytes(StandardCharsets.UTF_8)))
                        .rank())
                .isZero();
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedBeforeMemoryIsTaken() {
        assertThat(code(TensorProto.newBuilder().addDims(1).build())).isEqualTo(Code.TENSOR_TYPE);
        assertThat(code(TensorProto.newBuilder().setDataType(99).build())).isEqualTo(Code.TENSOR_TYPE);
        assertThat(code(TensorProto.newBuilder().setDataType(-1).build())).isEqualTo(Code.TENSOR_TYPE);
        assertThat(code(tensor(DataType.FLOAT, -1).build())).isEqualTo(Code.TENSOR_SHAPE);
        assertThat(code(tensor(DataType.FLOAT, -1, 0).build())).isEqualTo(Code.TENSOR_SHAPE);
        assertThat(code(tensor(DataType.FLOAT, 1L << 40, 1L << 40).build())).isEqualTo(Code.TENSOR_SHAPE);
        assertThat(code(tensor(DataType.DOUBLE, Long.MAX_VALUE / 2).build())).isEqualTo(Code.TENSOR_SHAPE);
        assertThat(code(tensor(DataType.INT8, 1L << 50).build())).isEqualTo(Code.TENSOR_SIZE);
        assertThat(code(tensor(DataType.FLOAT, 2).addFloatData(1).build())).isEqualTo(Code.TENSOR_SIZE);
        assertThat(code(tensor(DataType.FLOAT, 2)
                        .setRawData(ByteString.copyFrom(new byte[7]))
                        .build()))
                .isEqualTo(Code.TENSOR_SIZE);
        assertThat(code(tensor(DataType.STRING, 3).build())).isEqualTo(Code.TENSOR_SIZE);
        assertThat(code(tensor(DataType.FLOAT, 1)
                        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
                        .addExternalData(StringStringEntryProto.newBuilder().setKey("location"))
                        .build()))
                .isEqualTo(Code.EXTERNAL_DATA_INVALID);
        assertThat(code(tensor(DataType.FLOAT, Long.MAX_VALUE, Long.MAX_VALUE, 0)
                        .build()))
                .isEqualTo(Code.TENSOR_SHAPE);
        assertThat(OnnxTensors.read(tensor(DataType.FLOAT, Long.MAX_VALUE, 0).build())
                        .elements())
                .isZero();
    }

    private static Code code(TensorProto proto) {
        return catchThrowableOfType(FerryException.class, () -> OnnxTensors.read(proto))
                .problems()
                .get(0)
                .code();
    }

    private static Tensor int32(DataType type, long size, Integer... values) {
        return OnnxTensors.read(
                tensor(type, size).addAllInt32Data(Arrays.asList(values)).build());
    }

    private static TensorProto.Builder tensor(DataType type, long... sizes) {
        var proto = TensorProto.newBuilder().setName("x").setDataType(type.getNumber());
        Arrays.stream(sizes).forEach(proto::addDims);
        return proto;
    }
}
