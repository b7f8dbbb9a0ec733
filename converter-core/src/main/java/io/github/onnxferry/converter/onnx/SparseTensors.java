package io.github.onnxferry.converter.onnx;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.SparseTensorProto;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;

/**
 * Makes sparse tensors dense.
 *
 * <p>Source: SparseTensorProto: values {@code [nnz]}, indices {@code [nnz]} into the flattened tensor or {@code [nnz,
 * rank]}; what is not listed is zero, or the empty string.
 */
final class SparseTensors {
    private final SparseTensorProto proto;
    private final String where;
    private final TensorForm form;
    private final Tensor values;
    private final Tensor indices;

    private SparseTensors(SparseTensorProto proto, String where, TensorForm form, Tensor values, Tensor indices) {
        this.proto = proto;
        this.where = where;
        this.form = form;
        this.values = values;
        this.indices = indices;
    }

    /**
     * The bytes that the dense form takes on the heap.
     *
     * @throws FerryException TENSOR_TYPE or TENSOR_SHAPE if type and lengths make no tensor
     */
    static long denseBytes(SparseTensorProto proto, String where) {
        var form = TensorForm.of(TensorForm.of(proto.getValues(), where).dtype(), proto.getDimsList(), where);
        return form.dtype() == DType.STRING
                ? Math.multiplyExact(Math.min(form.elements(), 1L << 50), 8L)
                : form.bytes();
    }

    /**
     * The dense form.
     *
     * @param values the tensor of {@code proto.values}
     * @param indices the tensor of {@code proto.indices}
     * @throws FerryException TENSOR_TYPE, TENSOR_SHAPE or TENSOR_SIZE if the parts do not fit each other
     */
    static Tensor dense(SparseTensorProto proto, String where, Tensor values, Tensor indices) {
        var form = TensorForm.of(values.dtype(), proto.getDimsList(), where);
        return new SparseTensors(proto, where, form, values, indices).dense();
    }

    private Tensor dense() {
        long count = values.elements();
        if (values.rank() != 1) {
            throw wrong(Code.TENSOR_SHAPE, "its values " + values + " are not a vector");
        }
        if (indices.dtype() != DType.INT64) {
            throw wrong(Code.TENSOR_TYPE, "its indices are " + indices.dtype() + ", not INT64");
        }
        int rank = proto.getDimsCount();
        boolean linear = indices.rank() == 1;
        var sizes = indices.sizes();
        if (linear ? sizes[0] != count : sizes.length != 2 || sizes[0] != count || sizes[1] != rank) {
            throw wrong(Code.TENSOR_SHAPE, "its indices " + indices + " do not fit values " + values);
        }
        return form.dtype() == DType.STRING ? strings(count, linear) : numbers(count, linear);
    }

    private Tensor numbers(long count, boolean linear) {
        int bits = form.dtype().bits();
        var source = values.packedBytes().orElseThrow();
        var out = form.buffer().array();
        for (long i = 0; i < count; i++) {
            long at = position(i, linear);
            if (bits % 8 == 0) {
                int width = bits / 8;
                for (int b = 0; b < width; b++) {
                    out[(int) (at * width + b)] = source.get(i * width + b);
                }
            } else {
                for (int b = 0; b < bits; b++) {
                    long from = i * bits + b;
                    long to = at * bits + b;
                    int bit = (source.get(from >>> 3) >>> (from & 7)) & 1;
                    out[(int) (to >>> 3)] |= (byte) (bit << (to & 7));
                }
            }
        }
        return Tensor.of(form.dtype(), form.sizes(), Bytes.of(out));
    }

    private Tensor strings(long count, boolean linear) {
        var all = new ArrayList<byte[]>(Collections.nCopies((int) form.elements(), new byte[0]));
        for (long i = 0; i < count; i++) {
            all.set((int) position(i, linear), values.getBytes(i));
        }
        return Tensor.ofStrings(form.sizes(), all);
    }

    private long position(long entry, boolean linear) {
        if (linear) {
            return within(indices.getLong(entry), form.elements());
        }
        var sizes = form.sizes();
        long position = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            position = position * sizes[axis] + within(indices.getLong(entry * sizes.length + axis), sizes[axis]);
        }
        return position;
    }

    private long within(long index, long size) {
        if (index < 0 || index >= size) {
            throw wrong(Code.TENSOR_SHAPE, "index " + index + " is not within an axis of " + size);
        }
        return index;
    }

    private FerryException wrong(Code code, String what) {
        return new FerryException(code, where, what, "export the model again");
    }
}
