package io.github.onnxferry.converter.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.proto.TensorProto;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.SmallFloat;
import io.github.onnxferry.converter.tensor.Tensor;

/**
 * Tensors between their form in a file ({@link TensorProto}) and {@link Tensor}.
 *
 * <p>Source: the comments on TensorProto in ONNX's {@code onnx.proto} (IR version 14). Raw data is not copied: a tensor
 * whose message was parsed from a mapped file stays in the map.
 */
public final class OnnxTensors {
    private OnnxTensors() {}

    /**
     * A tensor whose elements are inside its message.
     *
     * @throws FerryException TENSOR_TYPE, TENSOR_SHAPE or TENSOR_SIZE if its type, lengths and data do not fit each
     *     other; EXTERNAL_DATA_INVALID if the elements are in another file
     */
    public static Tensor read(TensorProto proto) {
        return read(proto, where(proto));
    }

    /** As {@link #read(TensorProto)}, with messages that name the given place. */
    static Tensor read(TensorProto proto, String where) {
        if (isExternal(proto)) {
            throw new FerryException(
                    Code.EXTERNAL_DATA_INVALID,
                    where,
                    "its elements are in another file, which cannot be here",
                    "store the elements inside the message");
        }
        var form = TensorForm.of(proto, where);
        if (form.dtype() == DType.STRING) {
            form.expect(form.elements(), proto.getStringDataCount(), "strings");
            return Tensor.ofStrings(
                    form.sizes(),
                    proto.getStringDataList().stream()
                            .map(ByteString::toByteArray)
                            .toList());
        }
        if (proto.hasRawData()) {
            var raw = proto.getRawData().asReadOnlyByteBuffer();
            form.expect(form.bytes(), raw.remaining(), "bytes");
            return Tensor.of(form.dtype(), form.sizes(), Bytes.of(raw));
        }
        return Tensor.of(form.dtype(), form.sizes(), Bytes.of(typed(proto, form)));
    }

    /** Whether the elements are in another file. */
    static boolean isExternal(TensorProto proto) {
        return proto.getDataLocation() == TensorProto.DataLocation.EXTERNAL;
    }

    /** How messages name a tensor. */
    static String where(TensorProto proto) {
        return proto.getName().isEmpty() ? "tensor without name" : "tensor '" + proto.getName() + "'";
    }

    /** The elements of a typed field as they would be in raw data. */
    private static byte[] typed(TensorProto proto, TensorForm form) {
        return switch (form.dtype()) {
            case FLOAT, COMPLEX64 -> {
                long count = form.bytes() / 4;
                form.expect(count, proto.getFloatDataCount(), "numbers in float_data");
                var out = form.buffer();
                for (int i = 0; i < count; i++) {
                    out.putFloat(proto.getFloatData(i));
                }
                yield out.array();
            }
            case DOUBLE, COMPLEX128 -> {
                long count = form.bytes() / 8;
                form.expect(count, proto.getDoubleDataCount(), "numbers in double_data");
                var out = form.buffer();
                for (int i = 0; i < count; i++) {
                    out.putDouble(proto.getDoubleData(i));
                }
                yield out.array();
            }
            case INT64 -> {
                form.expect(form.elements(), proto.getInt64DataCount(), "numbers in int64_data");
                var out = form.buffer();
                for (int i = 0; i < form.elements(); i++) {
                    out.putLong(proto.getInt64Data(i));
                }
                yield out.array();
            }
            case UINT32, UINT64 -> {
                form.expect(form.elements(), proto.getUint64DataCount(), "numbers in uint64_data");
                var out = form.buffer();
                for (int i = 0; i < form.elements(); i++) {
                    if (form.dtype() == DType.UINT64) {
                        out.putLong(proto.getUint64Data(i));
                    } else {
                        out.putInt((int) proto.getUint64Data(i));
                    }
                }
                yield out.array();
            }
            default -> fromInt32(proto, form);
        };
    }

    /**
     * Types of at most 32 bits: one number an element, but 2- and 4-bit types are packed into bytes of one number each,
     * and 6-bit types take one number an element although they are packed in raw data.
     */
    private static byte[] fromInt32(TensorProto proto, TensorForm form) {
        int bits = form.dtype().bits();
        long count = bits < 6 ? form.bytes() : form.elements();
        form.expect(count, proto.getInt32DataCount(), "numbers in int32_data");
        var out = form.buffer();
        if (bits == 6) {
            var packer = new BitPacker(out.array(), bits);
            for (int i = 0; i < count; i++) {
                packer.put(proto.getInt32Data(i));
            }
            return out.array();
        }
        for (int i = 0; i < count; i++) {
            int value = proto.getInt32Data(i);
            switch (bits) {
                case 32 -> out.putInt(value);
                case 16 -> out.putShort((short) value);
                default -> out.put((byte) value);
            }
        }
        return out.array();
    }

    /**
     * The message of a tensor, with its elements as raw data (strings: string_data). Bytes that lie in the file's form
     * already are shared, not copied.
     *
     * @throws FerryException TOO_LARGE if the elements take 2 GiB or more
     */
    public static TensorProto write(String name, Tensor tensor) {
        var proto = TensorProto.newBuilder().setName(name).setDataType(OnnxTypes.number(tensor.dtype()));
        for (long size : tensor.sizes()) {
            proto.addDims(size);
        }
        if (tensor.dtype() == DType.STRING) {
            tensor.byteStrings().forEach(text -> proto.addStringData(UnsafeByteOperations.unsafeWrap(text)));
            return proto.build();
        }
        return proto.setRawData(raw(name, tensor)).build();
    }

    private static ByteString raw(String name, Tensor tensor) {
        long size = tensor.dtype().packedBytes(tensor.elements());
        if (size > Integer.MAX_VALUE - 64) {
            throw new FerryException(
                    Code.TOO_LARGE,
                    "tensor '" + name + "'",
                    "its " + size + " bytes do not fit into one message, which holds at most 2 GiB",
                    "");
        }
        var packed = tensor.packedBytes();
        if (packed.isPresent()) {
            var shared = packed.get().buffer();
            if (shared.isPresent()) {
                return UnsafeByteOperations.unsafeWrap(shared.get());
            }
        }
        var dtype = tensor.dtype();
        var out = new byte[(int) size];
        if (dtype.carrier() == dtype) {
            tensor.materialised().plainBytes().orElseThrow().get(0, out);
        } else {
            var packer = new BitPacker(out, dtype.bits());
            for (long i = 0; i < tensor.elements(); i++) {
                packer.put(pattern(dtype, tensor, i));
            }
        }
        return UnsafeByteOperations.unsafeWrap(out);
    }

    private static int pattern(DType dtype, Tensor tensor, long index) {
        if (dtype.isInteger()) {
            return (int) tensor.getLong(index);
        }
        double value = tensor.getDouble(index);
        if (dtype == DType.FLOAT8E8M0) {
            return Double.isNaN(value) ? 0xff : Math.getExponent(value) + 127;
        }
        return SmallFloat.valueOf(dtype.name()).encode(value, false);
    }

    /** Appends patterns of a few bits, the first in the lowest bits of the first byte. */
    private static final class BitPacker {
        private final byte[] target;
        private final int bits;
        private long position;

        BitPacker(byte[] target, int bits) {
            this.target = target;
            this.bits = bits;
        }

        void put(int pattern) {
            int value = (pattern & ((1 << bits) - 1)) << (position & 7);
            int at = (int) (position >>> 3);
            target[at] |= (byte) value;
            if (value > 0xff) {
                target[at + 1] |= (byte) (value >>> 8);
            }
            position += bits;
        }
    }
}
