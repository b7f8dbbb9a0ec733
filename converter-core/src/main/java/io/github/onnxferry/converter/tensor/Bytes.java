package io.github.onnxferry.converter.tensor;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** A read-only run of bytes of any length, little-endian: a mapped region of a file, or a heap array. */
public final class Bytes {
    private static final int CHUNK_BITS = 30;
    private static final long CHUNK = 1L << CHUNK_BITS;
    private static final long MASK = CHUNK - 1;

    private final ByteBuffer[] chunks;
    private final long size;

    private Bytes(ByteBuffer[] chunks, long size) {
        this.chunks = chunks;
        this.size = size;
    }

    /** The bytes of an array, which is not copied. */
    public static Bytes of(byte[] array) {
        return of(ByteBuffer.wrap(array));
    }

    /** The remaining bytes of a buffer, which are not copied. */
    public static Bytes of(ByteBuffer buffer) {
        var whole = buffer.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        int size = whole.remaining();
        if (size <= CHUNK) {
            return new Bytes(new ByteBuffer[] {whole}, size);
        }
        return new Bytes(
                new ByteBuffer[] {
                    whole.slice(0, (int) CHUNK).order(ByteOrder.LITTLE_ENDIAN),
                    whole.slice((int) CHUNK, (int) (size - CHUNK)).order(ByteOrder.LITTLE_ENDIAN)
                },
                size);
    }

    /** Maps a region of a file. The map outlives the channel. */
    public static Bytes map(FileChannel channel, long offset, long size) throws IOException {
        int count = Math.max(1, Math.toIntExact((size + CHUNK - 1) >>> CHUNK_BITS));
        var chunks = new ByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long begin = i * CHUNK;
            long length = Math.min(CHUNK, size - begin);
            chunks[i] = channel.map(FileChannel.MapMode.READ_ONLY, offset + begin, length)
                    .order(ByteOrder.LITTLE_ENDIAN);
        }
        return new Bytes(chunks, size);
    }

    /** Number of bytes. */
    public long size() {
        return size;
    }

    /** The byte at an offset. */
    public byte get(long offset) {
        return chunks[(int) (offset >>> CHUNK_BITS)].get((int) (offset & MASK));
    }

    /** The 16-bit integer at an offset that is a multiple of 2. */
    public short getShort(long offset) {
        return chunks[(int) (offset >>> CHUNK_BITS)].getShort((int) (offset & MASK));
    }

    /** The 32-bit integer at an offset that is a multiple of 4. */
    public int getInt(long offset) {
        return chunks[(int) (offset >>> CHUNK_BITS)].getInt((int) (offset & MASK));
    }

    /** The 64-bit integer at an offset that is a multiple of 8. */
    public long getLong(long offset) {
        return chunks[(int) (offset >>> CHUNK_BITS)].getLong((int) (offset & MASK));
    }

    /** Copies bytes from an offset on into an array. */
    public void get(long offset, byte[] target) {
        get(offset, target, 0, target.length);
    }

    /** Copies so many bytes from an offset on into an array, from an index of it on. */
    void get(long offset, byte[] target, int index, int length) {
        int done = 0;
        while (done < length) {
            long position = offset + done;
            int inChunk = (int) (position & MASK);
            int part = (int) Math.min(length - done, CHUNK - inChunk);
            chunks[(int) (position >>> CHUNK_BITS)].get(inChunk, target, index + done, part);
            done += part;
        }
    }

    /** The bytes as one read-only little-endian buffer, not copied; nothing if they are too many for one. */
    public Optional<ByteBuffer> buffer() {
        return chunks.length == 1
                ? Optional.of(chunks[0].duplicate().order(ByteOrder.LITTLE_ENDIAN))
                : Optional.empty();
    }

    /** Writes a range to a channel without copying it to the heap. */
    public void writeTo(WritableByteChannel out, long offset, long length) throws IOException {
        long position = offset;
        long end = offset + length;
        while (position < end) {
            int inChunk = (int) (position & MASK);
            int part = (int) Math.min(Math.min(end - position, CHUNK - inChunk), 1 << 22);
            var slice = chunks[(int) (position >>> CHUNK_BITS)].slice(inChunk, part);
            while (slice.hasRemaining()) {
                out.write(slice);
            }
            position += part;
        }
    }
}
