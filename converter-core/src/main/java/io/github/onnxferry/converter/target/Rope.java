package io.github.onnxferry.converter.target;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import io.github.onnxferry.converter.tensor.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A serialised protobuf message of known size in which tensors are not yet written out: runs of bytes alternate with
 * tensors that stream to the channel when the rope does.
 */
final class Rope {
    private static final int MAP_KEY = 1;
    private static final int MAP_VALUE = 2;

    private final List<Piece> pieces;
    private final long size;

    private Rope(List<Piece> pieces, long size) {
        this.pieces = List.copyOf(pieces);
        this.size = size;
    }

    private sealed interface Piece {
        void writeTo(WritableByteChannel out) throws IOException;
    }

    private record Run(byte[] bytes) implements Piece {
        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            var buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
        }
    }

    private record Weight(Tensor tensor) implements Piece {
        @Override
        public void writeTo(WritableByteChannel out) throws IOException {
            tensor.writeTo(out);
        }
    }

    /** The message, its map entries in the order of their keys. */
    static Rope of(Message message) {
        return new Builder().fields(message).build();
    }

    /** An entry of a map from strings to messages. */
    static Rope mapEntry(String key, Rope value) {
        return new Builder()
                .field(MAP_KEY, key.getBytes(StandardCharsets.UTF_8))
                .field(MAP_VALUE, value)
                .build();
    }

    /** Bytes in all. */
    long size() {
        return size;
    }

    /** Writes everything, tensors included. */
    void writeTo(WritableByteChannel out) throws IOException {
        for (var piece : pieces) {
            piece.writeTo(out);
        }
    }

    /** Puts a message together field by field; protobuf lets fields come in any order. */
    static final class Builder {
        private static final int LENGTH_DELIMITED = 2;
        /** Longer runs stay as they are when the message that holds them becomes part of another. */
        private static final int MAX_COPIED = 1 << 12;

        private final List<Piece> pieces = new ArrayList<>();
        private final ByteArrayOutputStream run = new ByteArrayOutputStream();
        private long size;

        /** Appends all fields of a message of the same type. */
        Builder fields(Message message) {
            var bytes = new byte[message.getSerializedSize()];
            try {
                var out = CodedOutputStream.newInstance(bytes);
                out.useDeterministicSerialization();
                message.writeTo(out);
                out.checkNoSpaceLeft();
            } catch (IOException e) {
                throw new UncheckedIOException("writing to memory failed", e);
            }
            run.writeBytes(bytes);
            size += bytes.length;
            return this;
        }

        /** Appends a field that holds a message or bytes. */
        Builder field(int number, Rope value) {
            header(number, value.size);
            for (var piece : value.pieces) {
                if (piece instanceof Run bytes && bytes.bytes.length <= MAX_COPIED) {
                    run.writeBytes(bytes.bytes);
                } else {
                    endRun();
                    pieces.add(piece);
                }
            }
            size += value.size;
            return this;
        }

        /** Appends a field that holds a message. */
        Builder field(int number, Message value) {
            return field(number, Rope.of(value));
        }

        /** Appends a field that holds bytes or a string. */
        Builder field(int number, byte[] value) {
            header(number, value.length);
            run.writeBytes(value);
            size += value.length;
            return this;
        }

        /** Appends a field that holds the elements of a tensor of a dtype with fixed bytes. */
        Builder field(int number, Tensor value) {
            header(number, value.carrierBytes());
            endRun();
            pieces.add(new Weight(value));
            size += value.carrierBytes();
            return this;
        }

        Rope build() {
            endRun();
            return new Rope(pieces, size);
        }

        private void header(int number, long length) {
            int before = run.size();
            Varint.put(run, (long) number << 3 | LENGTH_DELIMITED);
            Varint.put(run, length);
            size += run.size() - before;
        }

        private void endRun() {
            if (run.size() > 0) {
                pieces.add(new Run(run.toByteArray()));
                run.reset();
            }
        }
    }
}
