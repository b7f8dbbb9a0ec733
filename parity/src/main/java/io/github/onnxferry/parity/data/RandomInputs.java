package io.github.onnxferry.parity.data;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Seeded random inputs of a model, in the ranges that its operators ask for: see {@link InputRanges}. The same model,
 * sizes and seed give the same inputs on every machine.
 */
public final class RandomInputs {
    private static final List<String> WORDS =
            List.of("", "a", "Zürich", "ferry", "The quick brown fox", "0", "über 100 %", "日本", "x,y;z", "A b C");

    private final OnnxModel model;
    private final DimSizes sizes;
    private final InputRanges ranges;

    /**
     * Inputs of a model.
     *
     * @param dims lengths of free dimensions by their names; the others get those of the style
     */
    public RandomInputs(OnnxModel model, Map<String, Long> dims, DimSizes.Style style) {
        this.model = model;
        this.sizes = DimSizes.of(model.graph().requiredInputs(), dims, style);
        this.ranges = InputRanges.of(model.graph());
    }

    /**
     * Draws one set of inputs.
     *
     * @param name name of the set
     * @throws FerryException UNSUPPORTED_TYPE if an input is not a tensor or has no rank
     */
    public DataSet draw(String name, long seed) {
        Map<String, Datum> inputs = new LinkedHashMap<>();
        for (var input : model.graph().requiredInputs()) {
            if (!(input.type() instanceof OnnxType.TensorType type)
                    || !type.shape().hasRank()) {
                throw new FerryException(
                        Code.UNSUPPORTED_TYPE,
                        "input '" + input.name() + "'",
                        "random values are drawn for tensors of known rank only",
                        "give inputs as test data");
            }
            var random = new Random(31 * seed + input.name().hashCode());
            inputs.put(input.name(), Datum.of(draw(input, type.dtype(), random)));
        }
        return new DataSet(name, inputs, Map.of());
    }

    private Tensor draw(OnnxValue input, DType dtype, Random random) {
        long[] lengths = sizes.of(input);
        int count = Math.toIntExact(Tensor.elements(lengths));
        var range = ranges.of(input.name(), lengths, sizes);
        if (dtype == DType.STRING) {
            var texts = new byte[count][];
            Arrays.setAll(texts, i -> text(range, random).getBytes(StandardCharsets.UTF_8));
            return Tensor.ofStrings(lengths, List.of(texts));
        }
        if (dtype == DType.BOOL) {
            return Tensor.ofLongs(
                    dtype, lengths, random.ints(count, 0, 2).asLongStream().toArray());
        }
        if (dtype.isInteger()) {
            var whole = dtype.carrier();
            var values = new long[count];
            Arrays.setAll(values, i -> range.draw(random, i, dtype));
            return Tensor.ofLongs(whole, lengths, values).as(dtype);
        }
        var values = new double[count];
        Arrays.setAll(values, i -> range.isGiven() ? range.draw(random, i, dtype) : random.nextGaussian());
        var wide = dtype.isComplex() ? dtype : DType.DOUBLE;
        if (dtype == DType.FLOAT8E8M0) {
            throw new FerryException(
                    Code.UNSUPPORTED_TYPE,
                    "input '" + input.name() + "'",
                    "random values are not drawn for scales",
                    "give inputs as test data");
        }
        return Tensor.ofDoubles(wide, lengths, values).cast(dtype);
    }

    private static String text(ValueRange range, Random random) {
        var words = range.words().isEmpty() ? WORDS : range.words();
        return words.get(random.nextInt(words.size()));
    }
}
