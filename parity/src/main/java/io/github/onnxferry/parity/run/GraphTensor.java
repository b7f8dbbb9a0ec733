package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;

/**
 * A tensor of a TensorFlow graph.
 *
 * @param node name of the operation that gives it
 * @param index which of the operation's outputs it is, counted over all elements of list outputs
 */
public record GraphTensor(String node, int index) {
    /**
     * Reads TensorFlow's way to write it: {@code node:1}, or {@code node} for the first output.
     *
     * @throws FerryException CONTRACT if there is no number behind the colon
     */
    public static GraphTensor parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            return new GraphTensor(text, 0);
        }
        String digits = text.substring(colon + 1);
        if (!digits.matches("[0-9]{1,9}")) {
            throw new FerryException(
                    Code.CONTRACT, "tensor '" + text + "'", "is no name of a tensor", "write it as NODE:INDEX");
        }
        return new GraphTensor(text.substring(0, colon), Integer.parseInt(digits));
    }

    /** The same tensor of a copy of its graph below a prefix. */
    public GraphTensor below(String prefix) {
        return new GraphTensor(prefix + "/" + node, index);
    }

    /** As TensorFlow writes it: {@code node:1}. */
    @Override
    public String toString() {
        return node + ":" + index;
    }
}
