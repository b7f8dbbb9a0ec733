package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.INT32;
import static io.github.onnxferry.converter.tensor.DType.INT64;
import static io.github.onnxferry.converter.tensor.DType.UINT8;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights of few bits of com.microsoft, against ONNX Runtime. */
class ContribWeightsTest {
    /** The axes of B, scales and packed zero points for weights of some rows, columns, bits and block size. */
    private record Layout(long rows, long columns, long bits, long size) {
        long blocks() {
            return (columns + size - 1) / size;
        }

        String integers() {
            return rows + " " + blocks() + " " + size * bits / 8;
        }

        String scales() {
            return rows + " " + blocks();
        }

        String zeroPoints() {
            return rows + " " + (blocks() * bits + 7) / 8;
        }
    }

    private static ContribModel matMul(Layout layout, String a) {
        return ContribModel.of("MatMulNBits")
                .floats(a)
                .integerWeights(UINT8, 256, layout.integers())
                .weights(layout.scales())
                .with("K", layout.columns)
                .with("N", layout.rows)
                .with("bits", layout.bits)
                .with("block_size", layout.size);
    }

    @ParameterizedTest
    @CsvSource({
        "5, 32, 4, 16, 3 32",
        "5, 64, 4, 32, 2 3 64",
        "5, 40, 4, 16, 3 40",
        "6, 96, 4, 32, 1 96",
        "5, 32, 8, 16, 3 32",
        "5, 70, 8, 32, 2 70",
        "5, 64, 2, 16, 3 64",
        "7, 64, 2, 64, 1 2 64",
        "1, 16, 4, 16, 1 16",
    })
    void matMulNBits(long rows, long columns, long bits, long size, String a) {
        var layout = new Layout(rows, columns, bits, size);
        matMul(layout, a).check(1);
        matMul(layout, a).integerWeights(UINT8, 256, layout.zeroPoints()).check(1);
    }

    @ParameterizedTest
    @CsvSource({"5, 48, 4, 16, 3 48", "5, 40, 4, 16, 3 40"})
    void zeroPointsMayBeNumbers(long rows, long columns, long bits, long size, String a) {
        var layout = new Layout(rows, columns, bits, size);
        matMul(layout, a).weights(layout.scales()).check(1);
    }

    @ParameterizedTest
    @CsvSource({"5, 48, 4, 16, 3 48"})
    void columnsMayNameTheirBlocks(long rows, long columns, long bits, long size, String a) {
        var layout = new Layout(rows, columns, bits, size);
        matMul(layout, a)
                .absent()
                .integerWeights(INT32, layout.blocks(), Long.toString(columns))
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"5, 48, 4, 16, 3 48"})
    void biasIsAdded(long rows, long columns, long bits, long size, String a) {
        var layout = new Layout(rows, columns, bits, size);
        matMul(layout, a)
                .integerWeights(UINT8, 256, layout.zeroPoints())
                .absent()
                .weights(Long.toString(rows))
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"0, 4, 32, 16", "1, 4, 32, 16", "1, 6, 48, 32", "0, 3, 16, 64"})
    void matMulBnb4(long type, long rows, long columns, long size) {
        long blocks = (rows * columns + size - 1) / size;
        ContribModel.of("MatMulBnb4")
                .floats("2 3 " + columns)
                .integerWeights(UINT8, 256, Long.toString(rows * columns / 2))
                .weights(Long.toString(blocks))
                .with("K", columns)
                .with("N", rows)
                .with("block_size", size)
                .with("quant_type", type)
                .check(1);
    }

    @ParameterizedTest
    @CsvSource({"9, 32, 4, 16, 3", "9, 64, 4, 32, 2 3", "9, 32, 8, 16, 2 3"})
    void gatherBlockQuantized(long rows, long columns, long bits, long size, String indices) {
        var layout = new Layout(rows, columns, bits, size);
        for (boolean zeroPoints : new boolean[] {false, true}) {
            ContribModel.of("GatherBlockQuantized")
                    .integerWeights(UINT8, 256, rows + " " + columns * bits / 8)
                    .integers(INT64, rows, indices)
                    .weights(layout.scales())
                    .integerWeights(UINT8, 256, zeroPoints ? layout.zeroPoints() : "-")
                    .with("bits", bits)
                    .with("block_size", size)
                    .with("gather_axis", 0)
                    .with("quantize_axis", 1)
                    .check(1);
        }
    }
}
