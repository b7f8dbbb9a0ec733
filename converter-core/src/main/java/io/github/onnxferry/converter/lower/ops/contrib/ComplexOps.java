package io.github.onnxferry.converter.lower.ops.contrib;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;

/** Complex numbers as pairs along the last axis: products, and Fourier transforms of real signals. */
public final class ComplexOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.MICROSOFT)
            .op("ComplexMul", (n, tf) -> product(n, false, tf))
            .op("ComplexMulConj", (n, tf) -> product(n, true, tf))
            .op("Rfft", ComplexOps::transform)
            .gap("a normalised transform", n -> n.flag("normalized"))
            .gap("both sides of a spectrum", n -> !n.flag("onesided"))
            .gap("more than 3 axes of a signal", n -> n.int64("signal_ndim") > 3)
            .op("Irfft", ComplexOps::inverse)
            .gap("a normalised transform", n -> n.flag("normalized"))
            .gap("both sides of a spectrum", n -> !n.flag("onesided"))
            .gap("more than 3 axes of a signal", n -> n.int64("signal_ndim") > 3)
            .build();

    private ComplexOps() {}

    /** {@code A * B}, or {@code A} times the conjugate of {@code B}. */
    private static Value product(NodeView n, boolean conjugate, TfBuilder tf) {
        var a = parts(n.in("A"), tf);
        var b = parts(n.in("B"), tf);
        var straight = tf.mul(a.get(0), b.get(0));
        var crossed = tf.mul(a.get(1), b.get(1));
        var left = tf.mul(a.get(0), b.get(1));
        var right = tf.mul(a.get(1), b.get(0));
        return tf.pack(
                conjugate
                        ? List.of(tf.add(straight, crossed), tf.sub(right, left))
                        : List.of(tf.sub(straight, crossed), tf.add(left, right)),
                -1);
    }

    private static List<Value> parts(Value x, TfBuilder tf) {
        return tf.op("Unpack").in(x).attr("num", 2).attr("axis", -1).all();
    }

    private static DType precision(Value x) {
        return x.dtype() == DType.DOUBLE ? DType.DOUBLE : DType.FLOAT;
    }

    private static String dimensions(NodeView n) {
        long axes = n.int64("signal_ndim");
        return axes == 1 ? "" : axes + "D";
    }

    /** Rfft: the spectrum of the last {@code signal_ndim} axes, half of it along the last one. */
    private static Value transform(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        var real = precision(x);
        var lengths = new ArrayList<Value>();
        for (int axis = rank - (int) n.int64("signal_ndim"); axis < rank; axis++) {
            lengths.add(tf.sizeOf(x, axis));
        }
        var last = x.dim(-1);
        var half = last.isKnown() ? Dim.of(last.value() / 2 + 1) : tf.unknownDim();
        var spectrum = tf.op("RFFT" + dimensions(n))
                .in(tf.cast(x, real), tf.cast(tf.pack(lengths, 0), DType.INT32))
                .attr("Tcomplex", complex(real))
                .shapes(x.shape().with(rank - 1, half))
                .one();
        var parts = List.of(part("Real", spectrum, real, tf), part("Imag", spectrum, real, tf));
        return tf.cast(tf.pack(parts, -1), x.dtype());
    }

    private static DType complex(DType real) {
        return real == DType.DOUBLE ? DType.COMPLEX128 : DType.COMPLEX64;
    }

    private static Value part(String op, Value x, DType real, TfBuilder tf) {
        return tf.op(op).in(x).attr("Tout", real).shapes(x.shape()).one();
    }

    /** Irfft: the signal of even length whose spectrum this is. */
    private static Value inverse(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X") - 1;
        var real = precision(x);
        var parts = parts(tf.cast(x, real), tf);
        var spectrum = tf.op("Complex")
                .in(parts.get(0), parts.get(1))
                .attr("Tout", complex(real))
                .shapes(parts.get(0).shape())
                .one();
        var lengths = new ArrayList<Value>();
        for (int axis = rank - (int) n.int64("signal_ndim"); axis + 1 < rank; axis++) {
            lengths.add(tf.sizeOf(x, axis));
        }
        lengths.add(tf.mul(tf.sub(tf.sizeOf(x, rank - 1), 1), tf.int64(2)));
        var half = x.dim(rank - 1);
        var length = half.isKnown() ? Dim.of(2 * (half.value() - 1)) : tf.unknownDim();
        var signal = tf.op("IRFFT" + dimensions(n))
                .in(spectrum, tf.cast(tf.pack(lengths, 0), DType.INT32))
                .attr("Treal", real)
                .shapes(Shape.of(parts.get(0).shape().dims()).with(rank - 1, length))
                .one();
        return tf.cast(signal, x.dtype());
    }
}
