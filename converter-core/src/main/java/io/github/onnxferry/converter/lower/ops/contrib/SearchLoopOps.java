package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Searches for sequences, which are programs around a decoder and refused as such. */
public final class SearchLoopOps {
    private static final String REASON =
            "a search is a program around a decoder: convert the decoder by itself, and search outside of it";

    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .ops("BeamSearch", SearchLoopOps::refuse)
            .gap(REASON, n -> true)
            .ops("GreedySearch", SearchLoopOps::refuse)
            .gap(REASON, n -> true)
            .ops("Sampling", SearchLoopOps::refuse)
            .gap(REASON, n -> true)
            .ops("WhisperBeamSearch", SearchLoopOps::refuse)
            .gap(REASON, n -> true)
            .build();

    private SearchLoopOps() {}

    private static List<Value> refuse(NodeView n, TfBuilder tf) {
        throw n.unsupported(REASON);
    }
}
