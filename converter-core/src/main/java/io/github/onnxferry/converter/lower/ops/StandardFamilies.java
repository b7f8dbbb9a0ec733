package io.github.onnxferry.converter.lower.ops;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.ops.array.BroadcastOps;
import io.github.onnxferry.converter.lower.ops.array.ConstantOps;
import io.github.onnxferry.converter.lower.ops.array.GatherOps;
import io.github.onnxferry.converter.lower.ops.array.GeneratorOps;
import io.github.onnxferry.converter.lower.ops.array.JoinOps;
import io.github.onnxferry.converter.lower.ops.array.PaddingOps;
import io.github.onnxferry.converter.lower.ops.array.ScatterOps;
import io.github.onnxferry.converter.lower.ops.array.SearchOps;
import io.github.onnxferry.converter.lower.ops.array.SequentialOps;
import io.github.onnxferry.converter.lower.ops.array.ShapeOps;
import io.github.onnxferry.converter.lower.ops.array.SliceOps;
import io.github.onnxferry.converter.lower.ops.array.SortOps;
import io.github.onnxferry.converter.lower.ops.attention.AttentionOps;
import io.github.onnxferry.converter.lower.ops.attention.FlexAttentionOps;
import io.github.onnxferry.converter.lower.ops.attention.RotaryOps;
import io.github.onnxferry.converter.lower.ops.attention.StatefulOps;
import io.github.onnxferry.converter.lower.ops.contrib.BiasOps;
import io.github.onnxferry.converter.lower.ops.contrib.BlockQuantizedOps;
import io.github.onnxferry.converter.lower.ops.contrib.ComplexOps;
import io.github.onnxferry.converter.lower.ops.contrib.EmbeddingOps;
import io.github.onnxferry.converter.lower.ops.contrib.FusedAttentionOps;
import io.github.onnxferry.converter.lower.ops.contrib.FusedConvolutionOps;
import io.github.onnxferry.converter.lower.ops.contrib.FusedLinearOps;
import io.github.onnxferry.converter.lower.ops.contrib.GroupQueryAttention;
import io.github.onnxferry.converter.lower.ops.contrib.HashOps;
import io.github.onnxferry.converter.lower.ops.contrib.PositionOps;
import io.github.onnxferry.converter.lower.ops.contrib.QuantizedElementwiseOps;
import io.github.onnxferry.converter.lower.ops.contrib.QuantizedLinearOps;
import io.github.onnxferry.converter.lower.ops.contrib.RelatedOps;
import io.github.onnxferry.converter.lower.ops.contrib.SearchLoopOps;
import io.github.onnxferry.converter.lower.ops.contrib.SkipNormalizationOps;
import io.github.onnxferry.converter.lower.ops.contrib.TorchOps;
import io.github.onnxferry.converter.lower.ops.control.BranchOps;
import io.github.onnxferry.converter.lower.ops.control.LoopOps;
import io.github.onnxferry.converter.lower.ops.image.AffineGridOps;
import io.github.onnxferry.converter.lower.ops.image.BlockOps;
import io.github.onnxferry.converter.lower.ops.image.DecoderOps;
import io.github.onnxferry.converter.lower.ops.image.DepthSpaceOps;
import io.github.onnxferry.converter.lower.ops.image.ImageOps;
import io.github.onnxferry.converter.lower.ops.image.RegionOps;
import io.github.onnxferry.converter.lower.ops.image.ResizeOps;
import io.github.onnxferry.converter.lower.ops.image.SamplingOps;
import io.github.onnxferry.converter.lower.ops.image.SuppressionOps;
import io.github.onnxferry.converter.lower.ops.math.ActivationOps;
import io.github.onnxferry.converter.lower.ops.math.ArithmeticOps;
import io.github.onnxferry.converter.lower.ops.math.BitCastOps;
import io.github.onnxferry.converter.lower.ops.math.CastOps;
import io.github.onnxferry.converter.lower.ops.math.LinearOps;
import io.github.onnxferry.converter.lower.ops.math.LogicalOps;
import io.github.onnxferry.converter.lower.ops.math.ReductionOps;
import io.github.onnxferry.converter.lower.ops.math.UnaryOps;
import io.github.onnxferry.converter.lower.ops.ml.FeatureOps;
import io.github.onnxferry.converter.lower.ops.ml.LabelOps;
import io.github.onnxferry.converter.lower.ops.ml.LinearModelOps;
import io.github.onnxferry.converter.lower.ops.ml.MapOps;
import io.github.onnxferry.converter.lower.ops.ml.SupportVectorOps;
import io.github.onnxferry.converter.lower.ops.ml.TreeEnsembleOps;
import io.github.onnxferry.converter.lower.ops.neural.ConvolutionOps;
import io.github.onnxferry.converter.lower.ops.neural.DeformableConvolutionOps;
import io.github.onnxferry.converter.lower.ops.neural.DropoutOps;
import io.github.onnxferry.converter.lower.ops.neural.LossOps;
import io.github.onnxferry.converter.lower.ops.neural.NormalizationOps;
import io.github.onnxferry.converter.lower.ops.neural.PoolingOps;
import io.github.onnxferry.converter.lower.ops.neural.TransposedConvolutionOps;
import io.github.onnxferry.converter.lower.ops.neural.UnpoolingOps;
import io.github.onnxferry.converter.lower.ops.quantize.IntegerLinearOps;
import io.github.onnxferry.converter.lower.ops.quantize.QuantizationOps;
import io.github.onnxferry.converter.lower.ops.random.RandomOps;
import io.github.onnxferry.converter.lower.ops.recurrent.RecurrentOps;
import io.github.onnxferry.converter.lower.ops.sequence.OptionalOps;
import io.github.onnxferry.converter.lower.ops.sequence.SequenceOps;
import io.github.onnxferry.converter.lower.ops.signal.FourierOps;
import io.github.onnxferry.converter.lower.ops.signal.WindowOps;
import io.github.onnxferry.converter.lower.ops.text.NgramOps;
import io.github.onnxferry.converter.lower.ops.text.StringOps;
import io.github.onnxferry.converter.lower.ops.text.TokenizerOps;
import io.github.onnxferry.converter.lower.ops.training.GradientOps;
import io.github.onnxferry.converter.lower.ops.training.OptimizerOps;
import java.util.List;

