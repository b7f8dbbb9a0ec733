package io.github.onnxferry.parity.run;

import static org.tensorflow.internal.c_api.global.tensorflow.TF_AllocateTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_DeleteTensor;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_Dim;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_NumDims;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_Copy;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetDataPointer;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_GetSize;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TString_Init;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorData;
import static org.tensorflow.internal.c_api.global.tensorflow.TF_TensorType;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;

/** Tensors on their way into TensorFlow's memory and out of it, through its C interface, which knows every dtype. */
final class TensorFlowTensors {
    /** Bytes of TensorFlow's string, {@code TF_TString}. */
    private static final long STRING_BYTES = 24;

    private TensorFlowTensors() {}

    /** Copies a tensor into TensorFlow's memory, in its carrier; {@link #delete} frees it. */
    static TF_Tensor toNative(Tensor tensor) {
        boolean strings = tensor.dtype() == DType.STRING;
        long bytes = strings ? tensor.elements() * STRING_BYTES : tensor.carrierBytes();
        var handle = TF_AllocateTensor(
                TensorFlowDTypes.of(tensor.dtype()).getNumber(), tensor.sizes(), tensor.rank(), bytes);
        if (strings) {
            for (long i = 0; i < tensor.elements(); i++) {
                var slot = string(handle, i);
                var text = tensor.getBytes(i);
                TF_TString_Init(slot);
                try (var copied = new BytePointer(text)) {
                    TF_TString_Copy(slot, copied, text.length);
                }
            }
        } else if (bytes > 0) {
            try {
                tensor.writeTo(new NativeChannel(data(handle, bytes)));
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
        }
        return handle;
    }

    /** Frees a tensor that {@link #toNative} made; TensorFlow frees the strings in it itself. */
    static void delete(TF_Tensor handle) {
        TF_DeleteTensor(handle);
    }

    /** Copies a tensor out of TensorFlow's memory, in TensorFlow's dtype. */
    static Tensor fromNative(TF_Tensor handle, String where) {
        var dtype = TensorFlowDTypes.of(TF_TensorType(handle))
                .orElseThrow(() -> new FerryException(
                        Code.CONTRACT,
                        where,
                        "TensorFlow answers with its type number " + TF_TensorType(handle) + ", which ONNX lacks",
                        ""));
        var sizes = new long[TF_NumDims(handle)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = TF_Dim(handle, i);
        }
        if (dtype == DType.STRING) {
            List<byte[]> strings = new ArrayList<>();
            for (long i = 0; i < Tensor.elements(sizes); i++) {
                strings.add(text(string(handle, i)));
            }
            return Tensor.ofStrings(sizes, strings);
        }
        var bytes = new byte[Math.toIntExact(dtype.packedBytes(Tensor.elements(sizes)))];
        if (bytes.length > 0) {
            data(handle, bytes.length).get(bytes);
        }
        return Tensor.of(dtype, sizes, Bytes.of(bytes));
    }

    private static byte[] text(TF_TString slot) {
        var text = new byte[Math.toIntExact(TF_TString_GetSize(slot))];
        if (text.length > 0) {
            TF_TString_GetDataPointer(slot).get(text);
        }
        return text;
    }

    private static ByteBuffer data(TF_Tensor handle, long bytes) {
        return new BytePointer(TF_TensorData(handle)).capacity(bytes).asByteBuffer();
    }

    /** The string at an index, in place. */
    private static TF_TString string(TF_Tensor handle, long index) {
        return new TF_TString(TF_TensorData(handle)).getPointer(index);
    }

    /** Writes into a buffer of native memory. */
    private record NativeChannel(ByteBuffer target) implements WritableByteChannel {
        @Override
        public int write(ByteBuffer source) {
            int count = source.remaining();
            target.put(source);
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
