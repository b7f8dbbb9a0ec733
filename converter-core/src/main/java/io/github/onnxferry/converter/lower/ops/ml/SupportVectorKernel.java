package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;

/**
 * How alike rows and support vectors are.
 *
 * @param type LINEAR, POLY, RBF or SIGMOID
 * @param gamma what the product or squared distance is multiplied by
 * @param coef0 what is added to the product
 * @param degree the power of a polynomial
 */
record SupportVectorKernel(String type, double gamma, double coef0, double degree) {
    /** The attributes {@code kernel_type} and {@code kernel_params}. */
    static SupportVectorKernel of(NodeView n) {
        var numbers = Lists.floats(n, "kernel_params").map(Tensor::doubles).orElseGet(() -> new double[] {0, 0, 0});
        if (numbers.length < 3) {
            throw n.invalid("kernel_params has " + numbers.length + " entries of 3");
        }
        return new SupportVectorKernel(n.string("kernel_type"), numbers[0], numbers[1], numbers[2]);
    }

    /**
     * The kernel of each row with each vector, {@code [N, vectors]}.
     *
     * @param x rows, {@code [N, features]} in single precision
     * @param vectors {@code [vectors, features]}
     */
    Value of(NodeView n, Value x, Tensor vectors, TfBuilder tf) {
        return switch (type) {
            case "LINEAR" -> tf.matMul(x, tf.constant(vectors), false, true);
            case "POLY" -> power(scaled(x, vectors, tf), tf);
            case "SIGMOID" -> tf.unary("Tanh", scaled(x, vectors, tf));
            case "RBF" -> tf.exp(tf.mul(squaredDistances(x, vectors, tf), -gamma));
            default -> throw n.invalid("there is no kernel_type " + type);
        };
    }

    private Value scaled(Value x, Tensor vectors, TfBuilder tf) {
        return tf.add(tf.mul(tf.matMul(x, tf.constant(vectors), false, true), gamma), coef0);
    }

    private Value power(Value x, TfBuilder tf) {
        if (degree == 2) {
            return tf.square(x);
        }
        return degree == 3 ? tf.mul(tf.square(x), x) : tf.pow(x, tf.like(x, degree));
    }

    /** {@code |x|^2 - 2 x v + |v|^2}, in double precision, in which the difference keeps the digits that single has. */
    private static Value squaredDistances(Value x, Tensor vectors, TfBuilder tf) {
        var wide = tf.cast(x, DType.DOUBLE);
        var v = vectors.cast(DType.DOUBLE);
        var squares = new double[(int) v.sizes()[0]];
        int features = (int) v.sizes()[1];
        var elements = v.doubles();
        for (int i = 0; i < elements.length; i++) {
            squares[i / features] += elements[i] * elements[i];
        }
        var products = tf.mul(tf.matMul(wide, tf.constant(v), false, true), -2);
        var ofRows = tf.reduce("Sum", tf.square(wide), true, 1);
        var ofVectors = tf.constant(Tensor.ofDoubles(DType.DOUBLE, new long[] {squares.length}, squares));
        var distances = tf.maximum(tf.add(tf.add(products, ofRows), ofVectors), tf.like(wide, 0));
        return tf.cast(distances, DType.FLOAT);
    }
}
