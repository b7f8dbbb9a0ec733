package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Losses of classification: scores or log-probabilities of classes {@code [N, C, d...]} against labels {@code [N, d...]}. */
public final class LossOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("NegativeLogLikelihoodLoss", LossOps::negativeLogLikelihood)
            .ops("SoftmaxCrossEntropyLoss", LossOps::softmaxCrossEntropy)
            .build();

    private LossOps() {}

    private static Value negativeLogLikelihood(NodeView n, TfBuilder tf) {
        int rank = n.rank("input");
        return loss(n, classesLast(n.in("input"), rank, tf), n.in("target"), n.optional("weight"), rank, tf);
    }

    /** The negative log-likelihood of {@code log(softmax(scores))}, which is also an output (ONNX SoftmaxCrossEntropyLoss 13). */
    private static List<Value> softmaxCrossEntropy(NodeView n, TfBuilder tf) {
        int rank = n.rank("scores");
        var logProb = tf.unary("LogSoftmax", classesLast(n.in("scores"), rank, tf));
        var results = new ArrayList<Value>();
        results.add(loss(n, logProb, n.in("labels"), n.optional("weights"), rank, tf));
        if (n.outputCount() > 1) {
            results.add(rank > 2 ? tf.toChannelsFirst(logProb) : logProb);
        }
        return results;
    }

    private static Value classesLast(Value x, int rank, TfBuilder tf) {
        return rank > 2 ? tf.toChannelsLast(x) : x;
    }

    /**
     * {@code -logProb[label] * weight[label]}, 0 where the label is the one to ignore, which need not be a class; the mean
     * is that over the weights of the labels that count (ONNX NegativeLogLikelihoodLoss 22).
     */
    private static Value loss(NodeView n, Value logProb, Value labels, Optional<Value> weight, int rank, TfBuilder tf) {
        var counts = n.optionalInt64("ignore_index").map(i -> tf.notEqual(labels, tf.like(labels, i)));
        var classes = counts.map(c -> tf.select(c, labels, tf.like(labels, 0))).orElse(labels);
        var losses = tf.neg(tf.op("GatherV2")
                .in(logProb, classes, tf.int64(rank - 1L))
                .attr("batch_dims", rank - 1L)
                .one());
        var zero = tf.like(logProb, 0);
        var weights = weight.map(w -> tf.gather(w, classes, 0));
        if (weights.isPresent()) {
            losses = tf.mul(losses, weights.get());
        }
        if (counts.isPresent()) {
            losses = tf.select(counts.get(), losses, zero);
            var each = weights.orElseGet(() -> tf.like(logProb, 1));
            weights = Optional.of(tf.select(counts.get(), each, zero));
        }
        var axes = LongStream.range(0, rank - 1L).toArray();
        return switch (n.string("reduction")) {
            case "none" -> losses;
            case "sum" -> tf.reduce("Sum", losses, false, axes);
            case "mean" ->
                weights.isPresent()
                        ? tf.div(tf.reduce("Sum", losses, false, axes), tf.reduce("Sum", weights.get(), false, axes))
                        : tf.reduce("Mean", losses, false, axes);
            default -> throw n.invalid("there is no reduction " + n.string("reduction"));
        };
    }
}
