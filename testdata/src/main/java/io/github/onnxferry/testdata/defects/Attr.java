package io.github.onnxferry.testdata.defects;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/** Attribute values of TensorFlow's nodes. */
final class Attr {
    private Attr() {}

    static AttrValue of(DataType type) {
        return AttrValue.newBuilder().setType(type).build();
    }

    static AttrValue of(boolean flag) {
        return AttrValue.newBuilder().setB(flag).build();
    }

    static AttrValue of(float number) {
        return AttrValue.newBuilder().setF(number).build();
    }

    static AttrValue of(String text) {
        return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
    }

    static AttrValue of(List<Long> numbers) {
        return AttrValue.newBuilder()
                .setList(AttrValue.ListValue.newBuilder().addAllI(numbers))
                .build();
    }

    static boolean flag(NodeDef node, String name) {
        return node.containsAttr(name) && node.getAttrOrThrow(name).getB();
    }

    static String text(NodeDef node, String name) {
        return node.containsAttr(name) ? node.getAttrOrThrow(name).getS().toStringUtf8() : "";
    }

    static List<Long> numbers(NodeDef node, String name) {
        return node.containsAttr(name) ? node.getAttrOrThrow(name).getList().getIList() : List.of();
    }

    /** The type that an attribute holds. */
    static Optional<DataType> type(NodeDef node, String name) {
        return node.containsAttr(name) ? Optional.of(node.getAttrOrThrow(name).getType()) : Optional.empty();
    }

    /** Whether attribute {@code T} is a real floating type. */
    static boolean isFloat(NodeDef node) {
        return type(node, "T").filter(Attr::isFloat).isPresent();
    }

    static boolean isFloat(DataType type) {
        return switch (type) {
            case DT_FLOAT, DT_DOUBLE, DT_HALF, DT_BFLOAT16 -> true;
            default -> false;
        };
    }
}
