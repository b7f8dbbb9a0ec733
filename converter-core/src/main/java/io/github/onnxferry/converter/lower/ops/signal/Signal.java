package io.github.onnxferry.converter.lower.ops.signal;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A signal along the last axis, in single or double precision.
 *
 * @param real the real part
 * @param imaginary the imaginary part, if there is one
 */
record Signal(Value real, Optional<Value> imaginary) {
    /**
     * A signal from a value whose last axis holds the real part, or both; if its length is not known, the second may be
     * missing.
     *
     * @param dtype the precision of the transform
     */
    static Signal of(Value x, DType dtype, TfBuilder tf) {
        var parts = x.dim(-1);
        if (parts.is(1)) {
            return new Signal(tf.cast(tf.squeeze(x, -1), dtype), Optional.empty());
        }
        var both = parts.is(2) ? x : fit(x, tf.int64(2), tf);
        var unpacked = tf.op("Unpack").in(both).attr("num", 2).attr("axis", -1).all();
        return new Signal(tf.cast(unpacked.get(0), dtype), Optional.of(tf.cast(unpacked.get(1), dtype)));
    }

    /** Complex numbers as pairs along a new last axis. */
    static Value parts(Value complex, TfBuilder tf) {
        return tf.pack(List.of(part("Real", complex, tf), part("Imag", complex, tf)), -1);
    }

    private static Value part(String op, Value complex, TfBuilder tf) {
        boolean wide = complex.dtype() == DType.COMPLEX128;
        return tf.op(op)
                .in(complex)
                .attr("Tout", wide ? DType.DOUBLE : DType.FLOAT)
                .one();
    }

    /** The product with real numbers that broadcast. */
    Signal times(Value factors, TfBuilder tf) {
        return new Signal(tf.mul(real, factors), imaginary.map(i -> tf.mul(i, factors)));
    }

    /** The transform of the first {@code length} elements, {@code [..., length]}. */
    Value spectrum(Value length, TfBuilder tf) {
        return tf.op("FFT").in(complex(length, tf)).one();
    }

    /** The first {@code length / 2 + 1} elements of the transform. */
    Value halfSpectrum(Value length, TfBuilder tf) {
        var bins = half(length, tf);
        if (imaginary.isPresent()) {
            return tf.op("Slice")
                    .in(spectrum(length, tf), tf.vector(new long[real.rank()]), lastOnly(real.rank(), bins, tf))
                    .shapes(withLast(real.shape(), bins, tf))
                    .one();
        }
        return tf.op("RFFT")
                .in(fit(real, length, tf), lengthVector(length, tf))
                .attr("Tcomplex", complexType())
                .shapes(withLast(real.shape(), bins, tf))
                .one();
    }

    /** The inverse transform of the first {@code length} elements, divided by the length. */
    Value inverse(Value length, TfBuilder tf) {
        return tf.op("IFFT").in(complex(length, tf)).one();
    }

    /** The real signal of {@code length} elements with this as the first half of its spectrum. */
    Value inverseReal(Value length, TfBuilder tf) {
        return tf.op("IRFFT")
                .in(complex(half(length, tf), tf), lengthVector(length, tf))
                .attr("Treal", real.dtype())
                .shapes(withLast(real.shape(), length, tf))
                .one();
    }

    private DType complexType() {
        return real.dtype() == DType.DOUBLE ? DType.COMPLEX128 : DType.COMPLEX64;
    }

    private static Value half(Value length, TfBuilder tf) {
        return tf.add(tf.floorDiv(length, tf.int64(2)), tf.int64(1));
    }

    private static Value lengthVector(Value length, TfBuilder tf) {
        return tf.reshape(tf.cast(length, DType.INT32), 1);
    }

    private Value complex(Value length, TfBuilder tf) {
        var fitted = fit(real, length, tf);
        var other = imaginary
                .map(i -> fit(i, length, tf))
                .orElseGet(() -> tf.op("ZerosLike").in(fitted).one());
        return tf.op("Complex")
                .in(fitted, other)
                .attr("Tout", complexType())
                .shapes(fitted.shape())
                .one();
    }

    /** The last axis cut, or padded with zeros, to a length. */
    private static Value fit(Value x, Value length, TfBuilder tf) {
        int rank = x.rank();
        var wanted = length.elements().map(e -> e.get(0));
        if (wanted.filter(x.dim(-1)::equals).isPresent()) {
            return x;
        }
        var present = tf.minimum(tf.sizeOf(x, -1), length);
        var cut = tf.op("Slice")
                .in(x, tf.vector(new long[rank]), lastOnly(rank, present, tf))
                .one();
        if (present.elements().isPresent() && present.elements().equals(length.elements())) {
            return cut;
        }
        var pads = tf.concat(List.of(tf.vector(new long[2 * rank - 1]), tf.reshape(tf.sub(length, present), 1)), 0);
        return tf.op("PadV2")
                .in(cut, tf.reshape(pads, rank, 2), tf.like(x, 0))
                .shapes(withLast(x.shape(), length, tf))
                .one();
    }

    /** Sizes of a slice that is cut along the last axis only. */
    private static Value lastOnly(int rank, Value length, TfBuilder tf) {
        var sizes = new ArrayList<Value>(Collections.nCopies(rank - 1, tf.int64(-1)));
        sizes.add(length);
        return tf.pack(sizes, 0);
    }

    private static Shape withLast(Shape shape, Value length, TfBuilder tf) {
        var dims = new ArrayList<Dim>(shape.dims());
        dims.set(dims.size() - 1, length.elements().map(e -> e.get(0)).orElseGet(tf::unknownDim));
        return Shape.of(dims);
    }
}
