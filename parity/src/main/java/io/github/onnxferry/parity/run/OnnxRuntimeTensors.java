package io.github.onnxferry.parity.run;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxMap;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tensors on their way into ONNX Runtime and out of it, as far as its Java interface goes. */
final class OnnxRuntimeTensors {
    /** Types that can be fed; the Java interface has no others. */
    private static final Map<DType, OnnxJavaType> FED = new EnumMap<>(Map.of(
            DType.BOOL, OnnxJavaType.BOOL,
            DType.UINT8, OnnxJavaType.UINT8,
            DType.INT8, OnnxJavaType.INT8,
            DType.INT16, OnnxJavaType.INT16,
            DType.INT32, OnnxJavaType.INT32,
            DType.INT64, OnnxJavaType.INT64,
            DType.FLOAT16, OnnxJavaType.FLOAT16,
            DType.BFLOAT16, OnnxJavaType.BFLOAT16,
            DType.FLOAT, OnnxJavaType.FLOAT,
            DType.DOUBLE, OnnxJavaType.DOUBLE));

    private OnnxRuntimeTensors() {}

    static OnnxTensor toNative(OrtEnvironment environment, String name, Datum value) throws OrtException {
        if (!(value instanceof Datum.Dense dense)) {
            throw refused("input '" + name + "'", "takes no sequence, optional or map");
        }
        var tensor = dense.tensor();
        if (tensor.dtype() == DType.STRING) {
            var texts = tensor.byteStrings().stream()
                    .map(b -> new String(b, StandardCharsets.UTF_8))
                    .toArray(String[]::new);
            return OnnxTensor.createTensor(environment, texts, tensor.sizes());
        }
        var type = FED.get(tensor.dtype());
        if (type == null) {
            throw refused("input '" + name + "'", "takes no " + tensor.dtype());
        }
        var bytes = ByteBuffer.allocateDirect(Math.toIntExact(tensor.carrierBytes()))
                .order(ByteOrder.nativeOrder());
        try {
            tensor.writeTo(new DirectChannel(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return OnnxTensor.createTensor(environment, bytes.flip(), tensor.sizes(), type);
    }

    /** A tensor over bytes that lie in direct memory, which is not copied; nothing for types that are not known there. */
    static Optional<OnnxTensor> over(OrtEnvironment environment, Tensor tensor, ByteBuffer bytes) {
        var type = FED.get(tensor.dtype());
        if (type == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(OnnxTensor.createTensor(environment, bytes, tensor.sizes(), type));
        } catch (OrtException e) {
            throw new FerryException(Code.RUNTIME_LOAD, "a weight", "ONNX Runtime: " + e.getMessage(), "", e);
        }
    }

    static Tensor fromNative(String name, OnnxTensor tensor) throws OrtException {
        var info = tensor.getInfo();
        var sizes = info.getShape();
        var dtype =
                dtype(info.onnxType).orElseThrow(() -> refused("output '" + name + "'", "gives no " + info.onnxType));
        if (dtype == DType.STRING) {
            return Tensor.ofStrings(sizes, strings(tensor.getValue()));
        }
        return Tensor.of(dtype, sizes, Bytes.of(tensor.getByteBuffer()));
    }

    private static Optional<DType> dtype(OnnxTensorType type) {
        String name = type.name().substring("ONNX_TENSOR_ELEMENT_DATA_TYPE_".length());
        return Arrays.stream(DType.values()).filter(d -> d.name().equals(name)).findFirst();
    }

    /** The strings of a text or of nested arrays of texts. */
    private static List<byte[]> strings(Object value) {
        List<byte[]> strings = new ArrayList<>();
        if (value instanceof Object[] array) {
            for (var item : array) {
                strings.addAll(strings(item));
            }
        } else {
            strings.add(((String) value).getBytes(StandardCharsets.UTF_8));
        }
        return strings;
    }

    /** A map of ONNX Runtime, whose values are scalars. */
    static Datum.Mapping mapping(OnnxMap map) throws OrtException {
        List<byte[]> texts = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        List<Datum> values = new ArrayList<>();
        for (var entry : map.getValue().entrySet()) {
            if (entry.getKey() instanceof String text) {
                texts.add(text.getBytes(StandardCharsets.UTF_8));
            } else {
                numbers.add((Long) entry.getKey());
            }
            values.add(Datum.of(scalar(entry.getValue())));
        }
        var keys = texts.isEmpty()
                ? Tensor.vector(numbers.stream().mapToLong(Long::longValue).toArray())
                : Tensor.ofStrings(new long[] {texts.size()}, texts);
        return new Datum.Mapping(keys, values);
    }

    private static Tensor scalar(Object value) {
        if (value instanceof Float number) {
            return Tensor.ofFloats(new long[0], number);
        }
        if (value instanceof Double number) {
            return Tensor.scalar(DType.DOUBLE, number);
        }
        if (value instanceof Long number) {
            return Tensor.ofLongs(DType.INT64, new long[0], number);
        }
        return Tensor.ofStrings(new long[0], List.of(((String) value).getBytes(StandardCharsets.UTF_8)));
    }

    private static FerryException refused(String where, String what) {
        return new FerryException(
                Code.UNSUPPORTED_TYPE,
                where,
                "ONNX Runtime's Java interface " + what,
                "give inputs and outputs as test data, which needs no reference run");
    }

    /** Writes into a direct buffer. */
    private record DirectChannel(ByteBuffer target) implements WritableByteChannel {
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
