package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.run.GraphTensor;
import java.util.List;
import java.util.Map;

/**
 * A tensor with respect to which the outputs are differentiated.
 *
 * @param name its name in the ONNX model
 * @param variable whether it is a weight, not an input
 * @param value its value in the ONNX model
 * @param places where the function has it, without scope, and how its elements lie there; several where it is read several
 *     times
 */
record Target(String name, boolean variable, Tensor value, Map<GraphTensor, Layout> places) {
    Target {
        places = Map.copyOf(places);
    }

    List<GraphTensor> tensors() {
        return List.copyOf(places.keySet());
    }
}
