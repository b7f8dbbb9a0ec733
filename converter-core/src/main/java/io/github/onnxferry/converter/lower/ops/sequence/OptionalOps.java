package io.github.onnxferry.converter.lower.ops.sequence;

import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.Sequence;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.OptionalType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.List;

/** Values that may be absent. */
public final class OptionalOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ONNX)
            .composite("Optional", (n, tf) -> List.of(optional(n, tf)))
            .parity(Parity.EXACT)
            .op("OptionalHasElement", OptionalOps::hasElement)
            .parity(Parity.EXACT)
            .composite("OptionalGetElement", (n, tf) -> List.of(element(n.operand("input"), tf)))
            .parity(Parity.EXACT)
            .build();

    private OptionalOps() {}

    /** Optional 28: holds the input, or nothing, of the type that the attribute names. */
    private static Operand optional(NodeView n, TfBuilder tf) {
        var input = n.optionalOperand("input");
        if (input.isPresent()) {
            return new Operand.Maybe(input.get(), tf.bool(true));
        }
        return new Operand.Maybe(nothing(n, n.type("type"), tf), tf.bool(false));
    }

    /** Stands for a value that is absent. */
    private static Operand nothing(NodeView n, OnnxType type, TfBuilder tf) {
        if (type instanceof OptionalType optional) {
            return nothing(n, optional.element(), tf);
        }
        if (type instanceof SequenceType sequence && sequence.element() instanceof TensorType tensor) {
            return Sequence.Known.ofTensors(tensor.dtype(), List.of());
        }
        if (type instanceof TensorType tensor) {
            int rank = tensor.shape().hasRank() ? tensor.shape().rank() : 1;
            return Operand.of(empty(tensor.dtype(), rank, tf));
        }
        throw n.unsupported("its type is neither a tensor nor a sequence of tensors");
    }

    /** A tensor without elements; of rank 0 there is none, so it has one. */
    private static Value empty(DType dtype, int rank, TfBuilder tf) {
        var sizes = tf.constant(Tensor.vector(new long[rank]));
        var element = dtype == DType.STRING
                ? tf.constant(Tensor.ofStrings(new long[0], List.of(new byte[0])))
                : tf.as(tf.scalar(dtype.carrier(), 0), dtype);
        return rank == 0 ? element : tf.fill(sizes, element);
    }

    /** OptionalHasElement 28: tensors and sequences count as present, an omitted input as absent. */
    private static Value hasElement(NodeView n, TfBuilder tf) {
        return n.optionalOperand("input")
                .map(o -> o instanceof Operand.Maybe maybe ? maybe.present() : tf.bool(true))
                .orElseGet(() -> tf.bool(false));
    }

    /** OptionalGetElement 28: what an optional holds; TensorFlow fails where it holds nothing. */
    public static Operand element(Operand operand, TfBuilder tf) {
        if (!(operand instanceof Operand.Maybe maybe)) {
            return operand;
        }
        if (maybe.present().constant().filter(t -> t.getLong(0) != 0).isPresent()) {
            return maybe.value();
        }
        return maybe.value()
                .with(maybe.value().components().stream()
                        .map(v -> checked(v, maybe.present(), tf))
                        .toList());
    }

    /** The value, taken at an index that exists only if it is present. */
    private static Value checked(Value value, Value present, TfBuilder tf) {
        var index = tf.select(present, tf.int64(0), tf.int64(1));
        return tf.op("GatherV2")
                .in(tf.expandDims(value, 0), index, tf.int64(0))
                .shapes(value.shape())
                .one();
    }
}
