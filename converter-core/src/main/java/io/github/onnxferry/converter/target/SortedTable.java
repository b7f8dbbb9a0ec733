package io.github.onnxferry.converter.target;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The sorted string table in which TensorFlow indexes a checkpoint: LevelDB's format (doc/table_format.md there),
 * uncompressed, without filter.
 *
 * <p>A block is a run of entries (shared key bytes, further key bytes, value bytes, then key and value), the offsets of
 * its restart points, and their number; behind it stand its compression type and a masked checksum.
 */
final class SortedTable {
    private static final int BLOCK_BYTES = 1 << 16;
    private static final int RESTART_INTERVAL = 16;
    private static final int FOOTER_BYTES = 48;
    private static final long MAGIC = 0xdb4775248b80fb57L;
    private static final byte UNCOMPRESSED = 0;

    private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

    /** Adds an entry under a key that is not taken. */
    void put(byte[] key, byte[] value) {
        if (entries.put(key, value) != null) {
            throw new IllegalStateException("key is taken: " + Arrays.toString(key));
        }
    }

    /** The table as a file. */
    byte[] toBytes() {
        var file = new ByteArrayOutputStream();
        var index = new Block();
        var block = new Block();
        for (Map.Entry<byte[], byte[]> entry : entries.entrySet()) {
            block.add(entry.getKey(), entry.getValue());
            boolean last = entry.getKey() == entries.lastKey();
            if (last || block.size() >= BLOCK_BYTES) {
                index.add(entry.getKey(), block.writeTo(file));
                block = new Block();
            }
        }
        var footer = ByteBuffer.allocate(FOOTER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        footer.put(new Block().writeTo(file)).put(index.writeTo(file));
        footer.position(FOOTER_BYTES - Long.BYTES);
        footer.putLong(MAGIC);
        file.writeBytes(footer.array());
        return file.toByteArray();
    }

    /** A number in four bytes, the lowest first. */
    static byte[] fixed32(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    /** One block under construction. */
    private static final class Block {
        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private final ByteArrayOutputStream restarts = new ByteArrayOutputStream();
        private byte[] previous = new byte[0];
        private int count;

        void add(byte[] key, byte[] value) {
            int shared = 0;
            if (count % RESTART_INTERVAL == 0) {
                restarts.writeBytes(fixed32(content.size()));
            } else {
                int mismatch = Arrays.mismatch(previous, key);
                shared = mismatch < 0 ? key.length : mismatch;
            }
            Varint.put(content, shared);
            Varint.put(content, key.length - shared);
            Varint.put(content, value.length);
            content.write(key, shared, key.length - shared);
            content.writeBytes(value);
            previous = key;
            count++;
        }

        int size() {
            return content.size();
        }

        /** Appends the block to the file; the answer is its handle, offset and size. */
        byte[] writeTo(ByteArrayOutputStream file) {
            if (count == 0) {
                restarts.writeBytes(fixed32(0));
            }
            int offset = file.size();
            int restartCount = restarts.size() / Integer.BYTES;
            content.writeBytes(restarts.toByteArray());
            content.writeBytes(fixed32(restartCount));
            int size = content.size();
            content.write(UNCOMPRESSED);
            var bytes = content.toByteArray();
            file.writeBytes(bytes);
            file.writeBytes(fixed32(Masked.crc32c(bytes)));
            var handle = new ByteArrayOutputStream();
            Varint.put(handle, offset);
            Varint.put(handle, size);
            return handle.toByteArray();
        }
    }
}
