package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * The checked type and lengths of a tensor message.
 *
 * @param where how messages name it
 * @param elements number of elements
 * @param bytes what the elements take in raw data; 0 for strings
 */
record TensorForm(String where, DType dtype, long[] sizes, long elements, long bytes) {
    static TensorForm of(TensorProto proto, String where) {
        var dtype = OnnxTypes.dtype(proto.getDataType())
                .orElseThrow(() -> new FerryException(
                        Code.TENSOR_TYPE,
                        where,
                        "element type " + proto.getDataType() + " is not one that ONNX defines",
                        "export the model again"));
        if (proto.hasSegment()) {
            throw new FerryException(
                    Code.TENSOR_SIZE,
                    where,
                    "it is one segment of a larger tensor, and the others cannot be found",
                    "store the tensor whole");
        }
        return of(dtype, proto.getDimsList(), where);
    }

    static TensorForm of(DType dtype, List<Long> dims, String where) {
        var sizes = dims.stream().mapToLong(Long::longValue).toArray();
        long elements = elements(sizes, where);
        try {
            return new TensorForm(where, dtype, sizes, elements, dtype.packedBytes(elements));
        } catch (ArithmeticException e) {
            throw tooMany(sizes, where);
        }
    }

    /** The number of elements. Lengths beside one of 0 must be countable too, for strides are made of them. */
    private static long elements(long[] sizes, String where) {
        if (Arrays.stream(sizes).anyMatch(size -> size < 0)) {
            throw new FerryException(
                    Code.TENSOR_SHAPE,
                    where,
                    "shape " + Arrays.toString(sizes) + " has a negative length",
                    "export the model again");
        }
        try {
            long product = Tensor.elements(
                    Arrays.stream(sizes).map(size -> Math.max(size, 1)).toArray());
            return Arrays.stream(sizes).anyMatch(size -> size == 0) ? 0 : product;
        } catch (ArithmeticException e) {
            throw tooMany(sizes, where);
        }
    }

    private static FerryException tooMany(long[] sizes, String where) {
        return new FerryException(
                Code.TENSOR_SHAPE,
                where,
                "shape " + Arrays.toString(sizes) + " has more elements than can be counted",
                "export the model again");
    }

    void expect(long wanted, long found, String what) {
        if (wanted != found) {
            throw new FerryException(
                    Code.TENSOR_SIZE,
                    where,
                    dtype + Arrays.toString(sizes) + " takes " + wanted + " " + what + ", the file has " + found,
                    "export the model again");
        }
    }

    /** A little-endian heap buffer for all elements. */
    ByteBuffer buffer() {
        if (bytes > Integer.MAX_VALUE - 64) {
            throw new FerryException(
                    Code.TOO_LARGE,
                    where,
                    "its " + bytes + " bytes are more than a typed field may take",
                    "store the tensor as raw or external data");
        }
        return ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
