package io.github.onnxferry.testdata.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.onnxferry.converter.onnx.OnnxAttribute.StringValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.testdata.TestModel;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of defect, made on disk: what the model computes before and after, and that it runs and answers otherwise. */
class MutatorsTest {
    /**
     * A kind on a model.
     *
     * @param before what the function of the defect computes without it
     * @param after what it computes with it
     */
    record Case(DefectKind kind, TestModel model, String before, String after) {
        @Override
        public String toString() {
            return kind.text() + ": " + before;
        }
    }

    static Stream<Case> cases() {
        return Stream.of(
                new Case(
                        DefectKind.TRANSPOSE_AXES_SWAPPED,
                        SmallModels.transpose(),
                        "Transpose(x, [0,2,1])",
                        "Transpose(x, [0,1,2])"),
                new Case(
                        DefectKind.TRANSPOSE_AXES_SWAPPED,
                        SmallModels.unary(
                                "Einsum", SmallModels.ramp(2, 2), Map.of("equation", StringValue.of("ij->ji"))),
                        "Einsum{N=1 equation=ij->ji}(x)",
                        "Einsum{N=1 equation=ij->ij}(x)"),
                new Case(DefectKind.TRANSPOSE_DROPPED, SmallModels.transpose(), "Transpose(x, [0,2,1])", "Identity(x)"),
                new Case(
                        DefectKind.MATRIX_TRANSPOSED,
                        SmallModels.product(),
                        "MatMul(x, [2,2][1.0,2.0,3.0,4.0])",
                        "MatMul{transpose_b=true}(x, [2,2][1.0,2.0,3.0,4.0])"),
                new Case(
                        DefectKind.SOFTMAX_AXIS,
                        SmallModels.unary("Softmax", SmallModels.ramp(2, 2), Map.of()),
                        "Softmax(x)",
                        "RealDiv(Exp(Sub(x, Max{keep_dims=true}(x, -2))), Sum{keep_dims=true}(Exp(Sub(x, Max{keep_dims=true}(x, -2))), -2))"),
                new Case(
                        DefectKind.CONCAT_ORDER,
                        SmallModels.concat(),
                        "ConcatV2{N=2}(a, b, 0)",
                        "ConcatV2{N=2}(b, a, 0)"),
                new Case(
                        DefectKind.SPLIT_ORDER,
                        SmallModels.split(),
                        "Sub(Split{num_split=2}(1, x), Split{num_split=2}(1, x)#1)",
                        "Sub(Split{num_split=2}(1, x)#1, Split{num_split=2}(1, x))"),
                new Case(
                        DefectKind.PADS_MOVED,
                        SmallModels.convolution(1),
                        "Transpose(Conv2D{dilations=[1,1,1,1] padding=SAME strides=[1,1,1,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])",
                        "Transpose(Conv2D{dilations=[1,1,1,1] explicit_paddings=[0,0,0,2,1,1,0,0] padding=EXPLICIT strides=[1,1,1,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])"),
                new Case(
                        DefectKind.PADS_MOVED,
                        SmallModels.convolution(2),
                        "Transpose(Conv2D{dilations=[1,1,1,1] explicit_paddings=[0,0,1,1,1,1,0,0] padding=EXPLICIT strides=[1,2,2,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])",
                        "Transpose(Conv2D{dilations=[1,1,1,1] explicit_paddings=[0,0,0,2,1,1,0,0] padding=EXPLICIT strides=[1,2,2,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])"),
                new Case(
                        DefectKind.PADS_MOVED,
                        SmallModels.pad(),
                        "PadV2(x, [1,2][2,1], 0.0)",
                        "PadV2(x, [1,2][1,2], 0.0)"),
                new Case(
                        DefectKind.PADDING_SCHEME,
                        SmallModels.convolution(2),
                        "Transpose(Conv2D{dilations=[1,1,1,1] explicit_paddings=[0,0,1,1,1,1,0,0] padding=EXPLICIT strides=[1,2,2,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])",
                        "Transpose(Conv2D{dilations=[1,1,1,1] padding=SAME strides=[1,2,2,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])"),
                new Case(
                        DefectKind.PAD_VALUE,
                        SmallModels.pad(),
                        "PadV2(x, [1,2][2,1], 0.0)",
                        "PadV2(x, [1,2][2,1], 1.0)"),
                new Case(
                        DefectKind.STRIDE,
                        SmallModels.convolution(1),
                        "Transpose(Conv2D{dilations=[1,1,1,1] padding=SAME strides=[1,1,1,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])",
                        "Transpose(Conv2D{dilations=[1,1,1,1] padding=SAME strides=[1,2,2,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])"),
                new Case(
                        DefectKind.DILATION,
                        SmallModels.convolution(1),
                        "Transpose(Conv2D{dilations=[1,1,1,1] padding=SAME strides=[1,1,1,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])",
                        "Transpose(Conv2D{dilations=[1,2,2,1] padding=SAME strides=[1,1,1,1]}(Transpose(x, [0,2,3,1]), [3,3,1,1][1.0,2.0,3.0,4.0,5.0,6.0,7.0,8.0,9.0]), [0,3,1,2])"),
                new Case(
                        DefectKind.RESIZE_COORDINATES,
                        SmallModels.resize(),
                        "Transpose(ResizeBilinear{half_pixel_centers=true}(Transpose(x, [0,2,3,1]), [4,4]), [0,3,1,2])",
                        "Transpose(ResizeBilinear(Transpose(x, [0,2,3,1]), [4,4]), [0,3,1,2])"),
                new Case(
                        DefectKind.EPSILON,
                        SmallModels.normalised(),
                        "Sqrt(AddV2(x, 0.001))",
                        "Sqrt(AddV2(x, 0.010000001))"),
                new Case(
                        DefectKind.BIAS_DROPPED,
                        SmallModels.withConstant("Add", SmallModels.ramp(2, 2), SmallModels.floats(1, 2)),
                        "AddV2(x, [1.0,2.0])",
                        "Identity(x)"),
                new Case(
                        DefectKind.BIAS_SHIFTED,
                        SmallModels.withConstant("Add", SmallModels.ramp(2, 3), SmallModels.floats(1, 2, 3)),
                        "AddV2(x, [1.0,2.0,3.0])",
                        "AddV2(x, [2.0,3.0,1.0])"),
                new Case(
                        DefectKind.REDUCTION_AXIS,
                        SmallModels.mean(),
                        "Mean{keep_dims=true}(x, [1])",
                        "Mean{keep_dims=true}(x, [0])"),
                new Case(
                        DefectKind.SCAN_DIRECTION,
                        SmallModels.cumulated(),
                        "Cumsum(x, 1)",
                        "Cumsum{exclusive=true}(x, 1)"),
                new Case(
                        DefectKind.OPERANDS_EXCHANGED,
                        SmallModels.binary("Sub", DType.FLOAT, SmallModels.floats(1, 2), SmallModels.floats(3, 5)),
                        "Sub(a, b)",
                        "Sub(b, a)"),
                new Case(
                        DefectKind.WEIGHTS_OF_ANOTHER_NODE,
                        SmallModels.twoProducts(),
                        "MatMul(MatMul(x, [2,2][1.0,2.0,3.0,4.0]), [2,2][5.0,6.0,7.0,8.0])",
                        "MatMul(MatMul(x, [2,2][1.0,2.0,3.0,4.0]), [2,2][1.0,2.0,3.0,4.0])"),
                new Case(DefectKind.MASK_INVERTED, SmallModels.where(), "SelectV2(m, a, b)", "SelectV2(m, b, a)"),
                new Case(
                        DefectKind.MASKS_JOINED,
                        SmallModels.binary(
                                "And",
                                DType.BOOL,
                                Tensor.ofLongs(DType.BOOL, new long[] {2}, 0, 1),
                                Tensor.ofLongs(DType.BOOL, new long[] {2}, 1, 1)),
                        "LogicalAnd(a, b)",
                        "LogicalOr(a, b)"),
                new Case(
                        DefectKind.COMPARISON_BOUND,
                        SmallModels.compared("Greater"),
                        "Greater(x, 2.0)",
                        "GreaterEqual(x, 2.0)"),
                new Case(
                        DefectKind.COMPARISON_NEGATED,
                        SmallModels.compared("Equal"),
                        "Equal(x, 2.0)",
                        "NotEqual(x, 2.0)"),
                new Case(DefectKind.COMPARISON_CONSTANT, SmallModels.compared("Less"), "Less(x, 2.0)", "Less(x, 2.2)"),
                new Case(
                        DefectKind.BRANCHES_EXCHANGED,
                        SmallModels.conditional(),
                        "StatelessIf{else_branch=If_0_else then_branch=If_0_then}(m, x)",
                        "StatelessIf{else_branch=If_0_then then_branch=If_0_else}(m, x)"),
                new Case(
                        DefectKind.WEIGHT_CHANNELS_SWAPPED,
                        SmallModels.product(),
                        "MatMul(x, [2,2][1.0,2.0,3.0,4.0])",
                        "MatMul(x, [2,2][2.0,1.0,4.0,3.0])"),
                new Case(
                        DefectKind.WEIGHT_CHANNEL_PERMUTED,
                        SmallModels.product(),
                        "MatMul(x, [2,2][1.0,2.0,3.0,4.0])",
                        "MatMul(x, [2,2][1.0,4.0,3.0,2.0])"),
                new Case(
                        DefectKind.WEIGHT_ELEMENT,
                        SmallModels.product(),
                        "MatMul(x, [2,2][1.0,2.0,3.0,4.0])",
                        "MatMul(x, [2,2][1.0,2.0,3.0,-4.0])"),
                new Case(
                        DefectKind.WEIGHT_CHANNEL_ZEROED,
                        SmallModels.product(),
                        "MatMul(x, [2,2][1.0,2.0,3.0,4.0])",
                        "MatMul(x, [2,2][0.0,2.0,0.0,4.0])"),
                new Case(
                        DefectKind.ROUNDING_MODE,
                        SmallModels.unary("Floor", SmallModels.floats(1.4f, 2.7f), Map.of()),
                        "Floor(x)",
                        "Rint(x)"),
                new Case(
                        DefectKind.CAST_TRUNCATES,
                        SmallModels.quantised(),
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Rint(RealDiv(x, 0.5)), 10.0), 0.0), 255.0))",
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Identity(RealDiv(x, 0.5)), 10.0), 0.0), 255.0))"),
                new Case(
                        DefectKind.DTYPE_NARROWED,
                        SmallModels.unary("Sqrt", SmallModels.floats(1.2345678f), Map.of()),
                        "Sqrt(x)",
                        "Sqrt(Cast{DstT=DT_FLOAT}(Cast{DstT=DT_HALF}(x)))"),
                new Case(
                        DefectKind.SCALAR_OFF,
                        SmallModels.withConstant("Mul", SmallModels.floats(1, 2), Tensor.scalar(DType.FLOAT, 2)),
                        "Mul(x, 2.0)",
                        "Mul(x, 2.02)"),
                new Case(DefectKind.CLAMP_REMOVED, SmallModels.clip(), "Maximum(x, -1.0)", "Identity(x)"),
                new Case(DefectKind.CLAMP_BOUND, SmallModels.clip(), "Maximum(x, -1.0)", "Maximum(x, -0.9)"),
                new Case(
                        DefectKind.ACTIVATION_REPLACED,
                        SmallModels.unary("Sigmoid", SmallModels.floats(1, 2), Map.of()),
                        "Sigmoid(x)",
                        "Minimum(Maximum(AddV2(Mul(x, 0.16666667), 0.5), 0.0), 1.0)"),
                new Case(
                        DefectKind.ACTIVATION_REPLACED,
                        SmallModels.unary("Erf", SmallModels.floats(1, 2), Map.of()),
                        "Erf(x)",
                        "Tanh(Mul(x, 1.1283792))"),
                new Case(
                        DefectKind.ACTIVATION_REPLACED,
                        SmallModels.unary("Relu", SmallModels.floats(-1, 2), Map.of()),
                        "Relu(x)",
                        "LeakyRelu{alpha=0.01}(x)"),
                new Case(
                        DefectKind.ACTIVATION_REPLACED,
                        SmallModels.leaky(),
                        "LeakyRelu{alpha=0.1}(x)",
                        "LeakyRelu{alpha=0.11000001}(x)"),
                new Case(
                        DefectKind.GATHER_INDEX,
                        SmallModels.gathered(),
                        "GatherV2(x, [0,2,1], 0)",
                        "GatherV2(x, [2,1,0], 0)"),
                new Case(
                        DefectKind.SLICE_SHIFTED,
                        SmallModels.slice(),
                        "StridedSlice(x, [1], [3], [1])",
                        "StridedSlice(x, [0], [2], [1])"),
                new Case(
                        DefectKind.TABLE_ROLLED,
                        SmallModels.looked(SmallModels.ramp(3, 2)),
                        "GatherV2([3,2][1.0,2.0,3.0,4.0,5.0,6.0], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)",
                        "GatherV2([3,2][3.0,4.0,5.0,6.0,1.0,2.0], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)"),
                new Case(
                        DefectKind.TABLE_ROWS_SWAPPED,
                        SmallModels.looked(SmallModels.floats(1, 2, 3)),
                        "GatherV2([1.0,2.0,3.0], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)",
                        "GatherV2([1.0,3.0,2.0], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)"),
                new Case(
                        DefectKind.TABLE_ENTRY,
                        SmallModels.looked(SmallModels.floats(1, 2, 3)),
                        "GatherV2([1.0,2.0,3.0], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)",
                        "GatherV2([1.0,2.0,3.3], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)"),
                new Case(
                        DefectKind.LABELS_SWAPPED,
                        SmallModels.looked(SmallModels.words("a", "b", "c")),
                        "GatherV2(['a','b','c'], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)",
                        "GatherV2(['a','c','b'], SelectV2(Less(x, 0), AddV2(x, 3), x), 0)"),
                new Case(
                        DefectKind.ZERO_POINT,
                        SmallModels.quantised(),
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Rint(RealDiv(x, 0.5)), 10.0), 0.0), 255.0))",
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Rint(RealDiv(x, 0.5)), 11.0), 0.0), 255.0))"),
                new Case(
                        DefectKind.QUANTISATION_SCALE,
                        SmallModels.quantised(),
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Rint(RealDiv(x, 0.5)), 10.0), 0.0), 255.0))",
                        "Cast{DstT=DT_UINT8}(Minimum(Maximum(AddV2(Rint(RealDiv(x, 0.503937)), 10.0), 0.0), 255.0))"),
                new Case(
                        DefectKind.SCALAR_OFF,
                        SmallModels.loop(),
                        "AddV2(index, 1); condition; trips; Mul(state, 2.0)",
                        "AddV2(index, 1); condition; trips; Mul(state, 2.02)"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changesWhatItNamesAndNothingElse(Case test, @TempDir Path scratch) {
        var converted = ConvertedModel.of(test.model(), scratch);
        var file = SavedModelFile.read(converted.folder());
        var defect = Defects.all(file, 1).getOrDefault(test.kind(), List.of()).get(0);
        var mutant = scratch.resolve("mutant");
        file.write(mutant, defect);

        var function = defect.mutation().function();
        var mutated = SavedModelFile.read(mutant);
        assertThat(FunctionText.of(file.function(function))).isEqualTo(test.before());
        assertThat(FunctionText.of(mutated.function(function))).isEqualTo(test.after());
        for (var other : file.functions()) {
            if (!other.name().equals(function)) {
                assertThat(mutated.function(other.name())).isEqualTo(file.function(other.name()));
            }
        }
        assertThat(Difference.of(converted.run(converted.folder()), converted.run(mutant)))
                .matches(Difference::isBeyondNoise);
    }

    @Test
    void everyKindHasACase() {
        Set<DefectKind> kinds = EnumSet.noneOf(DefectKind.class);
        cases().forEach(c -> kinds.add(c.kind()));
        assertThat(kinds).isEqualTo(EnumSet.allOf(DefectKind.class));
    }
}
