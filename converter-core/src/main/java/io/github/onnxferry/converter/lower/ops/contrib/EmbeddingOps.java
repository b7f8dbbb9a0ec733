package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.NormalizationOps;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;
import java.util.Optional;

/** Embeddings, alone and as normalised sums. */
public final class EmbeddingOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .ops("EmbedLayerNormalization", EmbeddingOps::real)
            .ops("QEmbedLayerNormalization", EmbeddingOps::quantized)
            .op("TorchEmbedding", (n, tf) -> tf.gather(n.in("weight"), n.in("indices"), 0))
            .build();

    private EmbeddingOps() {}

    /** A table of numbers, or of {@code (values - zeroPoint) * scale}. */
    private record Table(Value values, Optional<Value> scale, Optional<Value> zeroPoint) {
        static Table real(Value values) {
            return new Table(values, Optional.empty(), Optional.empty());
        }

        static Table quantized(NodeView n, String name) {
            return new Table(
                    n.in(name + (name.equals("segment_embedding") ? "" : "_quant")),
                    n.optional(name + "_scale"),
                    n.optional(name + "_zero_point"));
        }

        /** The whole table in float32. */
        Value all(TfBuilder tf) {
            return number(values, tf);
        }

        /** Some rows in float32. */
        Value rows(Value ids, TfBuilder tf) {
            return number(tf.gather(values, ids, 0), tf);
        }

        private Value number(Value picked, TfBuilder tf) {
            var wide = tf.cast(picked, DType.FLOAT);
            var shifted = zeroPoint
                    .map(z -> tf.sub(wide, tf.cast(tf.reshape(z), DType.FLOAT)))
                    .orElse(wide);
            return scale.map(s -> tf.mul(shifted, tf.reshape(s))).orElse(shifted);
        }
    }

    private record Tables(Table words, Table positions, Optional<Table> segments, Table gamma, Table beta) {}

    private static List<Value> real(NodeView n, TfBuilder tf) {
        var tables = new Tables(
                Table.real(n.in("word_embedding")),
                Table.real(n.in("position_embedding")),
                n.optional("segment_embedding").map(Table::real),
                Table.real(n.in("gamma")),
                Table.real(n.in("beta")));
        return embed(
                n, tables, n.optional("position_ids"), n.in("word_embedding").dtype(), tf);
    }

    private static List<Value> quantized(NodeView n, TfBuilder tf) {
        var tables = new Tables(
                Table.quantized(n, "word_embedding"),
                Table.quantized(n, "position_embedding"),
                n.optional("segment_embedding").map(t -> Table.quantized(n, "segment_embedding")),
                Table.quantized(n, "gamma"),
                Table.quantized(n, "beta"));
        return embed(n, tables, Optional.empty(), DType.FLOAT, tf);
    }

    /**
     * EmbedLayerNormalization: the layer normalisation of {@code words[input_ids] + positions[position_ids] +
     * segments[segment_ids]}; positions count from 0 where they are not given. The second output counts the ones in each
     * row of the mask, and is 0 without a mask; the third is the sum.
     */
    private static List<Value> embed(
            NodeView n, Tables tables, Optional<Value> positionIds, DType dtype, TfBuilder tf) {
        var ids = n.in("input_ids");
        var places = positionIds.orElseGet(() -> tf.range(tf.int64(0), tf.sizeOf(ids, 1), tf.int64(1)));
        var placed = tf.add(tables.words().rows(ids, tf), tables.positions().rows(places, tf));
        var sum = tables.segments()
                .map(t -> tf.add(placed, t.rows(n.in("segment_ids"), tf)))
                .orElse(placed);
        var normal = Standard.of(n, "LayerNormalization")
                .in(sum, tables.gamma().all(tf), tables.beta().all(tf))
                .with("epsilon", n.float32("epsilon"))
                .one(NormalizationOps.TABLE, tf);
        return List.of(tf.cast(normal, dtype), lengths(n, ids, tf), tf.cast(sum, dtype));
    }

    private static Value lengths(NodeView n, Value ids, TfBuilder tf) {
        return n.optional("mask")
                .map(m -> tf.reduce("Sum", tf.cast(tf.equal(m, tf.like(m, 1)), DType.INT32), false, 1))
                .orElseGet(() -> tf.fill(tf.reshape(tf.sizeOf(ids, 0), 1), tf.int32(0)));
    }
}
