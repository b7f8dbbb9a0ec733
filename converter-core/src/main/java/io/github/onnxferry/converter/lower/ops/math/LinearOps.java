package io.github.onnxferry.converter.lower.ops.math;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Products of matrices. */
public final class LinearOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("MatMul", (n, tf) -> matMul(n.in("A"), n.in("B"), n, tf))
            .op("Gemm", LinearOps::gemm)
            .op("Einsum", Einsums::lower)
            .op("Det", (n, tf) -> tf.unary("MatrixDeterminant", n.in("X")))
            .build();

    private LinearOps() {}

    /**
     * The product by the rules of NumPy's matmul: a vector is a row on the left and a column on the right, and that axis is
     * gone from the result.
     */
    public static Value matMul(Value a, Value b, NodeView n, TfBuilder tf) {
        if (!a.hasRank() || !b.hasRank()) {
            return unrankedMatMul(a, b, tf);
        }
        int rankA = n.rank(a, "A");
        int rankB = n.rank(b, "B");
        if (rankA == 0 || rankB == 0) {
            throw n.invalid("a scalar has no matrix product");
        }
        var left = rankA == 1 ? tf.expandDims(a, 0) : a;
        var right = rankB == 1 ? tf.expandDims(b, -1) : b;
        var product = flatMatMul(left, right, tf);
        if (rankA == 1 && rankB == 1) {
            return tf.squeeze(product, -1, -2);
        }
        return rankA == 1 ? tf.squeeze(product, -2) : rankB == 1 ? tf.squeeze(product, -1) : product;
    }

    /** The same product of operands whose ranks only TensorFlow finds out. */
    private static Value unrankedMatMul(Value a, Value b, TfBuilder tf) {
        var shapeA = tf.shapeOf(a);
        var shapeB = tf.shapeOf(b);
        var vectorA = tf.equal(tf.sizeOf(shapeA, 0), tf.int64(1));
        var vectorB = tf.equal(tf.sizeOf(shapeB, 0), tf.int64(1));
        var left = tf.reshape(a, tf.concat(List.of(onesIf(vectorA, tf), shapeA), 0));
        var right = tf.reshape(b, tf.concat(List.of(shapeB, onesIf(vectorB, tf)), 0));
        var product = tf.matMul(left, right);
        var sizes = tf.shapeOf(product);
        var batch = tf.sliceAxis(sizes, 0, 0, -2);
        var rows = tf.sliceAxis(sizes, 0, -2, -1);
        var columns = tf.sliceAxis(sizes, 0, -1, Long.MAX_VALUE);
        return tf.reshape(
                product, tf.concat(List.of(batch, unless(vectorA, rows, tf), unless(vectorB, columns, tf)), 0));
    }

    private static Value onesIf(Value condition, TfBuilder tf) {
        return tf.fill(tf.reshape(tf.cast(condition, DType.INT64), 1), tf.int64(1));
    }

    private static Value unless(Value condition, Value length, TfBuilder tf) {
        return tf.op("Slice")
                .in(length, tf.vector(0), tf.reshape(tf.cast(tf.not(condition), DType.INT64), 1))
                .shapes(Shape.of(tf.unknownDim()))
                .one();
    }

    /** One large product where a matrix on the right is shared by all batches, {@code [..., m, k] x [k, n]}. */
    private static Value flatMatMul(Value a, Value b, TfBuilder tf) {
        if (a.rank() <= 2
                || b.rank() != 2
                || !b.dim(0).isKnown()
                || !b.dim(1).isKnown()
                || b.dim(0).is(0)) {
            return tf.matMul(a, b);
        }
        var flat = tf.matMul(tf.reshape(a, -1, b.dim(0).value()), b);
        var sizes = new java.util.ArrayList<Value>();
        for (int i = 0; i + 1 < a.rank(); i++) {
            sizes.add(tf.sizeOf(a, i));
        }
        sizes.add(tf.int64(b.dim(1).value()));
        return tf.reshape(flat, tf.pack(sizes, 0));
    }

    /** {@code alpha * A' * B' + beta * C}, with C broadcast (ONNX Gemm 13). */
    private static Value gemm(NodeView n, TfBuilder tf) {
        float beta = n.float32("beta");
        return SinglePrecision.apply(tf, n.in("A"), a -> {
            var b = tf.cast(n.in("B"), a.dtype());
            var product = tf.matMul(a, b, n.flag("transA"), n.flag("transB"));
            var scaled = scale(product, n.float32("alpha"), tf);
            return n.optional("C")
                    .filter(c -> beta != 0)
                    .map(c -> tf.add(scaled, scale(tf.cast(c, a.dtype()), beta, tf)))
                    .orElse(scaled);
        });
    }

    /** Integer products are scaled as reals and truncated. */
    private static Value scale(Value x, float factor, TfBuilder tf) {
        if (factor == 1) {
            return x;
        }
        if (!x.dtype().isInteger()) {
            return tf.mul(x, factor);
        }
        var real = io.github.onnxferry.converter.tensor.DType.DOUBLE;
        return tf.cast(tf.mul(tf.cast(x, real), factor), x.dtype());
    }
}
