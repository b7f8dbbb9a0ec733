package io.github.onnxferry.converter.lower.ops.image;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Channels to blocks of space, and back. */
public final class DepthSpaceOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("DepthToSpace", DepthSpaceOps::depthToSpace)
            .parity(Parity.EXACT)
            .op("SpaceToDepth", DepthSpaceOps::spaceToDepth)
            .parity(Parity.EXACT)
            .build();

    private DepthSpaceOps() {}

    /**
     * {@code DepthToSpace}: channels are {@code [block, block, C]} in mode {@code DCR}, as in TensorFlow's kernel, and
     * {@code [C, block, block]} in mode {@code CRD}.
     */
    private static Value depthToSpace(NodeView n, TfBuilder tf) {
        long block = n.int64("blocksize");
        boolean blockFirst = isBlockFirst(n);
        var x = ChannelsLast.ofRank(n, tf, n.in("input"), 4);
        if (block == 1) {
            return x;
        }
        return ChannelsLast.apply(tf, x, image -> {
            if (blockFirst) {
                return tf.op("DepthToSpace").in(image).attr("block_size", block).one();
            }
            var height = tf.sizeOf(image, 1);
            var width = tf.sizeOf(image, 2);
            var side = tf.int64(block);
            var channels = tf.floorDiv(tf.sizeOf(image, 3), tf.int64(block * block));
            var apart = reshape(tf, image, tf.sizeOf(image, 0), height, width, channels, side, side);
            return reshape(
                    tf,
                    tf.transpose(apart, 0, 1, 4, 2, 5, 3),
                    tf.sizeOf(image, 0),
                    tf.mul(height, side),
                    tf.mul(width, side),
                    channels);
        });
    }

    /** {@code SpaceToDepth}, the inverse of {@code DepthToSpace} in either mode. */
    private static Value spaceToDepth(NodeView n, TfBuilder tf) {
        long block = n.int64("blocksize");
        boolean blockFirst = isBlockFirst(n);
        var x = ChannelsLast.ofRank(n, tf, n.in("input"), 4);
        if (block == 1) {
            return x;
        }
        return ChannelsLast.apply(tf, x, image -> {
            if (blockFirst) {
                return tf.op("SpaceToDepth").in(image).attr("block_size", block).one();
            }
            var side = tf.int64(block);
            var height = tf.floorDiv(tf.sizeOf(image, 1), side);
            var width = tf.floorDiv(tf.sizeOf(image, 2), side);
            var channels = tf.sizeOf(image, 3);
            var apart = reshape(tf, image, tf.sizeOf(image, 0), height, side, width, side, channels);
            return reshape(
                    tf,
                    tf.transpose(apart, 0, 1, 3, 5, 2, 4),
                    tf.sizeOf(image, 0),
                    height,
                    width,
                    tf.mul(channels, tf.int64(block * block)));
        });
    }

    private static boolean isBlockFirst(NodeView n) {
        return switch (n.string("mode")) {
            case "DCR" -> true;
            case "CRD" -> false;
            default -> throw n.invalid("mode is " + n.string("mode"));
        };
    }

    private static Value reshape(TfBuilder tf, Value x, Value... sizes) {
        return tf.reshape(x, tf.pack(List.of(sizes), 0));
    }
}
