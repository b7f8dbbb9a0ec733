package io.github.onnxferry.parity.result;

import java.util.Comparator;
import java.util.List;

/**
 * Where both sides part: every value inside of the model that both have.
 *
 * @param record the record whose inputs were fed
 * @param layers a row a value, in the order of the model
 * @param left values of the ONNX model that TensorFlow's graph does not hold, such as those that are folded away
 */
public record LayerReport(String record, List<LayerResult> layers, List<String> left) {
    public LayerReport {
        layers = List.copyOf(layers);
        left = List.copyOf(left);
    }

    /**
     * One value.
     *
     * @param value its name in the ONNX model
     * @param node the node that computes it, such as {@code node 'conv1' (Conv)}
     * @param op the operator of the node
     * @param tensor where TensorFlow's graph holds it
     * @param dtype element type, in lower case
     * @param shape its shape
     * @param isolated error in units of the tolerance when TensorFlow computes the layer from the reference's values
     * @param cumulative error in units of the tolerance when TensorFlow computes everything from the model's inputs
     * @param isolatedAbs largest distance behind {@code isolated}
     * @param cumulativeAbs largest distance behind {@code cumulative}
     * @param note what kept one of both from being computed; empty if nothing did
     * @param inputs the values that the node reads, by name in the ONNX model
     */
    public record LayerResult(
            String value,
            String node,
            String op,
            String tensor,
            String dtype,
            List<Long> shape,
            double isolated,
            double cumulative,
            double isolatedAbs,
            double cumulativeAbs,
            String note,
            List<String> inputs) {
        public LayerResult {
            shape = List.copyOf(shape);
            inputs = List.copyOf(inputs);
        }

        /** Whether the layer by itself computes something else. */
        public boolean differs() {
            return !(isolated <= 1);
        }
    }

    /** The layers, those whose own error is the largest first; among equals the earlier first. */
    public List<LayerResult> ranked() {
        return layers.stream()
                .sorted(Comparator.comparingDouble(LayerResult::isolated).reversed())
                .toList();
    }
}
