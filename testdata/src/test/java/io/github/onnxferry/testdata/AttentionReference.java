package io.github.onnxferry.testdata;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;

/** Attention as its definition reads, element by element in double precision, for inputs {@code [batch, heads, sequence, size]}. */
final class AttentionReference {
    private final Tensor queries;
    private final Tensor keys;
    private final Tensor values;
    private double scale;
    private Modifier scores = (batch, head, query, key, score) -> score;
    private Modifier weights = (batch, head, query, key, weight) -> weight;

    AttentionReference(Tensor queries, Tensor keys, Tensor values) {
        this.queries = queries;
        this.keys = keys;
        this.values = values;
        this.scale = 1 / Math.sqrt(queries.sizes()[3]);
    }

    /** Changes the score or the weight of a key for a query. */
    interface Modifier {
        double apply(int batch, int head, int query, int key, double x);
    }

    AttentionReference scale(double factor) {
        scale = factor;
        return this;
    }

    AttentionReference scores(Modifier modifier) {
        scores = modifier;
        return this;
    }

    AttentionReference weights(Modifier modifier) {
        weights = modifier;
        return this;
    }

    /** The result; zeros for a query whose scores are all minus infinity. */
    Tensor result(DType dtype) {
        var sizes = queries.sizes().clone();
        sizes[3] = values.sizes()[3];
        var result = new double[(int) Tensor.elements(sizes)];
        int at = 0;
        for (int batch = 0; batch < sizes[0]; batch++) {
            for (int head = 0; head < sizes[1]; head++) {
                for (int query = 0; query < sizes[2]; query++) {
                    var row = row(batch, head, query);
                    System.arraycopy(row, 0, result, at, row.length);
                    at += row.length;
                }
            }
        }
        return Tensor.ofDoubles(dtype, sizes, result);
    }

    private double[] row(int batch, int head, int query) {
        int shared = (int) (head * keys.sizes()[1] / queries.sizes()[1]);
        var weight = new double[(int) keys.sizes()[2]];
        double most = Double.NEGATIVE_INFINITY;
        for (int key = 0; key < weight.length; key++) {
            double product = 0;
            for (int d = 0; d < queries.sizes()[3]; d++) {
                product += element(queries, batch, head, query, d) * element(keys, batch, shared, key, d);
            }
            weight[key] = scores.apply(batch, head, query, key, product * scale);
            most = Math.max(most, weight[key]);
        }
        double sum = 0;
        for (int key = 0; key < weight.length; key++) {
            weight[key] = most == Double.NEGATIVE_INFINITY ? 0 : Math.exp(weight[key] - most);
            sum += weight[key];
        }
        var row = new double[(int) values.sizes()[3]];
        for (int key = 0; key < weight.length; key++) {
            double share = weights.apply(batch, head, query, key, sum == 0 ? 0 : weight[key] / sum);
            for (int d = 0; d < row.length; d++) {
                row[d] += share * element(values, batch, shared, key, d);
            }
        }
        return row;
    }

    private static double element(Tensor x, int... position) {
        long at = 0;
        for (int axis = 0; axis < position.length; axis++) {
            at = at * x.sizes()[axis] + position[axis];
        }
        return x.getDouble(at);
    }
}
