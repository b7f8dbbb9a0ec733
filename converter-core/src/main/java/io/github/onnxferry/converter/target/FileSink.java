package io.github.onnxferry.converter.target;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;
import java.util.zip.CRC32C;

/**
 * A new file that is written front to back: counts, keeps a checksum, and is on the disk once closed. A long file is forced to
 * the disk while it is written, so that the disk works at the same time and closing has little to wait for.
 */
final class FileSink implements WritableByteChannel {
    /** What is handed to the channel at once, so that its copy of a heap buffer stays small. */
    private static final int STEP_BYTES = 1 << 20;
    /** What is written before the disk is told to begin, if it is idle. */
    private static final long FORCED_BYTES = 64 << 20;

    private final FileChannel channel;
    private final LongConsumer written;
    private final CRC32C checksum = new CRC32C();
    private long position;
    private long unforced;
    private CompletableFuture<?> forcing = CompletableFuture.completedFuture(null);

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
            unforced += bytes;
            force();
            written.accept(bytes);
        }
        return count;
    }

    /** Forces what is written, beside the writing; nothing if there is little, or the last of it is still under way. */
    private void force() throws IOException {
        if (unforced < FORCED_BYTES || !forcing.isDone()) {
            return;
        }
        awaitForcing();
        unforced = 0;
        forcing = CompletableFuture.runAsync(this::forceContent, FileSink::inOwnThread);
    }

    private void forceContent() {
        try {
            channel.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitForcing() throws IOException {
        try {
            forcing.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof UncheckedIOException failed ? failed.getCause() : new IOException(e);
        }
    }

    /** The disk is waited for in a thread that nobody else needs. */
    private static void inOwnThread(Runnable work) {
        var thread = new Thread(work, "force to disk");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Forces the content to the disk and closes the file. */
    @Override
    public void close() throws IOException {
        try (channel) {
            awaitForcing();
            channel.force(true);
        }
    }
}
