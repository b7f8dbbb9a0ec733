package io.github.onnxferry.benchmarks.jmh;

import io.github.onnxferry.converter.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Streaming 16 MiB of weights, as they are and transposed, in milliseconds. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class WeightBenchmark {
    private static final int COUNT = 1 << 22;

    private final Tensor matrix = Tensor.ofFloats(new long[] {2048, 2048}, new float[COUNT]);
    private final Tensor filter = Tensor.ofFloats(new long[] {512, 512, 4, 4}, new float[COUNT]);

    /** Row after row. */
    @Benchmark
    public long asItIs() throws IOException {
        return written(matrix);
    }

    /** {@code [K, N]} from {@code [N, K]}. */
    @Benchmark
    public long matrix() throws IOException {
        return written(matrix.transpose(1, 0));
    }

    /** {@code [H, W, I, O]} from {@code [O, I, H, W]}. */
    @Benchmark
    public long filter() throws IOException {
        return written(filter.transpose(2, 3, 1, 0));
    }

    private static long written(Tensor tensor) throws IOException {
        var sink = new Sink();
        tensor.writeTo(sink);
        return sink.bytes;
    }

    /** Counts bytes. */
    private static final class Sink implements WritableByteChannel {
        private long bytes;

        @Override
        public int write(ByteBuffer buffer) {
            int count = buffer.remaining();
            bytes += count;
            buffer.position(buffer.limit());
            return count;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
