package io.github.onnxferry.testdata.defects;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Constants as TensorFlow's messages hold them: bytes in {@code tensor_content}, strings in {@code string_val}. */
final class ConstantTensors {
    private ConstantTensors() {}

    /** The tensor of a message; nothing if its elements are not told one by one. */
    static Optional<Tensor> read(TensorProto proto) {
        long[] sizes = proto.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray();
        long elements = Tensor.elements(sizes);
        if (proto.getDtype() == DataType.DT_STRING) {
            return elements == proto.getStringValCount()
                    ? Optional.of(Tensor.ofStrings(
                            sizes,
                            proto.getStringValList().stream()
                                    .map(ByteString::toByteArray)
                                    .toList()))
                    : Optional.empty();
        }
        return TfTypes.fromProto(proto.getDtype())
                .filter(dtype ->
                        dtype.hasFixedBytes() && proto.getTensorContent().size() == dtype.packedBytes(elements))
                .map(dtype -> Tensor.of(
                        dtype, sizes, Bytes.of(proto.getTensorContent().asReadOnlyByteBuffer())));
    }

    /** The value of a {@code Const} node. */
    static AttrValue write(Tensor tensor) {
        var proto = TensorProto.newBuilder().setDtype(TfTypes.toProto(tensor.dtype()));
        var shape = TensorShapeProto.newBuilder();
        for (long size : tensor.sizes()) {
            shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
        }
        proto.setTensorShape(shape);
        if (proto.getDtype() == DataType.DT_STRING) {
            tensor.byteStrings().forEach(s -> proto.addStringVal(ByteString.copyFrom(s)));
        } else {
            proto.setTensorContent(content(tensor));
        }
        return AttrValue.newBuilder().setTensor(proto).build();
    }

    private static ByteString content(Tensor tensor) {
        var bytes = new ByteArrayOutputStream();
        try (var channel = Channels.newChannel(bytes)) {
            tensor.writeTo(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
