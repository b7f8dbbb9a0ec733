package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.LongStream;

/** Constants made from constants. */
final class Constants {
    private Constants() {}

    /** All elements times a factor. */
    static Tensor scaled(Tensor constant, double factor) {
        return mapped(constant, v -> v * factor);
    }

    /** All elements of an integer or floating tensor, each made another one. */
    static Tensor mapped(Tensor constant, DoubleUnaryOperator element) {
        var values = new double[Math.toIntExact(constant.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.applyAsDouble(constant.getDouble(i));
        }
        return Tensor.ofDoubles(constant.dtype(), constant.sizes(), values);
    }

    /** One element made another one; the others keep their bits. */
    static Tensor with(Tensor constant, long index, double value) {
        var values = new double[Math.toIntExact(constant.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = i == index ? value : constant.getDouble(i);
        }
        return Tensor.ofDoubles(constant.dtype(), constant.sizes(), values);
    }

    /** The elements rolled by some places in row-major order: the first ones come last. */
    static Tensor rolled(Tensor constant, long places) {
        long count = constant.elements();
        return constant.pick(
                constant.sizes(),
                LongStream.range(0, count).map(i -> (i + places) % count).toArray());
    }

    /** Whether two tensors of one type and shape hold the same elements. */
    static boolean isEqual(Tensor one, Tensor other) {
        for (long i = 0; i < one.elements(); i++) {
            boolean same = one.dtype() == DType.STRING
                    ? Arrays.equals(one.getBytes(i), other.getBytes(i))
                    : Double.compare(one.getDouble(i), other.getDouble(i)) == 0;
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** The largest magnitude of all elements. */
    static double largest(Tensor constant) {
        double largest = 0;
        for (long i = 0; i < constant.elements(); i++) {
            largest = Math.max(largest, Math.abs(constant.getDouble(i)));
        }
        return largest;
    }

    /** Whether all elements are one number. */
    static boolean isUniform(Tensor constant) {
        for (long i = 1; i < constant.elements(); i++) {
            if (constant.getDouble(i) != constant.getDouble(0)) {
                return false;
            }
        }
        return true;
    }
}
