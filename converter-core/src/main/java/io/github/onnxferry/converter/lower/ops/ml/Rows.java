package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/** Inputs of models as rows of features. */
final class Rows {
    private Rows() {}

    /** The input as {@code [N, features]}; a vector is one row. */
    static Value of(NodeView n, Value x, TfBuilder tf) {
        int rank = n.rank(x, "X");
        if (rank == 1) {
            return tf.expandDims(x, 0);
        }
        if (rank != 2) {
            throw n.unsupported("an input of rank " + rank + " is not rows of features");
        }
        return x;
    }

    /** The input as {@code [N, features]} in single precision. */
    static Value single(NodeView n, TfBuilder tf) {
        return tf.cast(of(n, n.in("X"), tf), DType.FLOAT);
    }
}
