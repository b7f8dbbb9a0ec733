package io.github.onnxferry.converter.tensor;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes into a buffer. */
final class HeapChannel implements WritableByteChannel {
    private final ByteBuffer target;

    HeapChannel(ByteBuffer target) {
        this.target = target;
    }

    @Override
    public int write(ByteBuffer source) {
        int count = source.remaining();
        target.put(source);
        return count;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public void close() {}
}
