package io.github.onnxferry.converter.target;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/** A new file that is written front to back: counts, keeps a checksum, and is on the disk once closed. */
final class FileSink implements WritableByteChannel {
    /** What is handed to the channel at once, so that its copy of a heap buffer stays small. */
    private static final int STEP_BYTES = 1 << 20;

    private final FileChannel channel;
    private final LongConsumer written;
    private final CRC32C checksum = new CRC32C();
    private long position;

    private FileSink(FileChannel channel, LongConsumer written) {
        this.channel = channel;
        this.written = written;
    }

    /**
     * Creates the file.
     *
     * @param written hears how many bytes each write took
     */
    static FileSink create(Path file, LongConsumer written) throws IOException {
        return new FileSink(FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), written);
    }

    /** Creates a file with the given content. */
    static void write(Path file, byte[] content) throws IOException {
        try (var sink = create(file, n -> {})) {
            sink.write(ByteBuffer.wrap(content));
        }
    }

    /** Bytes written so far. */
    long position() {
        return position;
    }

    /** The checksum of what was written since {@link #resetChecksum}, masked as TensorFlow stores it. */
    int maskedChecksum() {
        return Masked.mask((int) checksum.getValue());
    }

    /** Begins a new checksum. */
    void resetChecksum() {
        checksum.reset();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        while (source.hasRemaining()) {
            var step = source.slice(source.position(), Math.min(STEP_BYTES, source.remaining()));
            source.position(source.position() + step.remaining());
            checksum.update(step.duplicate());
            int bytes = step.remaining();
            while (step.hasRemaining()) {
                channel.write(step);
            }
            position += bytes;
            written.accept(bytes);
        }
        return count;
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Forces the content to the disk and closes the file. */
    @Override
    public void close() throws IOException {
        try (channel) {
            channel.force(true);
        }
    }
}
