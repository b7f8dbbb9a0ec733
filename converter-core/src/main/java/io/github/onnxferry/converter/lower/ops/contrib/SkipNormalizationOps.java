package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.NormalizationOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Normalisations of sums. */
public final class SkipNormalizationOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .ops("SkipLayerNormalization", SkipNormalizationOps::skipLayer)
            .ops("SkipSimplifiedLayerNormalization", SkipNormalizationOps::skipSimplified)
            .gap("a mean, which the simplified normalisation has not", n -> n.wants("mean"))
            .ops("GroupNorm", SkipNormalizationOps::group)
            .ops("SkipGroupNorm", SkipNormalizationOps::group)
            .build();

    /** The rows of operators that ONNX Runtime adds to the standard's own domain. */
    public static final LoweringTable STANDARD_DOMAIN = LoweringTable.of(Domain.ONNX)
            .ops("SimplifiedLayerNormalization", SkipNormalizationOps::simplified)
            .build();

    private static final float SIMPLIFIED_EPSILON = 1e-5f;

    private SkipNormalizationOps() {}

    /**
     * SkipLayerNormalization: the layer normalisation, over the last axis, of {@code input + skip + bias}. The skip may lack
     * the batch, or have one of 1. Everything is computed in float32; the sum is an output too.
     */
    private static List<Value> skipLayer(NodeView n, TfBuilder tf) {
        var sum = sum(n, tf);
        var form = Standard.of(n, "LayerNormalization")
                .in(sum, tf.cast(n.in("gamma"), DType.FLOAT))
                .in(n.optional("beta").map(b -> tf.cast(b, DType.FLOAT)))
                .with("epsilon", n.float32("epsilon"));
        var normal = form.all(NormalizationOps.TABLE, tf);
        var dtype = n.in("input").dtype();
        return List.of(tf.cast(normal.get(0), dtype), normal.get(1), normal.get(2), tf.cast(sum, dtype));
    }

    /** SkipSimplifiedLayerNormalization: without mean and offset. */
    private static List<Value> skipSimplified(NodeView n, TfBuilder tf) {
        var sum = sum(n, tf);
        var inverse = inverseRootMeanSquare(sum, n.float32("epsilon"), tf, -1);
        var normal = tf.mul(tf.mul(sum, inverse), tf.cast(n.in("gamma"), DType.FLOAT));
        var dtype = n.in("input").dtype();
        return List.of(tf.cast(normal, dtype), tf.like(sum, 0), inverse, tf.cast(sum, dtype));
    }

    private static Value sum(NodeView n, TfBuilder tf) {
        var sum = tf.add(tf.cast(n.in("input"), DType.FLOAT), tf.cast(n.in("skip"), DType.FLOAT));
        return n.optional("bias").map(b -> tf.add(sum, tf.cast(b, DType.FLOAT))).orElse(sum);
    }

    private static Value inverseRootMeanSquare(Value x, float epsilon, TfBuilder tf, long... axes) {
        return tf.rsqrt(tf.add(tf.reduce("Mean", tf.square(x), true, axes), epsilon));
    }

    /**
     * SimplifiedLayerNormalization: {@code x / sqrt(mean(x^2) + epsilon) * scale} over the axes from {@code axis} on, and
     * one over the root. The result has the dtype of the scale.
     */
    private static List<Value> simplified(NodeView n, TfBuilder tf) {
        var x = n.inputs().get(0).orElseThrow(() -> n.invalid("input X is missing"));
        var scale = n.inputs().get(1).orElseThrow(() -> n.invalid("input scale is missing"));
        int rank = n.rank(x, "X");
        var axes = LongStream.range(n.axis(n.optionalInt64("axis").orElse(-1L), rank), rank)
                .toArray();
        var wide = tf.cast(x, x.dtype() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT);
        var epsilon = n.optionalFloat32("epsilon").orElse(SIMPLIFIED_EPSILON);
        var inverse = inverseRootMeanSquare(wide, epsilon, tf, axes);
        var normal = tf.mul(tf.mul(wide, inverse), tf.cast(scale, wide.dtype()));
        return List.of(tf.cast(normal, scale.dtype()), inverse);
    }

    /**
     * GroupNorm and SkipGroupNorm: the sum {@code X + skip + bias} normalised over each group of channels and all of space,
     * then {@code x * sigmoid(x)} if {@code activation} is 1. Channels are last by default. A skip of {@code [N, C]} counts
     * everywhere in space.
     */
    private static List<Value> group(NodeView n, TfBuilder tf) {
        boolean last = n.flag("channels_last");
        var x = n.in("X");
        int rank = n.rank("X");
        var wide = tf.cast(x, DType.FLOAT);
        boolean skips = n.op().equals("SkipGroupNorm");
        var sum = skips ? plusChannels(n, wide, rank, last, tf) : wide;
        var image = last ? sum : tf.toChannelsLast(sum);
        long groups = n.int64("groups");
        var sizes = new ArrayList<Value>();
        for (int i = 0; i + 1 < rank; i++) {
            sizes.add(tf.sizeOf(image, i));
        }
        sizes.add(tf.int64(groups));
        sizes.add(tf.floorDiv(tf.sizeOf(image, rank - 1), tf.int64(groups)));
        var grouped = tf.reshape(image, tf.pack(sizes, 0));
        var axes = LongStream.concat(LongStream.range(1, rank - 1), LongStream.of(rank))
                .toArray();
        var centred = tf.sub(grouped, tf.reduce("Mean", grouped, true, axes));
        var variance = tf.reduce("Mean", tf.square(centred), true, axes);
        var normal = tf.mul(centred, tf.rsqrt(tf.add(variance, n.float32("epsilon"))));
        var scaled = tf.mul(tf.reshape(normal, tf.shapeOf(image)), tf.cast(n.in("gamma"), DType.FLOAT));
        var shifted = tf.add(scaled, tf.cast(n.in("beta"), DType.FLOAT));
        var active = n.flag("activation") ? BiasOps.swish(n, shifted, 1, tf) : shifted;
        var y = tf.cast(last ? active : tf.toChannelsFirst(active), x.dtype());
        return skips ? List.of(y, tf.cast(sum, x.dtype())) : List.of(y);
    }

    private static Value plusChannels(NodeView n, Value x, int rank, boolean last, TfBuilder tf) {
        var skip = alongChannels(tf.cast(n.in("skip"), DType.FLOAT), n, rank, last, tf);
        var sum = tf.add(x, skip);
        return n.optional("bias")
                .map(b -> tf.add(sum, alongChannels(tf.cast(b, DType.FLOAT), n, rank, last, tf)))
                .orElse(sum);
    }

    /** A summand {@code [C]} or {@code [N, C]} in a shape that broadcasts with the data; one of full rank as it is. */
    private static Value alongChannels(Value summand, NodeView n, int rank, boolean last, TfBuilder tf) {
        int own = n.rank(summand, "skip");
        if (own == rank) {
            return summand;
        }
        var sizes = new ArrayList<Value>();
        sizes.add(own == 2 ? tf.sizeOf(summand, 0) : tf.int64(1));
        for (int i = 1; i < rank; i++) {
            boolean channels = i == (last ? rank - 1 : 1);
            sizes.add(channels ? tf.sizeOf(summand, own - 1) : tf.int64(1));
        }
        return tf.reshape(summand, tf.pack(sizes, 0));
    }
}
