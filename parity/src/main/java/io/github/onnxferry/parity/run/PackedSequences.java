package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxType.MapType;
import io.github.onnxferry.converter.onnx.OnnxType.SequenceType;
import io.github.onnxferry.converter.onnx.OnnxType.TensorType;
import io.github.onnxferry.converter.tensor.Bytes;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Sequences as two tensors: the elements of all items one after another, and the shape of each item, int64
 * {@code [items, rank]}, shorter shapes filled with -1.
 */
final class PackedSequences {
    private static final int NO_AXIS = -1;

    private PackedSequences() {}

    /** What is fed for an optional that holds nothing. */
    static Datum nothing(OnnxType type) {
        if (type instanceof TensorType tensor) {
            int rank = tensor.shape().hasRank() ? tensor.shape().rank() : 1;
            return Datum.of(
                    rank == 0
                            ? scalar(tensor.dtype())
                            : flat(tensor.dtype(), List.of()).reshape(new long[rank]));
        }
        if (type instanceof SequenceType) {
            return new Datum.Sequence(List.of());
        }
        throw new FerryException(
                Code.UNSUPPORTED_TYPE, "an optional", "holds neither a tensor nor a sequence", "feed another type");
    }

    private static Tensor scalar(DType dtype) {
        return dtype == DType.STRING
                ? Tensor.ofStrings(new long[0], List.of(new byte[0]))
                : Tensor.scalar(dtype.carrier(), 0);
    }

    /** The items of a sequence of tensors. */
    static List<Tensor> tensors(Datum.Sequence sequence) {
        return sequence.items().stream().map(PackedSequences::tensor).toList();
    }

    private static Tensor tensor(Datum value) {
        if (value instanceof Datum.Dense dense) {
            return dense.tensor();
        }
        throw new FerryException(Code.UNSUPPORTED_TYPE, "an item", "is not a tensor", "feed tensors");
    }

    /** Adds the two tensors of a sequence. */
    static void pack(String key, TensorType type, List<Tensor> items, Map<String, Tensor> feeds) {
        int longest = items.stream().mapToInt(Tensor::rank).max().orElse(0);
        int rank = type.shape().hasRank() ? type.shape().rank() : longest;
        var shapes = new long[items.size() * rank];
        Arrays.fill(shapes, NO_AXIS);
        for (int i = 0; i < items.size(); i++) {
            var sizes = items.get(i).sizes();
            System.arraycopy(sizes, 0, shapes, i * rank, sizes.length);
        }
        feeds.put(key + BoundaryForm.VALUES, flat(type.dtype(), items));
        feeds.put(key + BoundaryForm.SHAPES, Tensor.ofLongs(DType.INT64, new long[] {items.size(), rank}, shapes));
    }

    /** Adds the four tensors of a sequence of maps. */
    static void packMaps(String key, MapType type, Datum.Sequence sequence, Map<String, Tensor> feeds) {
        var keys = new ArrayList<Tensor>();
        var values = new ArrayList<Tensor>();
        for (var item : sequence.items()) {
            if (!(item instanceof Datum.Mapping map)) {
                throw new FerryException(Code.UNSUPPORTED_TYPE, "an item", "is not a map", "feed maps");
            }
            keys.add(map.keys());
            values.add(stacked(type, map));
        }
        var vector = io.github.onnxferry.converter.tensor.Shape.of(0);
        pack(key + BoundaryForm.KEYS, new TensorType(type.key(), vector), keys, feeds);
        pack(key + BoundaryForm.VALUES, new TensorType(valueType(type), vector), values, feeds);
    }

    /** The values of a map along a new first axis. */
    static Tensor stacked(MapType type, Datum.Mapping map) {
        var items = map.values().stream().map(PackedSequences::tensor).toList();
        var item = items.isEmpty() ? new long[0] : items.get(0).sizes();
        var sizes = LongStream.concat(LongStream.of(items.size()), Arrays.stream(item))
                .toArray();
        return flat(valueType(type), items).reshape(sizes);
    }

    private static DType valueType(MapType type) {
        if (type.value() instanceof TensorType tensor) {
            return tensor.dtype();
        }
        throw new FerryException(Code.UNSUPPORTED_TYPE, "a map", "holds other values than tensors", "feed tensors");
    }

    private static Tensor flat(DType dtype, List<Tensor> items) {
        if (dtype == DType.STRING) {
            var strings = items.stream().flatMap(t -> t.byteStrings().stream()).toList();
            return Tensor.ofStrings(new long[] {strings.size()}, strings);
        }
        var bytes = new ByteArrayOutputStream();
        try (var channel = Channels.newChannel(bytes)) {
            for (var item : items) {
                item.writeTo(channel);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        var carrier = dtype.carrier();
        return Tensor.of(carrier, new long[] {bytes.size() / carrier.bytes()}, Bytes.of(bytes.toByteArray()));
    }

    /** The items of a packed sequence. */
    static List<Tensor> unpack(Tensor flat, Tensor shapes) {
        var items = new ArrayList<Tensor>();
        int rank = (int) shapes.sizes()[1];
        long from = 0;
        for (int i = 0; i < shapes.sizes()[0]; i++) {
            int row = i * rank;
            var sizes = LongStream.range(row, row + rank)
                    .map(shapes::getLong)
                    .filter(d -> d != NO_AXIS)
                    .toArray();
            long to = from + Tensor.elements(sizes);
            items.add(flat.pick(sizes, LongStream.range(from, to).toArray()));
            from = to;
        }
        return items;
    }

    /** The map of keys and stacked values. */
    static Datum map(MapType type, Tensor keys, Tensor values) {
        var sizes = Arrays.copyOfRange(values.sizes(), 1, values.rank());
        long each = Tensor.elements(sizes);
        var items = new ArrayList<Datum>();
        for (long i = 0; i < keys.elements(); i++) {
            items.add(Datum.of(values.pick(
                            sizes, LongStream.range(i * each, (i + 1) * each).toArray())
                    .as(valueType(type))));
        }
        return new Datum.Mapping(keys, items);
    }

    /** A sequence of maps. */
    static Datum maps(MapType type, List<Tensor> keys, List<Tensor> values) {
        var items = new ArrayList<Datum>();
        for (int i = 0; i < keys.size(); i++) {
            items.add(map(type, keys.get(i), values.get(i)));
        }
        return new Datum.Sequence(items);
    }
}
