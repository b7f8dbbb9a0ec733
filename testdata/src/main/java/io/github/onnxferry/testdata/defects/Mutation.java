package io.github.onnxferry.testdata.defects;

/**
 * One defect, told.
 *
 * @param kind what kind it is
 * @param function the function of the SavedModel that has it
 * @param node the TensorFlow node that computes something else than it should
 * @param what what is changed, in words
 * @param owner the scope of the ONNX node that the TensorFlow node was lowered from: the part of its name before the
 *     last slash; in the body of a loop or branch whose nodes have no scope that of the node that calls it
 * @param depth how far down the model the node is, from 0 at its inputs to 1 at its outputs
 */
public record Mutation(DefectKind kind, String function, String node, String what, String owner, double depth) {
    @Override
    public String toString() {
        return kind.text() + " at " + node + " of " + function + " (owner '" + owner + "'): " + what;
    }
}
