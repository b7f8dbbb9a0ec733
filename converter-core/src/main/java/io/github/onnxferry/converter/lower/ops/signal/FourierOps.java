package io.github.onnxferry.converter.lower.ops.signal;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.ops.neural.ChannelsLast;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Discrete Fourier transforms. Forward ones are computed in double precision: in single precision, what TensorFlow adds up is
 * off by more than ONNX's own examples allow where terms cancel. Inverse ones divide by the length, and are computed in the
 * precision of the signal.
 */
public final class FourierOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .op("DFT", FourierOps::dft)
            .op("STFT", FourierOps::stft)
            .build();

    private FourierOps() {}

    /**
     * DFT 20 along one axis of a signal whose last axis holds one (real) or two (complex) numbers. The signal is cut or padded
     * with zeros to {@code dft_length}. One-sided and inverse, the result is real and has by default twice as many elements
     * as the spectrum, but two.
     */
    private static Value dft(NodeView n, TfBuilder tf) {
        int rank = n.rank("input");
        var axis = swapWithLastSignalAxis(n, rank, tf);
        boolean inverse = n.flag("inverse");
        boolean single = inverse && n.in("input").dtype() != DType.DOUBLE;
        var signal = Signal.of(transpose(n.in("input"), axis, tf), single ? DType.FLOAT : DType.DOUBLE, tf);
        boolean onesided = n.flag("onesided");
        var samples = tf.sizeOf(signal.real(), -1);
        var length = n.optional("dft_length")
                .map(v -> tf.cast(tf.reshape(v), DType.INT64))
                .orElseGet(() -> inverse && onesided ? fullLength(samples, tf) : samples);
        Value result;
        if (inverse && onesided) {
            result = tf.expandDims(signal.inverseReal(length, tf), -1);
        } else {
            var spectrum = inverse
                    ? signal.inverse(length, tf)
                    : onesided ? signal.halfSpectrum(length, tf) : signal.spectrum(length, tf);
            result = Signal.parts(spectrum, tf);
        }
        return tf.cast(transpose(result, axis, tf), n.in("input").dtype());
    }

    private static Value fullLength(Value bins, TfBuilder tf) {
        return tf.op("Mul").in(tf.sub(bins, tf.int64(1)), tf.int64(2)).one();
    }

    /** The permutation that swaps the axis of the node with the one before the last; it is its own inverse. */
    private static Value swapWithLastSignalAxis(NodeView n, int rank, TfBuilder tf) {
        if (rank < 2) {
            throw n.invalid("the input has rank " + rank + ", and no axis but the last");
        }
        int last = rank - 2;
        var given = n.optional("axis");
        var known = given.isEmpty() ? Optional.of(-2L) : given.get().constant().map(t -> t.getLong(0));
        if (known.isPresent()) {
            int axis = n.axis(known.get(), rank);
            if (axis == rank - 1) {
                throw n.invalid("the transform is along the last axis, which holds real and imaginary parts");
            }
            return tf.vector(IntStream.range(0, rank)
                    .mapToLong(i -> i == axis ? last : i == last ? axis : i)
                    .toArray());
        }
        var axis = tf.floorMod(tf.reshape(given.orElseThrow()), tf.int64(rank));
        var identity = tf.range(tf.int64(0), tf.int64(rank), tf.int64(1));
        var moved = tf.select(tf.equal(identity, tf.int64(last)), axis, identity);
        return tf.select(tf.equal(identity, axis), tf.int64(last), moved);
    }

    private static Value transpose(Value x, Value permutation, TfBuilder tf) {
        return permutation
                .constant()
                .map(p -> tf.transpose(x, p.ints()))
                .orElseGet(() -> tf.op("Transpose").in(x, permutation).one());
    }

    /**
     * STFT 17: the spectra of frames of a signal {@code [batch, samples, 1 or 2]}, each multiplied by the window, as {@code
     * [batch, frames, bins, 2]}. A frame that does not fit is left out.
     */
    private static Value stft(NodeView n, TfBuilder tf) {
        var x = n.in("signal").hasRank() && n.in("signal").rank() == 2
                ? tf.expandDims(n.in("signal"), -1)
                : ChannelsLast.ofRank(n, tf, n.in("signal"), 3);
        var samples = tf.sizeOf(x, 1);
        var step = tf.cast(tf.reshape(n.in("frame_step")), DType.INT64);
        var window = n.optional("window").map(w -> ChannelsLast.ofRank(n, tf, w, 1));
        var length = n.optional("frame_length")
                .map(v -> tf.cast(tf.reshape(v), DType.INT64))
                .or(() -> window.map(w -> tf.sizeOf(w, 0)))
                .orElse(samples);
        var frames = Frames.of(x, length, step, tf);
        var signal = Signal.of(frames, DType.DOUBLE, tf);
        var weighted =
                window.map(w -> signal.times(tf.cast(w, DType.DOUBLE), tf)).orElse(signal);
        var spectrum = n.flag("onesided") ? weighted.halfSpectrum(length, tf) : weighted.spectrum(length, tf);
        var result = Signal.parts(spectrum, tf);
        return tf.cast(result, n.in("signal").dtype());
    }
}
