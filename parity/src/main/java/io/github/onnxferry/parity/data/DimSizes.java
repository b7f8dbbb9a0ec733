package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Dim;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Lengths for the free dimensions of a model's inputs; a name has one length wherever it stands.
 *
 * <p>First axes get the batch of the {@link Style}. Further axes get lengths that differ from each other, so that axes
 * which are mixed up do not fit each other; those of pictures and signals are long enough for a few poolings. A name
 * that is a sum or product, such as {@code past + sequence} or {@code 4*n}, follows from its parts.
 */
public final class DimSizes {
    private static final int PICTURE_RANK = 4;
    private static final int SIGNAL_RANK = 2;

    /** Which lengths are drawn. */
    public enum Style {
        /** Two at a time, odd lengths. */
        ODD(2, 5, 2, 65, 2, 513, 2),
        /** Three at a time, other odd lengths. */
        OTHER_ODD(3, 9, 2, 77, 4, 641, 4),
        /** One at a time, lengths of 1; pictures and signals stay long enough for a few windows. */
        SINGLE(1, 1, 0, 33, 0, 257, 0),
        /** Lengths that halve several times, for models that join pictures of different scales. */
        ROUND(2, 8, 8, 64, 32, 512, 512);

        private final long batch;
        private final long shortest;
        private final long step;
        private final long picture;
        private final long pictureStep;
        private final long signal;
        private final long signalStep;

        Style(long batch, long shortest, long step, long picture, long pictureStep, long signal, long signalStep) {
            this.batch = batch;
            this.shortest = shortest;
            this.step = step;
            this.picture = picture;
            this.pictureStep = pictureStep;
            this.signal = signal;
            this.signalStep = signalStep;
        }
    }

    private final Map<String, Long> lengths;
    private final Style style;
    private int axes;
    private int pictureAxes;
    private int signalAxes;

    private DimSizes(Map<String, Long> lengths, Style style) {
        this.lengths = lengths;
        this.style = style;
    }

    /**
     * Reads lengths as the command line states them, such as {@code batch=2,seq=7}.
     *
     * @throws FerryException USAGE if a part is not a name, an equals sign and a number from 0 up
     */
    public static Map<String, Long> parse(String text) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String part : text.split(",", -1)) {
            int equals = part.lastIndexOf('=');
            var length = equals > 0 ? number(part.substring(equals + 1).strip()) : OptionalLong.empty();
            if (length.isEmpty()) {
                throw new FerryException(
                        Code.USAGE, "--dims", "'" + part + "' is not a name and a length", "write batch=2,seq=7");
            }
            dims.put(part.substring(0, equals).strip(), length.getAsLong());
        }
        return dims;
    }

    private static OptionalLong number(String text) {
        return text.matches("\\d{1,15}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }

    /**
     * Lengths for all free dimensions of the given inputs.
     *
     * @param stated lengths by name; a dimension without name is called by its input and axis, {@code x[1]}
     */
    static DimSizes of(List<OnnxValue> inputs, Map<String, Long> stated, Style style) {
        var sizes = new DimSizes(new LinkedHashMap<>(stated), style);
        for (var input : inputs) {
            if (input.type() instanceof OnnxType.TensorType type && type.shape().hasRank()) {
                sizes.settle(input.name(), type);
            }
        }
        return sizes;
    }

    private void settle(String input, OnnxType.TensorType type) {
        var dims = type.shape().dims();
        for (int axis = 0; axis < dims.size(); axis++) {
            var dim = dims.get(axis);
            var stated = lengths.get(input + "[" + axis + "]");
            if (stated != null && !dim.isKnown()) {
                lengths.put(dim.toString(), stated);
            }
            if (!dim.isKnown() && !lengths.containsKey(dim.toString())) {
                for (String symbol : dim.toString().split("[+*]")) {
                    if (number(symbol.strip()).isEmpty() && !lengths.containsKey(symbol.strip())) {
                        lengths.put(symbol.strip(), length(axis, type));
                    }
                }
                lengths.put(dim.toString(), evaluate(dim.toString()));
            }
        }
    }

    /** The value of a sum of products of names and numbers. */
    private long evaluate(String expression) {
        long sum = 0;
        for (String term : expression.split("\\+")) {
            long product = 1;
            for (String factor : term.split("\\*")) {
                product *= number(factor.strip()).orElseGet(() -> lengths.getOrDefault(factor.strip(), 1L));
            }
            sum += product;
        }
        return sum;
    }

    private long length(int axis, OnnxType.TensorType type) {
        int rank = type.shape().rank();
        boolean lastIsFree = type.dtype().isFloat() && !type.shape().dim(-1).isKnown();
        if (axis == 0 && rank > 1) {
            return style.batch;
        }
        if (axis > 1 && rank >= PICTURE_RANK && lastIsFree) {
            return style.picture + style.pictureStep * pictureAxes++;
        }
        if (axis == 1 && rank == SIGNAL_RANK && lastIsFree) {
            return style.signal + style.signalStep * signalAxes++;
        }
        return style.shortest + style.step * axes++;
    }

    /** The length of a dimension, if it is known or one of an input's. */
    OptionalLong of(Dim dim) {
        if (dim.isKnown()) {
            return OptionalLong.of(dim.value());
        }
        var length = lengths.get(dim.toString());
        return length == null ? OptionalLong.empty() : OptionalLong.of(length);
    }

    /** The lengths of an input, whose rank is known. */
    long[] of(OnnxValue input) {
        var dims = ((OnnxType.TensorType) input.type()).shape().dims();
        var sizes = new long[dims.size()];
        Arrays.setAll(sizes, axis -> of(dims.get(axis)).orElse(style.batch));
        return sizes;
    }
}
