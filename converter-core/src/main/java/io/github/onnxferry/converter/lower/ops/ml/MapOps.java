package io.github.onnxferry.converter.lower.ops.ml;

import io.github.onnxferry.converter.lower.Column;
import io.github.onnxferry.converter.lower.LoweringTable;
import io.github.onnxferry.converter.lower.NodeView;
import io.github.onnxferry.converter.lower.Operand;
import io.github.onnxferry.converter.lower.Operand.Mapping;
import io.github.onnxferry.converter.lower.Parity;
import io.github.onnxferry.converter.lower.Sequence;
import io.github.onnxferry.converter.lower.Sequence.Component;
import io.github.onnxferry.converter.onnx.schema.Domain;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Maps of labels to numbers: made of scores, and made to rows of features. */
public final class MapOps {
    /** The rows of the family. */
    public static final LoweringTable TABLE = LoweringTable.of(Domain.ML)
            .composite("ZipMap", MapOps::zipMap)
            .parity(Parity.EXACT)
            .op("DictVectorizer", MapOps::vectorize)
            .parity(Parity.EXACT)
            .op("CastMap", MapOps::castMap)
            .parity(Parity.EXACT)
            .build();

    private MapOps() {}

    /** ZipMap 1: a map of each row, from the label of a column to what is in it. Of equal labels the last one counts. */
    private static List<Operand> zipMap(NodeView n, TfBuilder tf) {
        var labels = ClassLabels.of(n, "classlabels_int64s");
        var x = Rows.of(n, n.in("X"), tf);
        if (x.dim(1).isKnown() && !x.dim(1).is(labels.count())) {
            throw n.invalid(labels.count() + " labels for " + x.dim(1) + " columns");
        }
        var kept = new KeyIndex(labels.labels()).distinct();
        var values = kept.length == labels.count() ? x : tf.gather(x, tf.vector(kept), 1);
        var keys = tf.constant(labels.labels().pick(new long[] {kept.length}, kept));
        var rows = tf.sizeOf(x, 0);
        var sizes = tf.pack(List.of(rows, tf.int64(kept.length)), 0);
        var shapes = tf.fill(tf.pack(List.of(rows, tf.int64(1)), 0), tf.int64(kept.length));
        return List.of(new Sequence.Packed(List.of(
                column(tf.broadcastTo(keys, sizes), kept.length, shapes, tf),
                column(values, kept.length, shapes, tf))));
    }

    private static Column column(Value rows, long width, Value shapes, TfBuilder tf) {
        return new Column(Component.stated(rows.dtype(), Shape.of(width)), tf.reshape(rows, -1), shapes);
    }

    private static Mapping map(NodeView n) {
        if (n.operand("X") instanceof Mapping map) {
            return map;
        }
        throw n.invalid("the input is a " + n.operand("X").kind() + " where the operator takes a map");
    }

    /**
     * DictVectorizer 1: the value of each entry of the vocabulary, {@code [1, vocabulary]}; zero, or an empty text, for one
     * that the map lacks. Keys that the vocabulary lacks are left out.
     */
    private static Value vectorize(NodeView n, TfBuilder tf) {
        var map = map(n);
        var vocabulary = (map.keys().dtype() == DType.STRING
                        ? Lists.strings(n, "string_vocabulary")
                        : Lists.int64s(n, "int64_vocabulary"))
                .orElseThrow(() ->
                        n.invalid("there is no vocabulary of " + map.keys().dtype()));
        var index = new KeyIndex(vocabulary);
        var zero = map.values().dtype() == DType.STRING
                ? text("")
                : Tensor.scalar(map.values().dtype(), 0);
        var found = placed(index.positions(map.keys(), tf), map.values(), vocabulary.elements(), zero, tf);
        return tf.expandDims(tf.gather(found, tf.vector(index.canonical()), 0), 0);
    }

    /** Values at places of a vector, all others filled; the place after the last one is for what is left out. */
    private static Value placed(Value places, Value values, long length, Tensor filler, TfBuilder tf) {
        var empty = tf.fill(tf.vector(length + 1), tf.constant(filler));
        var filled = tf.op("TensorScatterUpdate")
                .in(empty, tf.expandDims(places, 1), tf.reshape(values, -1))
                .one();
        return tf.sliceAxis(filled, 0, 0, length);
    }

    private static Tensor text(String value) {
        return Tensor.ofStrings(new long[0], List.of(value.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * CastMap 1: the values in the order of the keys, {@code [1, count]}; or each at the place that its key says, up to
     * {@code max_map}. Places without a key hold 0, or the text {@code 0.f}, as in ONNX Runtime.
     */
    private static Value castMap(NodeView n, TfBuilder tf) {
        var map = map(n);
        var to = dtype(n);
        var values = cast(map.values(), to, tf);
        if (n.string("map_form").equals("SPARSE")) {
            long length = n.int64("max_map");
            if (length < 1) {
                throw n.invalid("max_map is " + length);
            }
            var places = tf.minimum(map.keys(), tf.int64(length));
            var filler = to == DType.STRING ? text("0.f") : Tensor.scalar(to, 0);
            return tf.expandDims(placed(places, values, length, filler, tf), 0);
        }
        if (!n.string("map_form").equals("DENSE")) {
            throw n.invalid("there is no map_form " + n.string("map_form"));
        }
        var order = tf.op("TopKV2")
                .in(tf.op("Invert").in(map.keys()).one(), tf.cast(tf.sizeOf(map.keys(), 0), DType.INT32))
                .all()
                .get(1);
        return tf.expandDims(tf.gather(tf.reshape(values, -1), order, 0), 0);
    }

    private static DType dtype(NodeView n) {
        var to = n.string("cast_to");
        return switch (to) {
            case "TO_FLOAT" -> DType.FLOAT;
            case "TO_INT64" -> DType.INT64;
            case "TO_STRING" -> DType.STRING;
            default -> throw n.invalid("there is no cast_to " + to);
        };
    }

    /** Numbers as text have six decimals; text as an integer is read as one. */
    private static Value cast(Value x, DType to, TfBuilder tf) {
        if (x.dtype() == to) {
            return x;
        }
        if (to == DType.STRING) {
            return tf.op("AsString").in(x).attr("precision", 6).one();
        }
        return x.dtype() == DType.STRING
                ? tf.op("StringToNumber").in(x).attr("out_type", to).one()
                : tf.cast(x, to);
    }
}
