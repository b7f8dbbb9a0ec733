package io.github.onnxferry.parity.run;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

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

    static SharedWeights of(OnnxModel whole, OrtEnvironment environment) {
        var model = whole.withGraph(used(whole.graph()));
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

    /** Without initializers that nothing reads: ONNX Runtime drops them, and then refuses to be given them. */
    private static OnnxGraph used(OnnxGraph graph) {
        var read = new HashSet<String>();
        Stream.concat(graph.inputs().stream(), graph.outputs().stream())
                .map(OnnxValue::name)
                .forEach(read::add);
        OnnxNode.all(graph.nodes()).forEach(node -> {
            read.addAll(node.inputs());
            node.bodies().forEach(b -> b.outputs().forEach(o -> read.add(o.name())));
        });
        var initializers = new LinkedHashMap<>(graph.initializers());
        initializers.keySet().retainAll(read);
        return new OnnxGraph(
                graph.name(), graph.nodes(), graph.inputs(), graph.outputs(), initializers, graph.valueTypes());
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
