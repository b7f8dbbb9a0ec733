package io.github.onnxferry.converter.lower.ops.neural;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** Normalisations: by stored statistics, or by those of the data along some axes. */
public final class NormalizationOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .ops("BatchNormalization", NormalizationOps::batch)
            .op("InstanceNormalization", NormalizationOps::instance)
            .ops("LayerNormalization", NormalizationOps::layer)
            .op("GroupNormalization", NormalizationOps::group)
            .op("RMSNormalization", NormalizationOps::rootMeanSquare)
            .op("LpNormalization", NormalizationOps::lp)
            .op("MeanVarianceNormalization", NormalizationOps::meanVariance)
            .op("LRN", NormalizationOps::localResponse)
            .build();

    /** The epsilon that the definition of MeanVarianceNormalization adds to the deviation. */
    private static final double MEAN_VARIANCE_EPSILON = 1e-9;

    private NormalizationOps() {}

    /** A vector over channels, {@code [C]}, as a factor of values of a rank, {@code [C, 1, ...]}. */
    private static Value alongChannels(Value vector, int rank, TfBuilder tf) {
        if (rank <= 2) {
            return vector;
        }
        var sizes = new long[rank - 1];
        Arrays.fill(sizes, 1);
        sizes[0] = -1;
        return tf.reshape(vector, sizes);
    }

    /** In inference one multiplication and one addition a element; in training also the running statistics. */
    private static List<Value> batch(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        if (n.flag("training_mode")) {
            return batchTraining(n, x, rank, tf);
        }
        var mean = n.in("input_mean");
        var variance = n.in("input_var");
        return List.of(batch(x, rank, mean, variance, n, tf));
    }

    private static Value batch(Value x, int rank, Value mean, Value variance, NodeView n, TfBuilder tf) {
        var statistics = mean.dtype();
        var scale = tf.cast(n.in("scale"), statistics);
        var bias = tf.cast(n.in("B"), statistics);
        var factor = tf.mul(scale, tf.rsqrt(tf.add(variance, n.float32("epsilon"))));
        var offset = tf.sub(bias, tf.mul(mean, factor));
        var wide = tf.cast(x, statistics);
        var scaled = tf.mul(wide, alongChannels(factor, rank, tf));
        return tf.cast(tf.add(scaled, alongChannels(offset, rank, tf)), x.dtype());
    }

    /** Running statistics are {@code old * momentum + current * (1 - momentum)} (ONNX BatchNormalization 15). */
    private static List<Value> batchTraining(NodeView n, Value x, int rank, TfBuilder tf) {
        var axes = LongStream.range(0, rank).filter(i -> i != 1).toArray();
        var statistics = n.in("input_mean").dtype();
        var wide = tf.cast(x, statistics);
        var mean = tf.reduce("Mean", wide, false, axes);
        var centred = tf.sub(wide, alongChannels(mean, rank, tf));
        var variance = tf.reduce("Mean", tf.square(centred), false, axes);
        float momentum = n.float32("momentum");
        return List.of(
                batch(x, rank, mean, variance, n, tf),
                running(n.in("input_mean"), mean, momentum, tf),
                running(n.in("input_var"), variance, momentum, tf));
    }

    private static Value running(Value old, Value current, float momentum, TfBuilder tf) {
        return tf.add(tf.mul(old, momentum), tf.mul(current, 1 - (double) momentum));
    }

    /** {@code (x - mean) / sqrt(variance + epsilon)} over the given axes. */
    private static Value standardise(Value x, double epsilon, TfBuilder tf, long... axes) {
        var centred = tf.sub(x, tf.reduce("Mean", x, true, axes));
        var variance = tf.reduce("Mean", tf.square(centred), true, axes);
        return tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
    }

    private static Value instance(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        int rank = n.rank("input");
        var normal = standardise(
                x, n.float32("epsilon"), tf, LongStream.range(2, rank).toArray());
        var scaled = tf.mul(normal, alongChannels(n.in("scale"), rank, tf));
        return tf.add(scaled, alongChannels(n.in("B"), rank, tf));
    }

    /** Statistics are computed in {@code stash_type} (ONNX LayerNormalization 17). */
    private static List<Value> layer(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        var axes = LongStream.range(n.axis("axis", rank), rank).toArray();
        var stash = n.dtype("stash_type");
        var wide = tf.cast(x, widest(stash, x.dtype()));
        var mean = tf.reduce("Mean", wide, true, axes);
        var centred = tf.sub(wide, mean);
        var variance = tf.reduce("Mean", tf.square(centred), true, axes);
        var inverse = tf.rsqrt(tf.add(variance, n.float32("epsilon")));
        var normal = tf.cast(tf.mul(centred, inverse), x.dtype());
        var scaled = tf.mul(normal, n.in("Scale"));
        var result = n.optional("B").map(b -> tf.add(scaled, b)).orElse(scaled);
        return List.of(result, tf.cast(mean, stash), tf.cast(inverse, stash));
    }

    private static DType widest(DType stash, DType data) {
        return data == DType.DOUBLE ? data : stash;
    }

    /** Channels in groups, each standardised over its channels and space (ONNX GroupNormalization 21). */
    private static Value group(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        long groups = n.int64("num_groups");
        var stash = widest(n.dtype("stash_type"), x.dtype());
        var sizes = new ArrayList<Value>();
        sizes.add(tf.sizeOf(x, 0));
        sizes.add(tf.int64(groups));
        sizes.add(tf.int64(-1));
        var grouped = tf.reshape(tf.cast(x, stash), tf.pack(sizes, 0));
        var normal = tf.reshape(standardise(grouped, n.float32("epsilon"), tf, 2), tf.shapeOf(x));
        var restored = tf.cast(normal, x.dtype());
        var scaled = tf.mul(restored, alongChannels(n.in("scale"), rank, tf));
        return tf.add(scaled, alongChannels(n.in("bias"), rank, tf));
    }

    /** {@code x / sqrt(mean(x^2) + epsilon) * scale} (ONNX RMSNormalization 23). */
    private static Value rootMeanSquare(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        var axes = LongStream.range(n.axis("axis", rank), rank).toArray();
        var wide = tf.cast(x, widest(n.dtype("stash_type"), x.dtype()));
        var meanSquare = tf.reduce("Mean", tf.square(wide), true, axes);
        var normal = tf.mul(wide, tf.rsqrt(tf.add(meanSquare, n.float32("epsilon"))));
        return tf.mul(tf.cast(normal, x.dtype()), n.in("scale"));
    }

    /** {@code x} over its norm along an axis; zeros stay zeros (ONNX LpNormalization 22). */
    private static Value lp(NodeView n, TfBuilder tf) {
        var x = n.in("input");
        int axis = n.axis("axis", n.rank("input"));
        var norm = n.int64("p") == 1
                ? tf.reduce("Sum", tf.abs(x), true, axis)
                : tf.sqrt(tf.reduce("Sum", tf.square(x), true, axis));
        return tf.op("DivNoNan").in(x, norm).one();
    }

    private static Value meanVariance(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var axes = n.int64s("axes");
        var mean = tf.reduce("Mean", x, true, axes);
        var meanSquare = tf.reduce("Mean", tf.square(x), true, axes);
        var deviation = tf.sqrt(tf.sub(meanSquare, tf.square(mean)));
        return tf.div(tf.sub(x, mean), tf.add(deviation, MEAN_VARIANCE_EPSILON));
    }

    /**
     * {@code x / (bias + alpha / size * sum)^beta}, the sum over squares of {@code size} neighbouring channels, one more
     * behind than before where the size is even (ONNX LRN 13).
     */
    private static Value localResponse(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        long size = n.int64("size");
        long before = (size - 1) / 2;
        long after = size - 1 - before;
        var pads = new long[2 * rank];
        pads[2] = before;
        pads[3] = after;
        var padded = tf.pad(tf.square(x), tf.like(x, 0), pads);
        var channels = tf.sizeOf(x, 1);
        var sum = IntStream.range(0, (int) size)
                .mapToObj(i -> tf.gather(padded, tf.range(tf.int64(i), tf.add(channels, i), tf.int64(1)), 1))
                .reduce(tf::add)
                .orElseThrow();
        var base = tf.add(tf.mul(sum, n.float32("alpha") / (double) size), n.float32("bias"));
        return tf.div(x, tf.pow(base, tf.like(x, n.float32("beta"))));
    }
}
