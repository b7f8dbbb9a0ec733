package io.github.onnxferry.parity.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A model in memory, split for ONNX Runtime: its structure as bytes, and its larger weights as tensors over the memory in
 * which they lie already.
 */
final class SharedWeights implements AutoCloseable {
    /** Below this many bytes a copy costs nothing. */
    private static final long SMALL = 4096;

    static final SharedWeights NONE = new SharedWeights(new byte[0], Map.of());

    private final byte[] structure;
    private final Map<String, OnnxTensor> tensors;

    private SharedWeights(byte[] structure, Map<String, OnnxTensor> tensors) {
        this.structure = structure;
        this.tensors = tensors;
    }

    static SharedWeights of(OnnxModel model, OrtEnvironment environment) {
        var shared = new LinkedHashMap<String, OnnxTensor>();
        var graph = model.graph();
        graph.initializers()
                .forEach((name, tensor) -> memory(tensor)
                        .flatMap(bytes -> OnnxRuntimeTensors.over(environment, tensor, bytes))
                        .ifPresent(t -> shared.put(name, t)));
        // An initializer that is an input may be fed, and is then no constant that ONNX Runtime can be given.
        graph.inputs().forEach(i -> Optional.ofNullable(shared.remove(i.name())).ifPresent(OnnxTensor::close));
        return new SharedWeights(OnnxWriter.structure(model, shared.keySet()), shared);
    }

    private static Optional<ByteBuffer> memory(Tensor tensor) {
        return tensor.plainBytes()
                .filter(bytes -> bytes.size() >= SMALL)
                .flatMap(bytes -> bytes.buffer())
                .filter(ByteBuffer::isDirect)
                .map(buffer -> buffer.order(ByteOrder.nativeOrder()));
    }

    /** The model without the shared weights. */
    byte[] structure() {
        return structure;
    }

    /** Lets a session use the shared weights. */
    void addTo(OrtSession.SessionOptions options) throws OrtException {
        if (!tensors.isEmpty()) {
            options.addExternalInitializers(new LinkedHashMap<>(tensors));
        }
    }

    /** Gives up the tensors, not the memory below them. To be called when no session uses them. */
    @Override
    public void close() {
        tensors.values().forEach(OnnxTensor::close);
    }
}
