package io.github.onnxferry.converter.tf;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.registry.KernelRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides in which dtypes an operation is computed: those asked for where TensorFlow has a CPU kernel, otherwise the
 * nearest ones that hold each value exactly.
 */
final class Legaliser {
    /** Operations of which the low bits of the result depend on the low bits of the arguments only. */
    private static final Set<String> MODULAR = Set.of(
            "AddV2",
            "Add",
            "Sub",
            "Mul",
            "Neg",
            "AddN",
            "BitwiseAnd",
            "BitwiseOr",
            "BitwiseXor",
            "Invert",
            "LeftShift",
            "Sum",
            "Prod",
            "Cumsum",
            "Cumprod",
            "MatMul",
            "BatchMatMulV2",
            "Equal",
            "NotEqual",
            "Unique",
            "UniqueV2",
            "Select",
            "SelectV2",
            "Reshape",
            "Transpose",
            "Tile",
            "Pad",
            "PadV2",
            "MirrorPad",
            "ConcatV2",
            "Pack",
            "Unpack",
            "Split",
            "SplitV",
            "GatherV2",
            "GatherNd",
            "Slice",
            "StridedSlice",
            "ScatterNd",
            "TensorScatterUpdate",
            "TensorScatterAdd",
            "ReverseV2",
            "ReverseSequence",
            "Roll",
            "BroadcastTo",
            "Fill",
            "Where",
            "MatrixBandPart",
            "MatrixDiagV3",
            "MatrixDiagPartV3",
            "OneHot",
            "SpaceToBatchND",
            "BatchToSpaceND",
            "DepthToSpace",
            "SpaceToDepth",
            "Einsum",
            "UnsortedSegmentSum",
            "Square");

    /** Operations whose meaning on floats differs from that on integers. */
    private static final Set<String> INTEGRAL =
            Set.of("Div", "FloorDiv", "TruncateDiv", "FloorMod", "TruncateMod", "Mod", "Mean", "RightShift", "Pow");

    /**
     * Operations that add up many products or elements, or subtract from a power, as Elu does. In half precision
     * TensorFlow's CPU kernels round each partial result (and are slow), so they are computed in single precision.
     */
    private static final Set<String> ACCUMULATING = Set.of(
            "Conv2D",
            "Conv3D",
            "DepthwiseConv2dNative",
            "Conv2DBackpropInput",
            "Conv3DBackpropInputV2",
            "DepthwiseConv2dNativeBackpropInput",
            "MatMul",
            "BatchMatMulV2",
            "Einsum",
            "Sum",
            "Mean",
            "Prod",
            "Cumsum",
            "Elu",
            "AvgPool",
            "AvgPool3D",
            "Softmax",
            "LogSoftmax");

    private Legaliser() {}

    /** The dtypes of type attributes that differ from those asked for; empty if there is a kernel as it is. */
    static Map<String, DType> physicalTypes(Emission e, String where) {
        var kernels = KernelRegistry.standard();
        Map<String, DType> asked = new LinkedHashMap<>();
        e.types().forEach((attr, dtype) -> asked.put(attr, dtype.carrier()));
        if (!kernels.hasKernel(e.op())) {
            return Map.of();
        }
        if (ACCUMULATING.contains(e.op())) {
            var single = new LinkedHashMap<String, DType>();
            asked.forEach((attr, dtype) -> {
                if (isHalf(dtype)) {
                    single.put(attr, DType.FLOAT);
                }
            });
            var tried = new HashMap<>(asked);
            tried.putAll(single);
            if (!single.isEmpty() && kernels.supports(e.op(), tried)) {
                return single;
            }
        }
        if (kernels.supports(e.op(), asked)) {
            return Map.of();
        }
        for (String attr : asked.keySet()) {
            for (DType wide : widenings(e.op(), asked.get(attr))) {
                var tried = new HashMap<>(asked);
                tried.put(attr, wide);
                if (kernels.supports(e.op(), tried)) {
                    return Map.of(attr, wide);
                }
            }
        }
        for (String first : asked.keySet()) {
            for (String second : asked.keySet()) {
                for (DType a : widenings(e.op(), asked.get(first))) {
                    for (DType b : widenings(e.op(), asked.get(second))) {
                        var tried = new HashMap<>(asked);
                        tried.put(first, a);
                        tried.put(second, b);
                        if (!first.equals(second) && kernels.supports(e.op(), tried)) {
                            return Map.of(first, a, second, b);
                        }
                    }
                }
            }
        }
        throw new FerryException(
                Code.NO_KERNEL,
                where,
                "TensorFlow has no CPU kernel of " + e.op() + " for " + asked + " and none for a wider type",
                "change the dtype of this node in the source model");
    }

    private static boolean isHalf(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16;
    }

    /** The dtype of an output as computed. */
    static DType outputType(Emission e, int index, DType asked, Map<String, DType> physical) {
        int position = 0;
        for (var out : e.def().outputs()) {
            int count = out.typeListAttr().isPresent()
                    ? e.typeLists()
                            .getOrDefault(out.typeListAttr().get(), List.of())
                            .size()
                    : out.numberAttr()
                            .map(n -> e.numbers().containsKey(n) ? e.numbers().getOrDefault(n, 1) : (int) e.intAttr(n))
                            .orElse(1);
            if (index < position + count) {
                return out.typeAttr().map(a -> physical.getOrDefault(a, asked)).orElse(asked);
            }
            position += count;
        }
        return asked;
    }

    /** Whether every value of one dtype is a value of the other. */
    static boolean isWidening(DType from, DType to) {
        return from == to || exact(from).contains(to);
    }

    private static List<DType> widenings(String op, DType dtype) {
        var result = new ArrayList<>(exact(dtype));
        if (INTEGRAL.contains(op) && (dtype.isInteger() || dtype == DType.BOOL)) {
            result.removeIf(DType::isFloat);
        }
        if (dtype == DType.UINT64 && MODULAR.contains(op)) {
            result.add(DType.INT64);
        }
        return result;
    }

    private static List<DType> exact(DType dtype) {
        return switch (dtype) {
            case BOOL -> List.of(DType.UINT8, DType.INT32, DType.INT64, DType.FLOAT);
            case UINT2, UINT4, UINT8 ->
                List.of(DType.UINT8, DType.UINT16, DType.INT16, DType.INT32, DType.INT64, DType.FLOAT, DType.DOUBLE);
            case INT2, INT4, INT8 ->
                List.of(DType.INT8, DType.INT16, DType.INT32, DType.INT64, DType.FLOAT, DType.DOUBLE);
            case UINT16 -> List.of(DType.INT32, DType.UINT32, DType.INT64, DType.FLOAT, DType.DOUBLE);
            case INT16 -> List.of(DType.INT32, DType.INT64, DType.FLOAT, DType.DOUBLE);
            case UINT32 -> List.of(DType.INT64, DType.UINT64, DType.DOUBLE);
            case INT32 -> List.of(DType.INT64, DType.DOUBLE);
            case FLOAT16, BFLOAT16 -> List.of(DType.FLOAT, DType.DOUBLE);
            case FLOAT -> List.of(DType.DOUBLE);
            case COMPLEX64 -> List.of(DType.COMPLEX128);
            default -> dtype.isFloat() && dtype.carrier() != dtype ? List.of(DType.FLOAT, DType.DOUBLE) : List.of();
        };
    }
}