/** All families of operators that come with ONNX Ferry. */
public final class StandardFamilies {
    /** A table a family. */
    public static final List<LoweringTable> TABLES = List.of(
            ActivationOps.TABLE,
            AffineGridOps.TABLE,
            ArithmeticOps.TABLE,
            AttentionOps.TABLE,
            BiasOps.TABLE,
            BitCastOps.TABLE,
            BlockOps.TABLE,
            BlockQuantizedOps.TABLE,
            BranchOps.TABLE,
            BroadcastOps.TABLE,
            CastOps.TABLE,
            ComplexOps.TABLE,
            ConstantOps.TABLE,
            ConvolutionOps.TABLE,
            DecoderOps.TABLE,
            DeformableConvolutionOps.TABLE,
            DepthSpaceOps.TABLE,
            DropoutOps.TABLE,
            EmbeddingOps.TABLE,
            FeatureOps.TABLE,
            FlexAttentionOps.TABLE,
            FourierOps.TABLE,
            FusedAttentionOps.TABLE,
            FusedConvolutionOps.TABLE,
            FusedLinearOps.TABLE,
            GatherOps.TABLE,
            GeneratorOps.TABLE,
            GradientOps.TABLE,
            GroupQueryAttention.TABLE,
            HashOps.TABLE,
            ImageOps.TABLE,
            IntegerLinearOps.TABLE,
            JoinOps.TABLE,
            LabelOps.TABLE,
            LinearModelOps.TABLE,
            LinearOps.TABLE,
            LogicalOps.TABLE,
            LoopOps.TABLE,
            LossOps.TABLE,
            MapOps.TABLE,
            NgramOps.TABLE,
            NormalizationOps.TABLE,
            OptimizerOps.TABLE,
            OptionalOps.TABLE,
            PaddingOps.TABLE,
            PoolingOps.TABLE,
            PositionOps.TABLE,
            QuantizationOps.TABLE,
            QuantizedElementwiseOps.TABLE,
            QuantizedLinearOps.TABLE,
            RandomOps.TABLE,
            RecurrentOps.TABLE,
            ReductionOps.TABLE,
            RegionOps.TABLE,
            RelatedOps.TABLE,
            ResizeOps.TABLE,
            RotaryOps.TABLE,
            SamplingOps.TABLE,
            ScatterOps.TABLE,
            SearchLoopOps.TABLE,
            SearchOps.TABLE,
            SequenceOps.TABLE,
            SequentialOps.TABLE,
            ShapeOps.TABLE,
            SkipNormalizationOps.STANDARD_DOMAIN,
            SkipNormalizationOps.TABLE,
            SliceOps.TABLE,
            SortOps.TABLE,
            StatefulOps.TABLE,
            StringOps.TABLE,
            SupportVectorOps.TABLE,
            SuppressionOps.TABLE,
            TokenizerOps.TABLE,
            TorchOps.TABLE,
            TransposedConvolutionOps.TABLE,
            TreeEnsembleOps.TABLE,
            UnaryOps.TABLE,
            UnpoolingOps.TABLE,
            WindowOps.TABLE);

    private StandardFamilies() {}
}
