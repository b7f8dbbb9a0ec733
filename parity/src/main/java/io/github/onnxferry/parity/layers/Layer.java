package io.github.onnxferry.parity.layers;

import java.util.List;

/**
 * A value of the ONNX model that both sides have.
 *
 * @param value the value
 * @param tensors the tensors of TensorFlow's function that hold it; at least one
 */
record Layer(LayerValue value, List<HeldTensor> tensors) {
    Layer {
        tensors = List.copyOf(tensors);
    }

    String name() {
        return value.name();
    }
}
