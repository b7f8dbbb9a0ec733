package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Dim;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;

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
    private static final int STATE_RANK = 3;
    private static final String TOTAL = "total";
    private static final String PAST = "past";
    private static final String SEQUENCE = "seq";

    /** Which lengths are drawn. */
    public enum Style {
        /** Two at a time, odd lengths. */
        ODD(2, 5, 2, 65, 2, 513, 2),
        /** Three at a time, other odd lengths. */
        OTHER_ODD(3, 21, 2, 77, 4, 641, 4),
        /** One at a time, lengths of 1; pictures and signals stay long enough for a few windows. */
        SINGLE(1, 1, 0, 33, 0, 257, 0),
        /** Many at a time, for what only shows where one axis is longer than others. */
        MANY(37, 53, 2, 65, 2, 513, 2),
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
    private final Set<String> symbols;
    private int axes;
    private int pictureAxes;
    private int signalAxes;
    private int dividedAxes;

    private DimSizes(Map<String, Long> lengths, Style style, Set<String> symbols) {
        this.lengths = lengths;
        this.style = style;
        this.symbols = symbols;
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
        var sizes = new DimSizes(new LinkedHashMap<>(stated), style, symbols(inputs));
        // What follows from other names comes after them.
        sizes.settle(inputs, symbol -> !symbol.startsWith(TOTAL));
        sizes.settle(inputs, symbol -> true);
        return sizes;
    }

    /**
     * Passes if each stated name is that of a free dimension.
     *
     * @throws FerryException USAGE if one is not
     */
    static void checkNames(List<OnnxValue> inputs, Map<String, Long> stated) {
        Set<String> known = new LinkedHashSet<>();
        for (var input : inputs) {
            if (input.type() instanceof OnnxType.TensorType type && type.shape().hasRank()) {
                var dims = type.shape().dims();
                for (int axis = 0; axis < dims.size(); axis++) {
                    if (!dims.get(axis).isKnown()) {
                        known.add(input.name() + "[" + axis + "]");
                        known.add(dims.get(axis).toString());
                        for (String symbol : dims.get(axis).toString().split("[+*]")) {
                            known.add(symbol.strip());
                        }
                    }
                }
            }
        }
        for (String name : stated.keySet()) {
            if (!known.contains(name)) {
                throw new FerryException(
                        Code.USAGE,
                        "--dims",
                        "'" + name + "' is no free dimension of an input",
                        known.isEmpty() ? "all lengths are fixed" : "there are " + String.join(", ", known));
            }
        }
    }

    private static Set<String> symbols(List<OnnxValue> inputs) {
        Set<String> symbols = new LinkedHashSet<>();
        for (var input : inputs) {
            if (input.type() instanceof OnnxType.TensorType type && type.shape().hasRank()) {
                type.shape().dims().stream().filter(d -> !d.isKnown()).forEach(d -> symbols.add(d.toString()));
            }
        }
        return symbols;
    }

    private void settle(List<OnnxValue> inputs, Predicate<String> which) {
        for (var input : inputs) {
            if (input.type() instanceof OnnxType.TensorType type && type.shape().hasRank()) {
                settle(input.name(), type, which);
            }
        }
    }

    private void settle(String input, OnnxType.TensorType type, Predicate<String> which) {
        var dims = type.shape().dims();
        for (int axis = 0; axis < dims.size(); axis++) {
            var dim = dims.get(axis);
            var stated = lengths.get(input + "[" + axis + "]");
            if (stated != null && !dim.isKnown()) {
                lengths.put(dim.toString(), stated);
            }
            if (!dim.isKnown() && !lengths.containsKey(dim.toString()) && which.test(dim.toString())) {
                settle(dim.toString(), axis, type);
            }
        }
    }

    /** Gives lengths to the names of an expression; the larger its number is, the smaller they are. */
    private void settle(String expression, int axis, OnnxType.TensorType type) {
        var symbols = Arrays.stream(expression.split("[+*]")).map(String::strip).toList();
        long factor = symbols.stream()
                .flatMapToLong(s -> number(s).stream())
                .filter(n -> expression.indexOf('*') >= 0 && n > 0)
                .reduce(1, (a, b) -> a * b);
        for (String symbol : symbols) {
            if (number(symbol).isEmpty() && !lengths.containsKey(symbol)) {
                long length = total(symbol).orElseGet(() -> length(axis, type));
                lengths.put(symbol, factor == 1 ? length : divided(length, factor));
            }
        }
        lengths.put(expression, evaluate(expression));
    }

    /** A length that is multiplied afterwards; no two are the same where the style tells axes apart. */
    private long divided(long length, long factor) {
        return Math.max(1, length / factor) + (style.pictureStep > 0 ? dividedAxes++ : 0);
    }

    /**
     * The sum of the past and the new steps, for a name such as {@code total_sequence_length} beside
     * {@code past_sequence_length} and {@code sequence_length}: decoders mean that by it and do not write it down.
     */
    private OptionalLong total(String symbol) {
        if (!symbol.startsWith(TOTAL)) {
            return OptionalLong.empty();
        }
        var past = symbols.stream().filter(s -> s.startsWith(PAST)).findFirst();
        var present = symbols.stream().filter(s -> s.startsWith(SEQUENCE)).findFirst();
        return past.isPresent() && present.isPresent()
                ? OptionalLong.of(lengths.getOrDefault(past.get(), 1L) + lengths.getOrDefault(present.get(), 1L))
                : OptionalLong.empty();
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
        if ((axis == 0 && rank > 1) || isState(axis, type)) {
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

    /** The second axis of a recurrent state {@code [layers, batch, size]}. */
    private static boolean isState(int axis, OnnxType.TensorType type) {
        var shape = type.shape();
        return axis == 1
                && shape.rank() == STATE_RANK
                && type.dtype().isFloat()
                && shape.dim(0).isKnown()
                && !shape.dim(0).is(1)
                && shape.dim(-1).isKnown();
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
