package io.github.onnxferry.parity.data;

/** Scales are positive and small; zero points lie in the range of their dtype. */
final class QuantizeRules {
    private static final ValueRange SCALE = ValueRange.reals(0.02, 0.2);

    private QuantizeRules() {}

    static void add(ValueRules rules) {
        rules.add(n -> quantized(n, 1), "QuantizeLinear", "DequantizeLinear");
        rules.add(
                n -> {
                    wide(n, 0, 3);
                    quantized(n, 1);
                    quantized(n, 4);
                    quantized(n, 6);
                },
                "QLinearConv",
                "QLinearMatMul",
                "QGemm");
        rules.add(
                n -> {
                    wide(n, 0, 3);
                    quantized(n, 1);
                    quantized(n, 4);
                    quantized(n, 6);
                },
                "QLinearAdd",
                "QLinearMul");
        rules.add(
                n -> {
                    wide(n, 0, 1);
                    zeroPoint(n, 2);
                    zeroPoint(n, 3);
                },
                "MatMulInteger",
                "ConvInteger");
    }

    /** Operands in a part of their range that makes overflow rare and saturation possible. */
    private static void wide(BoundNode node, int... places) {
        for (int place : places) {
            node.dtype(place)
                    .filter(d -> d.isInteger())
                    .ifPresent(d -> node.ask(
                            place, d.isUnsigned() ? ValueRange.between(0, 256) : ValueRange.between(-128, 128)));
        }
    }

    /** A scale and the zero point after it. */
    private static void quantized(BoundNode node, int scale) {
        if (node.isFloat(scale)) {
            node.ask(scale, SCALE);
        }
        zeroPoint(node, scale + 1);
    }

    private static void zeroPoint(BoundNode node, int place) {
        node.dtype(place).ifPresent(dtype -> {
            if (!dtype.isInteger() || dtype.bits() > 16) {
                node.set(place, new double[node.count(place)]);
            } else {
                long half = 1L << (dtype.bits() - 2);
                node.ask(
                        place,
                        dtype.isUnsigned() ? ValueRange.between(half, 3 * half) : ValueRange.between(-half, half));
            }
        });
    }
}
