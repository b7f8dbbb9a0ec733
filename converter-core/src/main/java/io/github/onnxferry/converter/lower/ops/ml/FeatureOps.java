package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Preparing features: picking, joining, scaling, filling gaps. */
public final class FeatureOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .op("ArrayFeatureExtractor", FeatureOps::extract)
            .parity(Parity.EXACT)
            .op("Binarizer", FeatureOps::binarize)
            .parity(Parity.EXACT)
            .op("FeatureVectorizer", FeatureOps::vectorize)
            .op("Imputer", FeatureOps::impute)
            .parity(Parity.EXACT)
            .op("Normalizer", FeatureOps::normalize)
            .gap("more than two axes", n -> n.in("X").hasRank() && n.in("X").rank() > 2)
            .op("Scaler", FeatureOps::scale)
            .build();

    private FeatureOps() {}

    /** ArrayFeatureExtractor 1: entries of the last axis; a vector is one row, as in ONNX Runtime. */
    private static Value extract(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        int rank = n.rank("X");
        var indices = tf.reshape(n.in("Y"), -1);
        return rank == 1 ? tf.expandDims(tf.gather(x, indices, 0), 0) : tf.gather(x, indices, rank - 1L);
    }

    /**
     * Binarizer 1: 1 for what is greater than the threshold, else 0. An integer is greater than a real number if it is
     * greater than the largest integer below.
     */
    private static Value binarize(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        double threshold = n.float32("threshold");
        var bound = x.dtype().isInteger() ? integerBelow(threshold, x.dtype()) : Tensor.scalar(x.dtype(), threshold);
        return tf.cast(tf.greater(x, tf.constant(bound)), x.dtype());
    }

    private static Tensor integerBelow(double threshold, DType dtype) {
        long bound = (long) Math.floor(threshold);
        return Tensor.ofLongs(
                dtype,
                new long[0],
                dtype == DType.INT32 ? Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, bound)) : bound);
    }

    /**
     * FeatureVectorizer 1: each input as rows, cut or filled up with zeros to the length that is stated for it, joined
     * along the features; a vector is one row. The inputs are ordered as given.
     */
    private static Value vectorize(NodeView n, TfBuilder tf) {
        var inputs = n.variadic("X");
        var lengths = n.optionalInt64s("inputdimensions");
        if (lengths.isPresent() && lengths.get().length != inputs.size()) {
            throw n.invalid("inputdimensions names " + lengths.get().length + " inputs of " + inputs.size());
        }
        var parts = new ArrayList<Value>();
        for (int i = 0; i < inputs.size(); i++) {
            var rows = tf.cast(flatRows(n, inputs.get(i), tf), DType.FLOAT);
            parts.add(lengths.isPresent() ? ofLength(rows, lengths.get()[i], tf) : rows);
        }
        return tf.concat(parts, 1);
    }

    private static Value flatRows(NodeView n, Value x, TfBuilder tf) {
        return switch (n.rank(x, "X")) {
            case 0 -> throw n.invalid("an input without axes has no features");
            case 1 -> tf.expandDims(x, 0);
            case 2 -> x;
            default -> tf.reshape(x, tf.pack(List.of(tf.sizeOf(x, 0), tf.elementsOf(x, 1, x.rank())), 0));
        };
    }

    private static Value ofLength(Value rows, long length, TfBuilder tf) {
        if (rows.dim(1).is(length)) {
            return rows;
        }
        if (rows.dim(1).isKnown()) {
            long given = rows.dim(1).value();
            return given > length
                    ? tf.sliceAxis(rows, 1, 0, length)
                    : tf.pad(rows, tf.scalar(DType.FLOAT, 0), 0, 0, 0, length - given);
        }
        var padded = tf.pad(rows, tf.scalar(DType.FLOAT, 0), 0, 0, 0, length);
        return tf.sliceAxis(padded, 1, 0, length);
    }

    /**
     * Imputer 1: what equals the replaced value, or is NaN like it, becomes the imputed value: one for all features or one
     * each. Floats hold for real inputs, integers for integers.
     */
    private static Value impute(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        boolean integral = x.dtype().isInteger();
        var imputed = integral
                ? n.optionalInt64s("imputed_value_int64s").map(v -> Tensor.ofLongs(x.dtype(), new long[] {v.length}, v))
                : n.optionalFloat32s("imputed_value_floats").map(v -> Lists.tensor(x.dtype(), v, v.size()));
        var values = imputed.filter(t -> t.elements() > 0)
                .orElseThrow(() -> n.invalid("there is no imputed value for " + x.dtype()));
        if (values.elements() > 1
                && x.hasRank()
                && x.rank() > 0
                && x.dim(-1).isKnown()
                && !x.dim(-1).is(values.elements())) {
            throw n.invalid(values.elements() + " imputed values for " + x.dim(-1) + " features");
        }
        var filler = tf.constant(values.elements() == 1 ? values.reshape() : values);
        return tf.select(replaced(n, x, integral, tf), filler, x);
    }

    private static Value replaced(NodeView n, Value x, boolean integral, TfBuilder tf) {
        if (integral) {
            return tf.equal(x, tf.constant(Tensor.ofLongs(x.dtype(), new long[0], n.int64("replaced_value_int64"))));
        }
        float value = n.float32("replaced_value_float");
        return Float.isNaN(value) ? tf.isNan(x) : tf.equal(x, tf.constant(Tensor.scalar(x.dtype(), value)));
    }

    /**
     * Normalizer 1: each row divided by its maximum, by the sum of its absolute values, or by its Euclidean length; a row
     * for which that is zero stays. The maximum is the signed one and ignores NaN, as in ONNX Runtime.
     */
    private static Value normalize(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var single = tf.cast(x, DType.FLOAT);
        var norm = n.string("norm");
        return switch (norm) {
            case "MAX" -> {
                var lowest = tf.like(single, -Float.MAX_VALUE);
                var seen = tf.select(tf.isNan(single), lowest, single);
                yield divided(single, single, tf.maximum(tf.reduce("Max", seen, true, -1), lowest), tf);
            }
            case "L1" -> divided(single, single, tf.reduce("Sum", tf.cast(tf.abs(x), DType.FLOAT), true, -1), tf);
            case "L2" -> {
                var squares = tf.cast(tf.mul(x, x), DType.FLOAT);
                var sum = tf.reduce("Sum", squares, true, -1);
                var isZero = tf.equal(sum, tf.like(sum, 0));
                var share = tf.sqrt(tf.div(squares, tf.select(isZero, tf.like(sum, 1), sum)));
                var signed = tf.select(tf.less(single, tf.like(single, 0)), tf.neg(share), share);
                yield tf.select(isZero, single, signed);
            }
            default -> throw n.invalid("there is no norm " + norm);
        };
    }

    private static Value divided(Value x, Value otherwise, Value divisor, TfBuilder tf) {
        var isZero = tf.equal(divisor, tf.like(divisor, 0));
        return tf.select(isZero, otherwise, tf.div(x, tf.select(isZero, tf.like(divisor, 1), divisor)));
    }

    /** Scaler 1: {@code (x - offset) * scale}, each for all features or one a feature; the result is single precision. */
    private static Value scale(NodeView n, TfBuilder tf) {
        var x = n.in("X");
        var computed = x.dtype() == DType.DOUBLE ? x : tf.cast(x, DType.FLOAT);
        var shifted =
                factor(n, "offset", computed, tf).map(v -> tf.sub(computed, v)).orElse(computed);
        var scaled =
                factor(n, "scale", computed, tf).map(v -> tf.mul(shifted, v)).orElse(shifted);
        return tf.cast(scaled, DType.FLOAT);
    }

    private static Optional<Value> factor(NodeView n, String attribute, Value x, TfBuilder tf) {
        return n.optionalFloat32s(attribute).filter(v -> !v.isEmpty()).map(v -> {
            if (v.size() > 1
                    && x.hasRank()
                    && x.rank() > 0
                    && x.dim(-1).isKnown()
                    && !x.dim(-1).is(v.size())) {
                throw n.invalid(attribute + " has " + v.size() + " numbers for " + x.dim(-1) + " features");
            }
            return tf.constant(v.size() == 1 ? Lists.tensor(x.dtype(), v) : Lists.tensor(x.dtype(), v, v.size()));
        });
    }
}
