package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** One random value of one input, of any type that ONNX has but sparse and opaque ones. */
final class RandomDatum {
    private static final List<String> WORDS =
            List.of("", "a", "Zürich", "ferry", "The quick brown fox", "0", "über 100 %", "日本", "x,y;z", "A b C");

    /** Length of a free axis inside of a sequence, optional or map. */
    private static final long INNER = 3;

    private static final int ITEMS = SequenceRules.SHORTEST + 1;
    private static final int MIDDLE = 1000;

    private final String input;
    private final InputRanges ranges;
    private final DimSizes sizes;
    private final Random random;
    private final long turn;

    /**
     * Values of an input.
     *
     * @param input its name
     */
    RandomDatum(String input, InputRanges ranges, DimSizes sizes, Random random, long turn) {
        this.input = input;
        this.ranges = ranges;
        this.sizes = sizes;
        this.random = random;
        this.turn = turn;
    }

    /**
     * Draws a value.
     *
     * @throws FerryException UNSUPPORTED_TYPE if the type leaves open what to draw
     */
    Datum draw(OnnxType type) {
        if (type instanceof OnnxType.TensorType tensor) {
            if (!tensor.shape().hasRank()) {
                throw refused("random values are drawn for tensors of known rank only");
            }
            var lengths = lengths(tensor.shape());
            Memory.allow("input '" + input + "'", (long) (Double.BYTES * elements(lengths)));
            return Datum.of(tensor(tensor.dtype(), lengths));
        }
        return inner(type);
    }

    /** The number of elements, which no shape makes overflow. */
    private static double elements(long[] lengths) {
        return Arrays.stream(lengths).asDoubleStream().reduce(1, (a, b) -> a * b);
    }

    private long[] lengths(Shape shape) {
        return shape.dims().stream()
                .mapToLong(dim -> sizes.of(dim).orElse(INNER))
                .toArray();
    }

    /** A value inside of another, or one that is not a tensor; tensors of unknown rank are vectors there. */
    private Datum inner(OnnxType type) {
        if (type instanceof OnnxType.TensorType tensor) {
            return Datum.of(
                    tensor(tensor.dtype(), tensor.shape().hasRank() ? lengths(tensor.shape()) : new long[] {INNER}));
        }
        if (type instanceof OnnxType.SequenceType sequence) {
            return new Datum.Sequence(items(sequence.element()));
        }
        if (type instanceof OnnxType.OptionalType optional) {
            return new Datum.Maybe(Optional.of(inner(optional.element())));
        }
        if (type instanceof OnnxType.MapType map) {
            return new Datum.Mapping(keys(map.key()), items(map.value()));
        }
        throw refused("random values are not drawn for this type");
    }

    private List<Datum> items(OnnxType type) {
        List<Datum> items = new ArrayList<>();
        for (int i = 0; i < ITEMS; i++) {
            items.add(inner(type));
        }
        return items;
    }

    /** Keys that the model knows, as far as it names them, and no key twice. */
    private Tensor keys(DType dtype) {
        var range = ranges.of(input);
        long[] size = {ITEMS};
        if (dtype == DType.STRING) {
            var words = range.words().size() >= ITEMS ? range.words() : WORDS;
            return Tensor.ofStrings(
                    size,
                    words.subList(0, ITEMS).stream()
                            .map(w -> w.getBytes(StandardCharsets.UTF_8))
                            .toList());
        }
        var known = range.choices().stream().distinct().limit(ITEMS).toList();
        var keys = new long[ITEMS];
        Arrays.setAll(keys, i -> known.size() == ITEMS ? known.get(i) : i);
        return Tensor.ofLongs(dtype, size, keys);
    }

    private Tensor tensor(DType dtype, long[] lengths) {
        long count = Tensor.elements(lengths);
        var range = ranges.of(input);
        if (dtype == DType.STRING) {
            return strings(range, lengths, Math.toIntExact(count));
        }
        var exact = ranges.exact(input, count);
        if (exact.isPresent()) {
            return of(dtype, lengths, exact.get());
        }
        if (dtype == DType.BOOL) {
            var given = range.isGiven() ? range : MaskRules.MASK;
            return Tensor.ofLongs(dtype, lengths, given.integers(random, turn, lengths, DType.UINT8));
        }
        if (dtype.isInteger()) {
            var given = range.isGiven() ? range : range.and(usual(dtype));
            return Tensor.ofLongs(dtype.carrier(), lengths, given.integers(random, turn, lengths, dtype))
                    .as(dtype);
        }
        if (dtype == DType.FLOAT8E8M0) {
            // A scale: a power of two.
            var powers = new double[(int) count];
            Arrays.setAll(powers, i -> Math.scalb(1.0, random.nextInt(5) - 2));
            return of(dtype, lengths, powers);
        }
        return of(dtype, lengths, range.numbers(random, turn, lengths, dtype));
    }

    /** Integers that nothing is asked of: narrow ones are data and take all values, wide ones may count or point. */
    private static ValueRange usual(DType dtype) {
        if (dtype.bits() > Short.SIZE) {
            return ValueRange.ANY;
        }
        long top = Math.min(MIDDLE, 1L << (dtype.isUnsigned() ? dtype.bits() : dtype.bits() - 1));
        return ValueRange.between(dtype.isUnsigned() ? 0 : -top, top);
    }

    private static Tensor of(DType dtype, long[] lengths, double[] values) {
        if (dtype.isInteger() || dtype == DType.BOOL) {
            return Tensor.ofLongs(
                            dtype.carrier(),
                            lengths,
                            Arrays.stream(values).mapToLong(v -> (long) v).toArray())
                    .as(dtype);
        }
        return Tensor.ofDoubles(dtype.isComplex() ? dtype : DType.DOUBLE, lengths, values)
                .cast(dtype);
    }

    private Tensor strings(ValueRange range, long[] lengths, int count) {
        var words = range.words().isEmpty() ? WORDS : range.words();
        var texts = new byte[count][];
        Arrays.setAll(texts, i -> words.get(random.nextInt(words.size())).getBytes(StandardCharsets.UTF_8));
        return Tensor.ofStrings(lengths, List.of(texts));
    }

    private FerryException refused(String what) {
        return new FerryException(Code.UNSUPPORTED_TYPE, "input '" + input + "'", what, "give inputs as test data");
    }
}
