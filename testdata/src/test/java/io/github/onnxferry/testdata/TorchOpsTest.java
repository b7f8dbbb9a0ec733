package io.github.onnxferry.testdata;

import static io.github.onnxferry.converter.tensor.DType.BOOL;
import static io.github.onnxferry.converter.tensor.DType.FLOAT;
import static io.github.onnxferry.converter.tensor.DType.INT64;

import io.github.onnxferry.converter.onnx.OnnxAttribute;
import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators of PyTorch that its exporter leaves as they are, against their definition. */
class TorchOpsTest {
    private static final double[] TABLE = {1, -2, 3, 4, -5, 6, 7, 8, -9, 10};
    private static final int[] INDICES = {0, 2, 4, 1, 1, 3};
    private static final double[] WEIGHTS = {1, 0.5, -1, 2, 3, 0.25};

    @ParameterizedTest
    @CsvSource({
        "0, false, -1, false",
        "1, false, -1, false",
        "2, false, -1, false",
        "0, true,  -1, false",
        "0, false, 1,  false",
        "1, true,  1,  false",
        "2, false, 1,  false",
        "0, false, -1, true",
    })
    void embeddingBag(int mode, boolean lastOffset, int padding, boolean weighted) {
        int[] begins = {0, 2, 2, 5};
        var offsets = lastOffset ? new long[] {0, 2, 2, 5, 6} : new long[] {0, 2, 2, 5};
        var model = TestModel.opset(17)
                .domain("org.pytorch.aten", 1)
                .input("weight", Tensor.ofDoubles(FLOAT, new long[] {5, 2}, TABLE))
                .input(
                        "indices",
                        Tensor.vector(Arrays.stream(INDICES).asLongStream().toArray()))
                .input("offsets", Tensor.vector(offsets))
                .constant("no", Tensor.ofLongs(BOOL, new long[0], 0))
                .constant("mode", Tensor.scalar(INT64, mode))
                .constant("sample", Tensor.ofDoubles(FLOAT, new long[] {6}, WEIGHTS))
                .constant("last", Tensor.ofLongs(BOOL, new long[0], lastOffset ? 1 : 0))
                .constant("padding", Tensor.scalar(INT64, padding))
                .node(
                        "org.pytorch.aten:ATen",
                        "weight,indices,offsets,no,mode,no," + (weighted ? "sample" : "") + ",last,padding",
                        "y",
                        Map.<String, OnnxAttribute>of("operator", StringValue.of("embedding_bag")))
                .output("y", FLOAT);
        var expected = new double[8];
        for (int bag = 0; bag < 4; bag++) {
            int end = bag < 3 ? begins[bag + 1] : INDICES.length;
            for (int column = 0; column < 2; column++) {
                expected[2 * bag + column] = reduced(mode, begins[bag], end, column, padding, weighted);
            }
        }
        Differential.check(model, Map.of("y", Tensor.ofDoubles(FLOAT, new long[] {4, 2}, expected)), 1e-6, 1e-6);
    }

    private static double reduced(int mode, int begin, int end, int column, int padding, boolean weighted) {
        double sum = 0;
        double largest = Double.NEGATIVE_INFINITY;
        int count = 0;
        for (int i = begin; i < end; i++) {
            if (INDICES[i] != padding) {
                double value = TABLE[2 * INDICES[i] + column] * (weighted ? WEIGHTS[i] : 1);
                sum += value;
                largest = Math.max(largest, value);
                count++;
            }
        }
        return count == 0 ? 0 : mode == 0 ? sum : mode == 1 ? sum / count : largest;
    }
}
