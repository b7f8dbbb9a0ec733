package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.TensorShapeProto;
import io.github.onnxferry.converter.onnx.proto.TypeProto;
import io.github.onnxferry.converter.onnx.proto.ValueInfoProto;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import java.util.ArrayList;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Types as a file states them.
 *
 * <p>A length without number and name is its own symbol, which begins with {@link #ANONYMOUS}, so that two such lengths
 * are not taken to be equal.
 */
final class TypeDecoder {
    /** How the symbols of lengths without name begin. */
    static final String ANONYMOUS = "?";

    /** What exporters write as the name of a length that has none. */
    private static final Set<String> NAMELESS = Set.of("", ANONYMOUS, "-1", "None");

    private final String value;
    private int anonymous;

    private TypeDecoder(String value) {
        this.value = value;
    }

    /**
     * The type of a value; {@link OnnxType.Unknown} if the file leaves it or the element type out.
     *
     * @throws FerryException INVALID_TYPE if it names an element type that ONNX does not define
     */
    static OnnxType type(ValueInfoProto proto) {
        return new TypeDecoder(proto.getName()).type(proto.getType());
    }

    /** The type that is the value of an attribute. */
    static OnnxType type(TypeProto proto, String owner) {
        return new TypeDecoder(owner).type(proto);
    }

    private OnnxType type(TypeProto proto) {
        return switch (proto.getValueCase()) {
            case TENSOR_TYPE ->
                tensor(
                        proto.getTensorType().getElemType(),
                        proto.getTensorType().hasShape(),
                        proto.getTensorType().getShape(),
                        OnnxType.TensorType::new);
            case SPARSE_TENSOR_TYPE ->
                tensor(
                        proto.getSparseTensorType().getElemType(),
                        proto.getSparseTensorType().hasShape(),
                        proto.getSparseTensorType().getShape(),
                        OnnxType.SparseTensorType::new);
            case SEQUENCE_TYPE ->
                new OnnxType.SequenceType(type(proto.getSequenceType().getElemType()));
            case OPTIONAL_TYPE ->
                new OnnxType.OptionalType(type(proto.getOptionalType().getElemType()));
            case MAP_TYPE ->
                new OnnxType.MapType(
                        dtype(proto.getMapType().getKeyType()),
                        type(proto.getMapType().getValueType()));
            case OPAQUE_TYPE ->
                new OnnxType.OpaqueType(
                        proto.getOpaqueType().getDomain(), proto.getOpaqueType().getName());
            case VALUE_NOT_SET -> new OnnxType.Unknown();
        };
    }

    private OnnxType tensor(
            int number, boolean hasShape, TensorShapeProto shape, BiFunction<DType, Shape, OnnxType> maker) {
        if (number == 0) {
            return new OnnxType.Unknown();
        }
        return maker.apply(dtype(number), hasShape ? shape(shape) : Shape.unknown());
    }

    private DType dtype(int number) {
        return OnnxTypes.dtype(number)
                .orElseThrow(() -> new FerryException(
                        Code.INVALID_TYPE,
                        "value '" + value + "'",
                        "element type " + number + " is not one that ONNX defines",
                        "export the model again"));
    }

    private Shape shape(TensorShapeProto proto) {
        var dims = new ArrayList<Dim>();
        for (var dim : proto.getDimList()) {
            if (dim.hasDimValue() && dim.getDimValue() >= 0) {
                dims.add(Dim.of(dim.getDimValue()));
            } else if (dim.hasDimParam() && !NAMELESS.contains(dim.getDimParam())) {
                dims.add(Dim.symbol(dim.getDimParam()));
            } else {
                dims.add(Dim.symbol(ANONYMOUS + value + "." + anonymous++));
            }
        }
        return Shape.of(dims);
    }
}
