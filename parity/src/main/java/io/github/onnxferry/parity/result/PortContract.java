package io.github.onnxferry.parity.result;

/**
 * One input or output of the ONNX model, and what the SavedModel makes of it.
 *
 * @param input whether it is an input
 * @param name its name in the ONNX model
 * @param expected its type in the ONNX model, such as {@code float[batch, 3, 8, 8]}
 * @param key its key in the signature of the SavedModel; several with commas where a value crosses as several tensors
 * @param actual its type in the signature
 * @param complaint what differs; empty if the contract is kept
 */
public record PortContract(boolean input, String name, String expected, String key, String actual, String complaint) {
    /** Whether the contract is kept. */
    public boolean isKept() {
        return complaint.isEmpty();
    }
}
