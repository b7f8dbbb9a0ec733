package io.github.onnxferry.converter.lower.ops.training;

import static io.github.onnxferry.converter.lower.ops.training.GradientRule.first;

import io.github.onnxferry.converter.lower.ops.training.GradientRule.Step;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Gradients of operations that move elements: back to where they came from. */
final class MovementGradients {
    private static final List<String> SLICE_MASKS =
            List.of("begin_mask", "end_mask", "ellipsis_mask", "new_axis_mask", "shrink_axis_mask");

    private MovementGradients() {}

    static void register(Map<String, GradientRule> rules) {
        for (var same : List.of("Identity", "EnsureShape")) {
            rules.put(same, first(Step::gradient));
        }
        for (var reshaped : List.of("Reshape", "ExpandDims", "Squeeze")) {
            rules.put(reshaped, first(s -> s.tf().reshape(s.gradient(), s.tf().shapeOf(s.in(0)))));
        }
        rules.put("Cast", s -> {
            var source = s.in(0).dtype();
            boolean real = source.isFloat() && s.gradient().dtype().isFloat();
            return List.of(real ? Optional.of(s.tf().cast(s.gradient(), source)) : Optional.empty());
        });
        rules.put(
                "Transpose",
                first(s -> s.tf().op("Transpose")
                        .in(
                                s.gradient(),
                                s.tf().op("InvertPermutation").in(s.in(1)).one())
                        .one()));
        rules.put(
                "ReverseV2",
                first(s -> s.tf().op("ReverseV2").in(s.gradient(), s.in(1)).one()));
        rules.put("BroadcastTo", first(s -> s.reduced(s.gradient(), s.in(0))));
        rules.put("StridedSlice", first(MovementGradients::slice));
        rules.put("Slice", first(MovementGradients::placed));
        rules.put("PadV2", first(MovementGradients::cut));
        rules.put("Pad", first(MovementGradients::cut));
        rules.put("ConcatV2", MovementGradients::concat);
        rules.put("Pack", MovementGradients::pack);
        rules.put("GatherV2", MovementGradients::gather);
    }

    private static Value slice(Step s) {
        var emission = s.tf().op("StridedSliceGrad")
                .in(s.tf().shapeOf(s.in(0)), s.in(1), s.in(2), s.in(3), s.gradient())
                .shapes(s.in(0).shape());
        SLICE_MASKS.forEach(mask -> emission.attr(mask, s.number(mask, 0)));
        return emission.one();
    }

    private static Value placed(Step s) {
        var tf = s.tf();
        var before = tf.cast(s.in(1), DType.INT64);
        var after = tf.sub(tf.sub(tf.shapeOf(s.in(0)), before), tf.shapeOf(s.gradient()));
        return tf.op("PadV2")
                .in(s.gradient(), tf.pack(List.of(before, after), 1), tf.like(s.gradient(), 0))
                .shapes(s.in(0).shape())
                .one();
    }

    private static Value cut(Step s) {
        var tf = s.tf();
        var before = tf.gather(s.in(1), tf.int64(0), 1);
        var wide = tf.cast(before, DType.INT64);
        return tf.op("Slice")
                .in(s.gradient(), wide, tf.shapeOf(s.in(0)))
                .shapes(s.in(0).shape())
                .one();
    }

    private static List<Optional<Value>> concat(Step s) {
        var tf = s.tf();
        int count = s.node().inputs().size() - 1;
        var axis = s.in(count).constant().map(t -> (int) t.getLong(0));
        if (axis.isEmpty() || !s.in(0).hasRank()) {
            throw new UnknownGradient("ConcatV2 along a computed axis");
        }
        int rank = s.in(0).rank();
        int at = axis.get() < 0 ? axis.get() + rank : axis.get();
        var gradients = new ArrayList<Optional<Value>>();
        var begin = tf.int64(0);
        for (int i = 0; i < count; i++) {
            var begins = new ArrayList<Value>();
            for (int k = 0; k < rank; k++) {
                begins.add(k == at ? begin : tf.int64(0));
            }
            gradients.add(Optional.of(tf.op("Slice")
                    .in(s.gradient(), tf.pack(begins, 0), tf.shapeOf(s.in(i)))
                    .shapes(s.in(i).shape())
                    .one()));
            begin = tf.add(begin, tf.sizeOf(s.in(i), at));
        }
        gradients.add(Optional.empty());
        return gradients;
    }

    private static List<Optional<Value>> pack(Step s) {
        var tf = s.tf();
        long axis = s.number("axis", 0);
        return IntStream.range(0, s.node().inputs().size())
                .mapToObj(i -> Optional.of(tf.gather(s.gradient(), tf.int64(i), axis)))
                .toList();
    }

    /** Slices added up where they were picked. */
    private static List<Optional<Value>> gather(Step s) {
        var tf = s.tf();
        var x = s.in(0);
        var indices = s.in(1);
        var axis = s.in(2).constant().map(t -> (int) t.getLong(0));
        if (axis.isEmpty() || !x.hasRank() || !indices.hasRank() || s.number("batch_dims", 0) != 0) {
            throw new UnknownGradient("GatherV2 along a computed axis or in batches");
        }
        int at = axis.get() < 0 ? axis.get() + x.rank() : axis.get();
        int picked = indices.rank();
        int rank = x.rank() - 1 + picked;
        var toFront = IntStream.range(0, rank)
                .map(i -> i < picked ? at + i : i - picked < at ? i - picked : i)
                .toArray();
        var sums = tf.op("UnsortedSegmentSum")
                .in(tf.transpose(s.gradient(), toFront), indices, tf.sizeOf(x, at))
                .one();
        var back = IntStream.range(0, x.rank())
                .map(i -> i == at ? 0 : i < at ? i + 1 : i)
                .toArray();
        return List.of(Optional.of(tf.transpose(sums, back)), Optional.empty(), Optional.empty());
    }
}
