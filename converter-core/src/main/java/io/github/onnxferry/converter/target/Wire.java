package io.github.onnxferry.converter.target;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.TensorShapeProto;

/** Dtypes, shapes and attribute values as TensorFlow's messages have them. */
final class Wire {
    private Wire() {}

    /** TensorFlow's type for the carrier of a dtype. */
    static DataType dataType(DType dtype) {
        return TfTypes.toProto(dtype.carrier());
    }

    /** A shape, -1 for lengths that are not numbers. */
    static TensorShapeProto shape(Shape shape) {
        var proto = TensorShapeProto.newBuilder();
        if (!shape.hasRank()) {
            return proto.setUnknownRank(true).build();
        }
        for (Dim dim : shape.dims()) {
            proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim.isKnown() ? dim.value() : -1));
        }
        return proto.build();
    }

    static AttrValue attr(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    static AttrValue attr(TensorShapeProto shape) {
        return AttrValue.newBuilder().setShape(shape).build();
    }

    static AttrValue attr(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }

    static AttrValue attr(boolean flag) {
        return AttrValue.newBuilder().setB(flag).build();
    }

    static AttrValue types(List<DataType> types) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addAllType(types))
                .build();
    }

    static AttrValue shapes(List<TensorShapeProto> shapes) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addAllShape(shapes))
                .build();
    }

    static AttrValue longs(List<Long> numbers) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addAllI(numbers))
                .build();
    }

    static AttrValue function(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }
}
