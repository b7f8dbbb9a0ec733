package io.github.onnxferry.converter.upgrade;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.LongStream;

/**
 * Binary operators whose second input was broadcast by request, to {@code A.shape[axis : axis + rank(B)]}, and from opset
 * 7 on broadcasts as in NumPy, from the last axis.
 *
 * <p>Without {@code broadcast} both shapes are equal. Without {@code axis}, B is a suffix of A's shape or has one element,
 * for which both rules agree.
 */
final class BroadcastUpgrades {
    static final UpgradeTable TABLE = UpgradeTable.of(Domain.ONNX)
            .ops("Add", "Sub", "Mul", "Div", "Pow", "And", "Or", "Xor", "Equal", "Greater", "Less")
            .to(7, "axes of size 1 behind B put it where 'axis' says", BroadcastUpgrades::binary)
            .ops("Gemm")
            .change(
                    7,
                    "C is a suffix of the product's shape, which broadcasts as before",
                    node -> node.without("broadcast"))
            .ops("PRelu")
            .to(7, "a slope of one axis belongs to axis 1", BroadcastUpgrades::slope)
            .build();

    private BroadcastUpgrades() {}

    private static void binary(OnnxNode node, Rewrite rewrite) {
        boolean broadcast = Attributes.integer(node, "broadcast").orElse(0L) != 0;
        Optional<Long> axis = Attributes.integer(node, "axis");
        OnnxNode plain = node.without("broadcast", "axis");
        if (!broadcast) {
            rewrite.emit(plain);
            return;
        }
        String a = node.inputs().get(0);
        String b = node.inputs().get(1);
        OptionalInt rankA = rewrite.rank(a);
        OptionalInt rankB = rewrite.rank(b);
        if (rankA.isPresent() && rankB.isPresent() && rankB.getAsInt() > rankA.getAsInt()) {
            String vector = rewrite.constant("scalar", Tensor.vector());
            String scalar = rewrite.op("Reshape", b, vector).value("one");
            rewrite.emit(plain.withInputs(List.of(a, scalar)));
        } else if (axis.isEmpty()) {
            rewrite.emit(plain);
        } else if (rankB.isPresent() && (rankA.isPresent() || axis.get() < 0)) {
            long first = axis.get() < 0 ? 0 : rankA.getAsInt();
            rewrite.emit(
                    plain.withInputs(List.of(a, trailing(rewrite, b, rankB, first - axis.get() - rankB.getAsInt()))));
        } else {
            rewrite.emit(plain.withInputs(List.of(a, trailingOf(rewrite, a, b, axis.get()))));
        }
    }

    /** B with axes of size 1 behind its own. */
    private static String trailing(Rewrite rewrite, String b, OptionalInt rankB, long count) {
        if (count <= 0) {
            return b;
        }
        long rank = rankB.getAsInt();
        Tensor axes = Tensor.vector(LongStream.range(rank, rank + count).toArray());
        return rewrite.op("Unsqueeze", b, rewrite.constant("axes", axes)).at(13).value("aligned");
    }

    /** The same where the ranks are known when the model runs. */
    private static String trailingOf(Rewrite rewrite, String a, String b, long axis) {
        String shape = rewrite.op("Shape", b).value("shape");
        String rankB = rewrite.op("Shape", shape).value("rank");
        String start = rewrite.constant("axis", Tensor.vector(axis));
        String left = axis < 0
                ? rewrite.op("Neg", start).value("left")
                : rewrite.op("Sub", rewrite.rankVector(a), start).value("left");
        String count = rewrite.op("Sub", left, rankB).value("count");
        String aligned =
                rewrite.op("Concat", shape, rewrite.ones(count)).with("axis", 0).value("aligned_shape");
        return rewrite.op("Reshape", b, aligned).with("allowzero", 1).at(14).value("aligned");
    }

    /** Slopes {@code [C]} or {@code [1]} become {@code [C, 1, ..., 1]}, for X of {@code [N, C, D1, ...]}. */
    private static void slope(OnnxNode node, Rewrite rewrite) {
        String x = node.inputs().get(0);
        String slope = node.inputs().get(1);
        OptionalInt rank = rewrite.rank(x);
        if (rewrite.rank(slope).equals(OptionalInt.of(0))) {
            rewrite.emit(node);
            return;
        }
        String shape;
        if (rank.isPresent()) {
            var sizes = new ArrayList<>(List.of(-1L));
            sizes.addAll(Collections.nCopies(Math.max(0, rank.getAsInt() - 2), 1L));
            shape = rewrite.constant("slope_shape", Attributes.vector(sizes));
        } else {
            String spatial = rewrite.op("Sub", rewrite.rankVector(x), rewrite.constant("two", Tensor.vector(2)))
                    .value("spatial");
            String count = rewrite.op("Max", spatial, rewrite.constant("none", Tensor.vector(0)))
                    .at(12)
                    .value("count");
            shape = rewrite.op("Concat", rewrite.constant("channels", Tensor.vector(-1)), rewrite.ones(count))
                    .with("axis", 0)
                    .value("slope_shape");
        }
        String aligned = rewrite.op("Reshape", slope, shape).value("slope");
        rewrite.emit(node.withInputs(List.of(x, aligned)));
    }
}
