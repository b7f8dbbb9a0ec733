package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;

/** Which tolerance the outputs of a model are judged with, by their dtype. */
@FunctionalInterface
public interface ToleranceRule {
    /** Relative tolerance of ONNX's own test runner. */
    double ONNX_RTOL = 1e-3;

    /** Absolute tolerance of ONNX's own test runner. */
    double ONNX_ATOL = 1e-7;

    /** About 800 units in the last place of a float. */
    double FLOAT = 1e-4;

    /** Of a double. */
    double DOUBLE = 1e-9;

    /** 20 units in the last place of a float16. */
    double FLOAT16 = 2e-2;

    /** 6 units in the last place of a bfloat16. */
    double BFLOAT16 = 5e-2;

    /** A unit in the last place of the coarsest 8-bit and narrower floats. */
    double NARROW = 0.25;

    /** 20 times that of a float, behind logarithms. */
    double LOGARITHMS = 2e-3;

    /** Some steps of a grid of 8 bits. */
    double QUANTISED = 2e-2;

    /** The tolerance of an output of the given ONNX dtype. */
    Tolerance of(DType dtype);

    /**
     * The tolerance of one output.
     *
     * @param name its name, as in {@link Comparison}
     */
    default Tolerance of(String name, DType dtype) {
        return of(dtype);
    }

    /**
     * The rule of ONNX's own test runner where a case does not say otherwise: relative 1e-3, absolute 1e-7.
     *
     * <p>It comes from {@code onnx.backend.test}, whose expected outputs are computed by the definition of the operator.
     */
    static ToleranceRule onnxCases() {
        return elementwise(ONNX_RTOL, ONNX_ATOL);
    }

    /** Relative and absolute tolerance for all numbers that are rounded. */
    static ToleranceRule elementwise(double rtol, double atol) {
        var rounded = new Tolerance.Elementwise(rtol, atol);
        return dtype -> isRounded(dtype) ? rounded : new Tolerance.Equal();
    }

    /** A share of the largest reference value for all numbers that are rounded. */
    static ToleranceRule ofLargest(double share) {
        return dtype -> isRounded(dtype) ? new Tolerance.OfLargest(share) : new Tolerance.Equal();
    }

    /**
     * The rule for whole models: a share of the largest reference value that a few hundred operators in a row stay well
     * inside when each rounds to its dtype.
     *
     * <p>A model that rounds to a narrower type inside is as coarse as that type, whatever its outputs are.
     *
     * @param traits what the model's operators are
     */
    static ToleranceRule byDType(ModelTraits traits) {
        double inside = switch (traits.computesIn()) {
            case BFLOAT16 -> BFLOAT16;
            case FLOAT16 -> FLOAT16;
            case FLOAT -> traits.quantises() ? QUANTISED : traits.logarithms() ? LOGARITHMS : FLOAT;
            default -> DOUBLE;
        };
        return dtype -> switch (dtype) {
            case FLOAT, COMPLEX64 -> new Tolerance.OfLargest(Math.max(FLOAT, inside));
            case DOUBLE, COMPLEX128 -> new Tolerance.OfLargest(inside);
            case FLOAT16 -> new Tolerance.OfLargest(Math.max(FLOAT16, inside));
            case BFLOAT16 -> new Tolerance.OfLargest(BFLOAT16);
            default -> isRounded(dtype) ? new Tolerance.OfLargest(NARROW) : new Tolerance.Equal();
        };
    }

    /** Dtype, shape and distribution: for models whose values are drawn. */
    static ToleranceRule distribution() {
        return dtype -> new Tolerance.Distribution();
    }

    /** Whether values of a dtype are rounded. */
    static boolean isRounded(DType dtype) {
        return dtype.isFloat() || dtype.isComplex();
    }
}
