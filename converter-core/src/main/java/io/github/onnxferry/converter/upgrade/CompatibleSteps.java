package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.schema.Domain;
import java.util.List;

/**
 * Steps whose schemas differ, over which a node keeps its form and its meaning: mostly because the default of a new
 * attribute, or the absence of a new input, says what was.
 */
final class CompatibleSteps {
    static final UpgradeTable TABLE = UpgradeTable.join(List.of(onnx(), ml()));

    private CompatibleSteps() {}

    private static UpgradeTable onnx() {
        return UpgradeTable.of(Domain.ONNX)
                .ops("ArgMax", "ArgMin")
                .compatible(12, "select_last_index=0 takes the first, as before")
                .ops("Attention")
                .compatible(24, "without nonpad_kv_seqlen every key counts")
                .compatible(25, "windows of -1 are no windows")
                .ops("AveragePool")
                .compatible(7, "count_include_pad=0 leaves padding out of the mean, as before")
                .compatible(10, "ceil_mode=0 rounds down, as before")
                .compatible(19, "dilations are 1 where absent")
                .ops("Cast")
                .compatible(19, "saturate concerns 8-bit floats alone, which are new")
                .compatible(24, "round_mode concerns float8e8m0 alone, which is new")
                .ops("CastLike")
                .compatible(19, "saturate concerns 8-bit floats alone, which are new")
                .compatible(24, "round_mode concerns float8e8m0 alone, which is new")
                .ops("Constant")
                .compatible(11, "value becomes one of two attributes")
                .compatible(12, "value becomes one of several attributes")
                .ops("DepthToSpace")
                .compatible(11, "mode=DCR is the order of before")
                .ops("DequantizeLinear")
                .compatible(13, "the axis concerns scales of one axis; before, they are scalars")
                .compatible(21, "block_size=0 is not blocked")
                .compatible(23, "output_dtype=0 is the type of the scale")
                .ops("GRU", "LSTM", "RNN")
                .compatible(14, "layout=0 is [sequence, batch, ...], as before")
                .ops("GatherND")
                .compatible(12, "batch_dims=0 indexes from the first axis, as before")
                .ops("Gemm")
                .compatible(11, "C may be left out")
                .ops("Loop")
                .compatible(11, "a loop may have no state")
                .ops("LpPool")
                .compatible(18, "ceil_mode=0 rounds down, as before; dilations are 1 where absent")
                .ops("MaxPool")
                .compatible(8, "the indices are a new output, and storage_order concerns them alone")
                .compatible(10, "ceil_mode=0 rounds down, as before; dilations are 1 where absent")
                .ops("OptionalHasElement")
                .compatible(18, "the input may be left out")
                .ops("Pad")
                .compatible(18, "without axes the pads are for all axes")
                .ops("QuantizeLinear")
                .compatible(13, "the axis concerns scales of one axis; before, they are scalars")
                .compatible(19, "saturate concerns 8-bit floats alone, which are new")
                .compatible(21, "block_size=0 is not blocked; output_dtype=0 is the type of the zero point")
                .compatible(23, "precision=0 divides in the type of the scale, which was that of x")
                .ops("Range")
                .compatible(27, "stash_type concerns 16-bit floats alone, which are new")
                .ops("Reshape")
                .compatible(14, "allowzero=0 copies the size, as before")
                .ops("Resize")
                .compatible(18, "no antialiasing, all axes, sizes as they are: as before")
                .ops("ScatterElements", "ScatterND")
                .compatible(16, "reduction=none replaces, as before")
                .ops("Shape")
                .compatible(15, "start=0 and no end are the whole shape")
                .ops("SpaceToDepth")
                .compatible(28, "mode=DCR is the order of before")
                .ops("TopK")
                .compatible(11, "the largest elements, sorted, as before")
                .build();
    }

    private static UpgradeTable ml() {
        return UpgradeTable.of(Domain.ML)
                .ops("LabelEncoder")
                .compatible(4, "keys and values as tensors are an alternative")
                .ops("TreeEnsembleClassifier", "TreeEnsembleRegressor")
                .compatible(3, "tensors of doubles are an alternative")
                .compatible(5, "the encoding of the successor says the same; this one stays complete")
                .build();
    }
}
