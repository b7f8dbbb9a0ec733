package io.github.onnxferry.converter.onnx.schema;

/** The kinds of attribute values, with the numbers that {@code AttributeProto.AttributeType} gives them. */
public enum AttributeType {
    FLOAT(1),
    INT(2),
    STRING(3),
    TENSOR(4),
    GRAPH(5),
    FLOATS(6),
    INTS(7),
    STRINGS(8),
    TENSORS(9),
    GRAPHS(10),
    SPARSE_TENSOR(11),
    SPARSE_TENSORS(12),
    TYPE_PROTO(13),
    TYPE_PROTOS(14);

    private final int number;

    AttributeType(int number) {
        this.number = number;
    }

    /** The number of this kind in a model file. */
    public int number() {
        return number;
    }
}
