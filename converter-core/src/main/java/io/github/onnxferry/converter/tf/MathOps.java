package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.tensor.DType;

/** Arithmetic, reductions and products. Operands have one dtype and broadcast by the rules of NumPy. */
public interface MathOps extends Emitter {
    /** An element-wise operation of one operand. */
    default Value unary(String op, Value x) {
        return op(op).in(x).one();
    }

    /** An element-wise operation of two operands. */
    default Value binary(String op, Value x, Value y) {
        return op(op).in(x, y).one();
    }

    /** The sum. */
    default Value add(Value x, Value y) {
        return binary("AddV2", x, y);
    }

    /** The sum with a number. */
    default Value add(Value x, double y) {
        return y == 0 ? x : add(x, like(x, y));
    }

    /** The difference. */
    default Value sub(Value x, Value y) {
        return binary("Sub", x, y);
    }

    /** The difference with a number. */
    default Value sub(Value x, double y) {
        return sub(x, like(x, y));
    }

    /** The product. */
    default Value mul(Value x, Value y) {
        return binary("Mul", x, y);
    }

    /** The product with a number. */
    default Value mul(Value x, double y) {
        return y == 1 ? x : mul(x, like(x, y));
    }

    /** The quotient of real or complex numbers. */
    default Value div(Value x, Value y) {
        return binary("RealDiv", x, y);
    }

    /** The quotient of real numbers. */
    default Value div(Value x, double y) {
        return div(x, like(x, y));
    }

    /** The quotient rounded toward negative infinity. */
    default Value floorDiv(Value x, Value y) {
        return binary("FloorDiv", x, y);
    }

    /** The remainder, with the sign of the divisor. */
    default Value floorMod(Value x, Value y) {
        return binary("FloorMod", x, y);
    }

    /** The larger of two. */
    default Value maximum(Value x, Value y) {
        return binary("Maximum", x, y);
    }

    /** The smaller of two. */
    default Value minimum(Value x, Value y) {
        return binary("Minimum", x, y);
    }

    /** A power of real numbers. */
    default Value pow(Value x, Value y) {
        return binary("Pow", x, y);
    }

    /** The negative. */
    default Value neg(Value x) {
        return unary("Neg", x);
    }

    /** The absolute value. */
    default Value abs(Value x) {
        return unary("Abs", x);
    }

    /** The exponential. */
    default Value exp(Value x) {
        return unary("Exp", x);
    }

    /** The natural logarithm. */
    default Value log(Value x) {
        return unary("Log", x);
    }

    /** The square root. */
    default Value sqrt(Value x) {
        return unary("Sqrt", x);
    }

    /** One over the square root. */
    default Value rsqrt(Value x) {
        return unary("Rsqrt", x);
    }

    /** The square. */
    default Value square(Value x) {
        return unary("Square", x);
    }

    /** The nearest integer not above. */
    default Value floor(Value x) {
        return unary("Floor", x);
    }

    /** The nearest integer not below. */
    default Value ceil(Value x) {
        return unary("Ceil", x);
    }

    /** The nearest integer, ties to even. */
    default Value roundHalfEven(Value x) {
        return unary("Rint", x);
    }

    /** A reduction ({@code Sum}, {@code Max}, {@code All} …) over constant axes. */
    default Value reduce(String op, Value x, boolean keepDims, long... axes) {
        return reduce(op, x, vector(axes), keepDims);
    }

    /** A reduction over computed axes, an int64 vector. */
    default Value reduce(String op, Value x, Value axes, boolean keepDims) {
        return op(op).in(x, axes).attr("keep_dims", keepDims).one();
    }

    /** The product of matrices, {@code [..., m, k] x [..., k, n]}, batch axes broadcast. */
    default Value matMul(Value x, Value y) {
        return matMul(x, y, false, false);
    }

    /** The product of matrices, either of them transposed. */
    default Value matMul(Value x, Value y, boolean transposeX, boolean transposeY) {
        if (x.hasRank() && y.hasRank() && x.rank() == 2 && y.rank() == 2) {
            return op("MatMul")
                    .in(x, y)
                    .attr("transpose_a", transposeX)
                    .attr("transpose_b", transposeY)
                    .one();
        }
        return op("BatchMatMulV2")
                .in(x, y)
                .attr("adj_x", transposeX)
                .attr("adj_y", transposeY)
                .one();
    }

    /** Converted to another dtype as TensorFlow's {@code Cast} does; the same value if it has the dtype already. */
    default Value cast(Value x, DType to) {
        if (x.dtype() == to) {
            return x;
        }
        if (x.dtype().carrier() == to.carrier() && x.dtype().carrier() == x.dtype()) {
            throw new IllegalArgumentException("rounding to " + to + " is not a cast of TensorFlow");
        }
        return op("Cast").in(x).attr("DstT", to).one();
    }
}
