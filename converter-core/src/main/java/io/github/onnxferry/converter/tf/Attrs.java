package io.github.onnxferry.converter.tf;

import com.google.protobuf.ByteString;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.List;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.TensorShapeProto;

/** Attribute values of TensorFlow nodes. */
final class Attrs {
    private Attrs() {}

    static AttrValue of(long value) {
        return AttrValue.newBuilder().setI(value).build();
    }

    static AttrValue of(float value) {
        return AttrValue.newBuilder().setF(value).build();
    }

    static AttrValue of(boolean value) {
        return AttrValue.newBuilder().setB(value).build();
    }

    static AttrValue of(String value) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
    }

    static AttrValue of(DType dtype) {
        return AttrValue.newBuilder().setType(TfTypes.toProto(dtype.carrier())).build();
    }

    static AttrValue of(Shape shape) {
        return AttrValue.newBuilder().setShape(proto(shape)).build();
    }

    static AttrValue ofLongs(long... values) {
        var list = AttrValue.ListValue.newBuilder();
        for (long value : values) {
            list.addI(value);
        }
        return AttrValue.newBuilder().setList(list).build();
    }

    static AttrValue ofTypes(List<DType> dtypes) {
        var list = AttrValue.ListValue.newBuilder();
        dtypes.forEach(d -> list.addType(TfTypes.toProto(d.carrier())));
        return AttrValue.newBuilder().setList(list).build();
    }

    static AttrValue ofShapes(List<Shape> shapes) {
        var list = AttrValue.ListValue.newBuilder();
        shapes.forEach(s -> list.addShape(proto(s)));
        return AttrValue.newBuilder().setList(list).build();
    }

    static AttrValue ofStrings(List<String> values) {
        var list = AttrValue.ListValue.newBuilder();
        values.forEach(v -> list.addS(ByteString.copyFromUtf8(v)));
        return AttrValue.newBuilder().setList(list).build();
    }

    static AttrValue ofFunction(String name) {
        return AttrValue.newBuilder()
                .setFunc(NameAttrList.newBuilder().setName(name))
                .build();
    }

    private static TensorShapeProto proto(Shape shape) {
        if (!shape.hasRank()) {
            return TensorShapeProto.newBuilder().setUnknownRank(true).build();
        }
        var proto = TensorShapeProto.newBuilder();
        for (Dim dim : shape.dims()) {
            proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim.isKnown() ? dim.value() : -1));
        }
        return proto.build();
    }
}
