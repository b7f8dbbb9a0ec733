package io.github.onnxferry.converter.target;

import io.github.onnxferry.converter.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.LongConsumer;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * A checkpoint in TensorFlow's bundle format: an index, and one data shard that holds the tensors one after another.
 *
 * <p>There is one shard whatever the size: shards exist so that several processes can write at once; offsets have 64
 * bits, and a single file is written and read front to back.
 */
final class TensorBundle {
    /** The name that the files of the bundle share. */
    static final String PREFIX = "variables";
    /** The key of the object graph. */
    static final String OBJECT_GRAPH = "_CHECKPOINTABLE_OBJECT_GRAPH";

    private TensorBundle() {}

    /**
     * Writes the bundle.
     *
     * @param folder an existing folder
     * @param tensors numeric tensors by key, in the order in which they are stored
     * @param objectGraph the serialised object graph
     * @param written hears how many bytes each write took
     * @return the content of the index
     */
    static byte[] write(Path folder, Map<String, Tensor> tensors, byte[] objectGraph, LongConsumer written)
            throws IOException {
        var index = new SortedTable();
        var header = BundleHeaderProto.newBuilder()
                .setNumShards(1)
                .setVersion(VersionDef.newBuilder().setProducer(1));
        index.put(new byte[0], header.build().toByteArray());
        try (var data = FileSink.create(folder.resolve(PREFIX + ".data-00000-of-00001"), written)) {
            for (var tensor : tensors.entrySet()) {
                index.put(key(tensor.getKey()), numeric(tensor.getValue(), data).toByteArray());
            }
            index.put(key(OBJECT_GRAPH), string(objectGraph, data).toByteArray());
        }
        var content = index.toBytes();
        FileSink.write(folder.resolve(PREFIX + ".index"), content);
        return content;
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    private static BundleEntryProto numeric(Tensor tensor, FileSink data) throws IOException {
        long offset = data.position();
        data.resetChecksum();
        tensor.writeTo(data);
        return BundleEntryProto.newBuilder()
                .setDtype(Wire.dataType(tensor.dtype()))
                .setShape(Wire.shape(tensor.shape()))
                .setOffset(offset)
                .setSize(data.position() - offset)
                .setCrc32C(data.maskedChecksum())
                .build();
    }

    /** A string scalar: its length, a checksum of the length as 32 bits, the bytes. */
    private static BundleEntryProto string(byte[] value, FileSink data) throws IOException {
        long offset = data.position();
        var length = new ByteArrayOutputStream();
        Varint.put(length, value.length);
        var fixedLength = SortedTable.fixed32(value.length);
        var lengthChecksum = SortedTable.fixed32(Masked.crc32c(fixedLength));
        data.write(ByteBuffer.wrap(length.toByteArray()));
        data.write(ByteBuffer.wrap(lengthChecksum));
        data.write(ByteBuffer.wrap(value));
        var covered = new ByteArrayOutputStream();
        covered.writeBytes(fixedLength);
        covered.writeBytes(lengthChecksum);
        covered.writeBytes(value);
        return BundleEntryProto.newBuilder()
                .setDtype(DataType.DT_STRING)
                .setShape(TensorShapeProto.getDefaultInstance())
                .setOffset(offset)
                .setSize(data.position() - offset)
                .setCrc32C(Masked.crc32c(covered.toByteArray()))
                .build();
    }
}
