package io.github.onnxferry.testdata;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators on single elements over dtypes, shapes and opsets against ONNX Runtime. */
class ElementwiseSweepTest {
    private static final String REAL = "FLOAT DOUBLE";

    private static final String NUMBERS = "FLOAT DOUBLE INT32 INT64";

    @ParameterizedTest
    @ValueSource(strings = {"7", "13", "22"})
    void functions(String opset) {
        Sweep.of(
                        REAL,
                        "Ceil|T[*]",
                        "Floor|T[*]",
                        "Sqrt|T[*]@0..4",
                        "Exp|T[*]",
                        "Log|T[*]@0.1..9",
                        "Sin|T[*]",
                        "Tanh|T[*]",
                        "Reciprocal|T[*]@0.2..3",
                        "Sigmoid|T[*]",
                        "Relu|T[*]",
                        "Neg|T[*]",
                        "Abs|T[*]")
                .and(
                        "FLOAT",
                        "Cos|T[*]",
                        "Tan|T[*]@-1..1",
                        "Asin|T[*]@-0.9..0.9",
                        "Acos|T[*]@-0.9..0.9",
                        "Atan|T[*]",
                        "Softplus|T[*]",
                        "Softsign|T[*]",
                        "LeakyRelu|T[*]|alpha=0.3",
                        "LeakyRelu|T[*]",
                        "Elu|T[*]|alpha=1.5",
                        "Elu|T[*]",
                        "Selu|T[*]",
                        "Selu|T[*]|alpha=1.2 gamma=0.7",
                        "HardSigmoid|T[*]|alpha=0.4 beta=0.3",
                        "HardSigmoid|T[*]")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "22"})
    void laterFunctions(String opset) {
        Sweep.of(
                        REAL,
                        "Round|T[*]@-3..3",
                        "Round|T{-2.5 -1.5 -0.5 0.5 1.5 2.5}",
                        "Erf|FLOAT[*]||FLOAT",
                        "Sign|T[*]",
                        "IsNaN|T{1 NaN -Infinity}||BOOL",
                        "IsInf|T{1 NaN -Infinity Infinity}||BOOL",
                        "IsInf|T{1 NaN -Infinity Infinity}|detect_negative=0|BOOL",
                        "IsInf|T{1 NaN -Infinity Infinity}|detect_positive=0|BOOL")
                .and(
                        "FLOAT",
                        "Sinh|T[*]",
                        "Cosh|T[*]",
                        "Asinh|T[*]",
                        "Acosh|T[*]@1.1..5",
                        "Atanh|T[*]@-0.9..0.9",
                        "Celu|T[*]|alpha=2.0",
                        "Celu|T[*]",
                        "ThresholdedRelu|T[*]|alpha=0.2",
                        "ThresholdedRelu|T[*]",
                        "Shrink|T[*]|bias=0.3 lambd=0.4",
                        "Shrink|T[*]")
                .and("INT8 INT32 INT64", "Abs|T[*]", "Neg|T[*]", "Sign|T[*]")
                .and("UINT8", "Abs|T[*]", "Sign|T[*]")
                .check(opset);
    }

    @Test
    void newActivations() {
        Sweep.of("FLOAT", "HardSwish|T[*]", "Mish|T[*]", "Gelu|T[*]", "Gelu|T[*]|approximate=tanh", "Swish|T[*]")
                .and("FLOAT", "HardSwish|T[4 3]@-9..9", "Mish|T[4 3]@-9..9", "Gelu|T[4 3]@-9..9")
                .and("FLOAT", "Swish|T[4 3]|alpha=1.7", "Swish|T[4 3]|alpha=0.5")
                .check("24");
        Sweep.of("FLOAT", "HardSwish|T[*]", "HardSwish|T[7]@-4..4", "HardSwish|T{-3 3 0 -0.0}")
                .check("14");
        Sweep.of("FLOAT", "Mish|T[*]", "Mish|T[7]@-20..20", "Mish|T{-100 100 0}")
                .check("18");
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "13", "14"})
    void arithmetic(String opset) {
        Sweep.of(
                        NUMBERS,
                        "Add|T[2 3];T[2 3]",
                        "Add|T[2 3];T[3]",
                        "Add|T[];T[2 1 3]",
                        "Add|T[0 3];T[1 3]",
                        "Sub|T[2 3];T[2 3]",
                        "Sub|T[3 1];T[1 4]",
                        "Sub|T[2 3];T[]",
                        "Mul|T[2 3];T[2 3]",
                        "Mul|T[3 1];T[4]",
                        "Mul|T[];T[]",
                        "Div|T[2 3];T[2 3]@1..5",
                        "Div|T[2 3]@-50..50;T[3]@1..9",
                        "Div|T[4]@-50..50;T{-3 -2 2 5}",
                        "Div|T[];T[2]@1..5")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "13", "15"})
    void powers(String opset) {
        Sweep.of(NUMBERS, "Pow|T[2 3]@0..4;T[2 3]@0..3", "Pow|T[2 3]@0..4;T[]@0..3", "Pow|T[2 1]@0..4;INT64{0 1 2}")
                .and(REAL, "Pow|T{-2 0 2 0.5};T{3 0 -1 2}", "Pow|T{1 -1 0};INT32{5 3 0}")
                .check(opset);
        Sweep.of(REAL, "Pow|T[2 3]@0..4;T[2 3]@0..3", "Pow|T[*]@0..4;T(2)").check("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "13"})
    void manyOperands(String opset) {
        Sweep.of(
                        REAL,
                        "Max|T[2 3];T[2 3]",
                        "Max|T[2 3]",
                        "Max|T[2 3];T[3];T[2 1]",
                        "Max|T{1 NaN 3};T{NaN 2 1}",
                        "Min|T[2 3];T[2 3]",
                        "Min|T[2 3]",
                        "Min|T[2 3];T[3];T[2 1]",
                        "Min|T{1 NaN 3};T{NaN 2 1}")
                .and(
                        "FLOAT",
                        "Sum|T[2 3];T[2 3]",
                        "Sum|T[2 3]",
                        "Sum|T[2 3];T[3];T[2 1]",
                        "Sum|T[];T[2];T[3 1]",
                        "Sum|T[0 2];T[2]",
                        "Mean|T[2 3];T[2 3]",
                        "Mean|T[2 3]",
                        "Mean|T[2 3];T[3];T[2 1]",
                        "Mean|T[];T[2];T[3 1]",
                        "Mean|T[0 2];T[2]",
                        "PRelu|T[2 3];T[3]",
                        "PRelu|T[2 3];T[1]",
                        "PRelu|T[2 3 4];T[3 1]",
                        "PRelu|T[2 3 4];T[2 3 4]")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"13", "18"})
    void comparisonsAndLogic(String opset) {
        Sweep.of(
                        NUMBERS,
                        "Equal|T[2 3]@0..3;T[2 3]@0..3||BOOL",
                        "Equal|T[2 3]@0..3;T[]@0..3||BOOL",
                        "Greater|T[2 3];T[2 3]||BOOL",
                        "Greater|T[2 1];T[3]||BOOL",
                        "Less|T[2 3];T[2 3]||BOOL",
                        "Less|T[2 1];T[3]||BOOL",
                        "GreaterOrEqual|T[2 3]@0..3;T[2 3]@0..3||BOOL",
                        "GreaterOrEqual|T[2 1];T[3]||BOOL",
                        "LessOrEqual|T[2 3]@0..3;T[2 3]@0..3||BOOL",
                        "LessOrEqual|T[2 1];T[3]||BOOL",
                        "Where|BOOL[2 3];T[2 3];T[2 3]",
                        "Where|BOOL[3];T[2 1];T[]",
                        "Where|BOOL[2 1];T[];T[3]")
                .and("FLOAT DOUBLE", "Equal|T{1 NaN 0 Infinity};T{1 NaN -0.0 Infinity}||BOOL")
                .and("FLOAT", "Less|T{1 NaN 0};T{NaN NaN -0.0}||BOOL", "Greater|T{1 NaN 0};T{NaN NaN -0.0}||BOOL")
                .and(
                        "BOOL",
                        "And|T[2 3];T[2 3]",
                        "And|T[2 1];T[3]",
                        "And|T[];T[4]",
                        "And|T[0];T[1]",
                        "Or|T[2 3];T[2 3]",
                        "Or|T[2 1];T[3]",
                        "Or|T[];T[4]",
                        "Or|T[0];T[1]",
                        "Xor|T[2 3];T[2 3]",
                        "Xor|T[2 1];T[3]",
                        "Xor|T[];T[4]",
                        "Xor|T[0];T[1]",
                        "Not|T[*]",
                        "Equal|T[2 3];T[2 3]")
                .and("UINT8", "Where|BOOL[2 3];T[2 3];T[2 3]", "Where|BOOL[3];T[2 1];T[]")
                .check(opset);
    }

    @Test
    void bits() {
        Sweep.of(
                        "INT8 INT16 INT32 INT64 UINT8",
                        "BitwiseAnd|T[2 3]@0..100;T[2 3]@0..100",
                        "BitwiseAnd|T[2 1]@0..100;T[3]@0..100",
                        "BitwiseAnd|T[]@0..100;T[3]@0..100",
                        "BitwiseOr|T[2 3]@0..100;T[2 3]@0..100",
                        "BitwiseOr|T[2 1]@0..100;T[3]@0..100",
                        "BitwiseOr|T[]@0..100;T[3]@0..100",
                        "BitwiseXor|T[2 3]@0..100;T[2 3]@0..100",
                        "BitwiseXor|T[2 1]@0..100;T[3]@0..100",
                        "BitwiseXor|T[]@0..100;T[3]@0..100",
                        "BitwiseNot|T[*]@0..100")
                .check("18");
        Sweep.of(
                        "UINT8",
                        "BitShift|T[*]@0..100;T(3)|direction=LEFT",
                        "BitShift|T[*]@0..100;T(2)|direction=RIGHT",
                        "BitShift|T[2 3]@0..100;T[2 3]@0..7|direction=LEFT",
                        "BitShift|T[2 3]@0..100;T[3]@0..7|direction=LEFT",
                        "BitShift|T[]@0..100;T[3]@0..7|direction=LEFT",
                        "BitShift|T{255 128 1};T{1 7 7}|direction=LEFT",
                        "BitShift|T[2 3]@0..100;T[2 3]@0..7|direction=RIGHT",
                        "BitShift|T[2 3]@0..100;T[3]@0..7|direction=RIGHT",
                        "BitShift|T[]@0..100;T[3]@0..7|direction=RIGHT",
                        "BitShift|T{255 128 1};T{1 7 7}|direction=RIGHT")
                .check("11");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "13"})
    void remainders(String opset) {
        Sweep.of("INT8 INT32 INT64", "Mod|T{-7 7 -7 7 6};T{3 -3 -3 3 3}", "Mod|T{-7 7 -7 7 6};T{3 -3 -3 3 3}|fmod=1")
                .and("UINT8", "Mod|T{7 8 9};T{3 2 5}", "Mod|T[2 3]@0..50;T[]@1..9")
                .and("FLOAT DOUBLE", "Mod|T{-7.5 7.5 -7.5 7.5 6};T{3 -3 -3 3 3}|fmod=1", "Mod|T[2 3];T[]@1..9|fmod=1")
                .check(opset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"12", "13"})
    void clips(String opset) {
        Sweep.of(
                        "FLOAT DOUBLE INT32 INT64 INT8 UINT8",
                        "Clip|T[2 3]@0..9;T(2);T(5)",
                        "Clip|T[2 3]@0..9;T(2)",
                        "Clip|T[*]@0..9;-;T(5)")
                .and("FLOAT DOUBLE", "Clip|T{NaN 1 9 -9};T(-2);T(5)", "Clip|T[2 3]")
                .check(opset);
    }
}
