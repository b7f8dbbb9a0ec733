package io.github.onnxferry.parity.suite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A file that says which cases are being run, whatever becomes of the process: native code may end it without a word.
 *
 * <p>The file is mapped, so that a word costs no call of the system, and what was said is in the file even if the process
 * is killed at once. It is locked for as long as the process lives.
 */
final class RunningCases implements AutoCloseable {
    private static final int SLOT_BYTES = 256;

    private final FileChannel channel;
    private final Deque<Slot> idle = new ArrayDeque<>();

    private RunningCases(FileChannel channel, MappedByteBuffer map, int slots) {
        this.channel = channel;
        for (int i = 0; i < slots; i++) {
            idle.add(new Slot(map.slice(i * SLOT_BYTES, SLOT_BYTES)));
        }
    }

    /** A new file with a place for each case that may run at a time. */
    static RunningCases in(Path file, int slots) throws IOException {
        var channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        channel.lock();
        return new RunningCases(
                channel, channel.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * SLOT_BYTES), slots);
    }

    /** A free place. */
    synchronized Slot take() {
        return idle.isEmpty() ? new Slot(ByteBuffer.allocate(SLOT_BYTES)) : idle.pop();
    }

    /** Gives a place back, empty. */
    synchronized void give(Slot slot) {
        slot.says("");
        idle.push(slot);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** What a file of a process that is gone says; nothing if its process lives. */
    static Optional<List<String>> left(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                var lock = channel.tryLock()) {
            return lock == null ? Optional.empty() : Optional.of(texts(Files.readAllBytes(file)));
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(byte[] bytes) {
        List<String> texts = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += SLOT_BYTES) {
            var slot = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + SLOT_BYTES));
            var text = new String(slot, StandardCharsets.UTF_8).replace("\0", "");
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** One place in the file. */
    static final class Slot {
        private final ByteBuffer bytes;
        private volatile String text = "";

        private Slot(ByteBuffer bytes) {
            this.bytes = bytes;
        }

        /** Replaces what the place says. */
        void says(String what) {
            text = what;
            bytes.put(0, Arrays.copyOf(what.getBytes(StandardCharsets.UTF_8), SLOT_BYTES));
        }

        /** What the place says. */
        String text() {
            return text;
        }
    }
}
