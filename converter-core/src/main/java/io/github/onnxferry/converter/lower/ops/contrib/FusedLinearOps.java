package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.lower.ops.math.SinglePrecision;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.stream.IntStream;

/** Products of matrices with what ONNX Runtime's optimiser fuses into them. */
public final class FusedLinearOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("FusedMatMul", FusedLinearOps::fusedMatMul)
            .op("TransposeMatMul", FusedLinearOps::fusedMatMul)
            .op("FusedMatMulActivation", FusedLinearOps::withActivation)
            .op("FusedGemm", FusedLinearOps::fusedGemm)
            .op("GemmFastGelu", FusedLinearOps::gemmFastGelu)
            .build();

    private FusedLinearOps() {}

    /**
     * FusedMatMul: {@code alpha * A' * B'}. With {@code transBatchA} the rows are the first axis, {@code [m, batch..., k]};
     * {@code transA} exchanges the last two axes of what that makes. A vector is not transposed.
     */
    private static Value fusedMatMul(NodeView n, TfBuilder tf) {
        float alpha = n.float32("alpha");
        return SinglePrecision.apply(tf, n.in("A"), wide -> {
            var a = batched(wide, n, "A", tf);
            var b = batched(tf.cast(n.in("B"), wide.dtype()), n, "B", tf);
            boolean transposeA = n.flag("transA") && a.rank() > 1;
            boolean transposeB = n.flag("transB") && b.rank() > 1;
            var product = a.rank() > 1 && b.rank() > 1 && (transposeA || a.rank() == 2 || b.rank() > 2)
                    ? tf.matMul(a, b, transposeA, transposeB)
                    : LinearOps.matMul(transposed(a, transposeA, tf), transposed(b, transposeB, tf), n, tf);
            return tf.mul(product, alpha);
        });
    }

    private static Value batched(Value x, NodeView n, String formal, TfBuilder tf) {
        int rank = n.rank(x, formal);
        boolean rowsFirst = n.optionalInt64("transBatch" + formal).orElse(0L) != 0 && rank > 2;
        return rowsFirst
                ? tf.transpose(
                        x,
                        IntStream.range(0, rank)
                                .map(i -> i < rank - 2 ? i + 1 : i == rank - 2 ? 0 : i)
                                .toArray())
                : x;
    }

    private static Value transposed(Value x, boolean transpose, TfBuilder tf) {
        int rank = x.rank();
        return transpose
                ? tf.transpose(
                        x,
                        IntStream.range(0, rank)
                                .map(i -> i < rank - 2 ? i : 2 * rank - 3 - i)
                                .toArray())
                : x;
    }

    /** FusedMatMulActivation: a Softmax or LogSoftmax has an axis; others are element-wise. */
    private static Value withActivation(NodeView n, TfBuilder tf) {
        var product = fusedMatMul(n, tf);
        var name = n.string("activation");
        if (name.equals("Softmax") || name.equals("LogSoftmax")) {
            return Standard.of(n, name)
                    .in(product)
                    .with("axis", n.optionalInt64("activation_axis").orElse(-1L))
                    .one(ActivationOps.TABLE, tf);
        }
        return FusedActivation.named(n, product, tf);
    }

    /** FusedGemm: the activation of a Gemm. */
    private static Value fusedGemm(NodeView n, TfBuilder tf) {
        var gemm = Standard.like(n, "Gemm")
                .without("activation", "activation_alpha", "activation_beta", "activation_gamma")
                .in(n.in("A"), n.in("B"))
                .in(n.optional("C"))
                .one(LinearOps.TABLE, tf);
        return FusedActivation.named(n, gemm, tf);
    }

    /** GemmFastGelu: the approximation of Gelu by tanh of {@code X * W + bias}. */
    private static Value gemmFastGelu(NodeView n, TfBuilder tf) {
        return SinglePrecision.apply(tf, n.in("X"), x -> {
            var product = LinearOps.matMul(x, tf.cast(n.in("W"), x.dtype()), n, tf);
            var sum = n.optional("bias")
                    .map(b -> tf.add(product, tf.cast(b, x.dtype())))
                    .orElse(product);
            return BiasOps.tanhGelu(n, sum, tf);
        });
    }
}
