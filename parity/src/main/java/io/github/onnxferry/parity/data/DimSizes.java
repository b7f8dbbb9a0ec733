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
 * <p>A first axis gets 2 unless stated otherwise; further axes get odd lengths, each another, so that axes which are
 * mixed up do not fit each other. The axes of pictures get lengths that survive a few poolings. A name that is a sum of
 * names, such as {@code past + seq}, gets the sum of their lengths.
 */
public final class DimSizes {
    private static final long FIRST = 2;
    private static final long SHORTEST = 5;
    private static final long PICTURE = 65;
    private static final int PICTURE_RANK = 4;

    private final Map<String, Long> lengths;
    private long next = SHORTEST;
    private long nextPicture = PICTURE;

    private DimSizes(Map<String, Long> lengths) {
        this.lengths = lengths;
    }

    /**
     * Reads lengths as the command line states them, such as {@code batch=2,seq=7}.
     *
     * @throws FerryException USAGE if a part is not a name, an equals sign and a number from 0 up
     */
    public static Map<String, Long> parse(String text) {
        Map<String, Long> dims = new LinkedHashMap<>();
        for (String part : text.split(",")) {
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

    /** Lengths for all free dimensions of the given inputs. */
    static DimSizes of(List<OnnxValue> inputs, Map<String, Long> stated) {
        var sizes = new DimSizes(new LinkedHashMap<>(stated));
        for (boolean sums : new boolean[] {false, true}) {
            for (var input : inputs) {
                if (input.type() instanceof OnnxType.TensorType type
                        && type.shape().hasRank()) {
                    var dims = type.shape().dims();
                    for (int axis = 0; axis < dims.size(); axis++) {
                        sizes.settle(dims.get(axis), axis, dims.size(), sums);
                    }
                }
            }
        }
        return sizes;
    }

    private void settle(Dim dim, int axis, int rank, boolean sums) {
        if (dim.isKnown() || lengths.containsKey(dim.toString())) {
            return;
        }
        String name = dim.toString();
        if (!name.contains("+")) {
            lengths.put(name, length(axis, rank));
        } else if (sums) {
            lengths.put(name, sum(name).orElse(length(axis, rank)));
        }
    }

    private OptionalLong sum(String name) {
        long sum = 0;
        for (String term : name.split("\\+")) {
            var number = number(term.strip());
            var length = lengths.get(term.strip());
            if (length == null && number.isEmpty()) {
                return OptionalLong.empty();
            }
            sum += length != null ? length : number.getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private long length(int axis, int rank) {
        if (axis == 0 && rank > 1) {
            return FIRST;
        }
        if (axis > 1 && rank >= PICTURE_RANK) {
            nextPicture += 2;
            return nextPicture - 2;
        }
        next += 2;
        return next - 2;
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
        Arrays.setAll(sizes, axis -> of(dims.get(axis)).orElse(FIRST));
        return sizes;
    }
}
