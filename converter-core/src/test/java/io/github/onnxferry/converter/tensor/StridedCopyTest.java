package io.github.onnxferry.converter.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What views write is what their elements are, read one by one. */
final class StridedCopyTest {
    private static final int SEEDS = 60;

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"INT8", "BOOL", "FLOAT16", "BFLOAT16", "FLOAT", "INT64", "DOUBLE", "COMPLEX64", "COMPLEX128"})
    void randomViewsWriteTheirElements(DType dtype) throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            int rank = random.nextInt(6);
            var sizes = random.longs(rank, 1, 8).toArray();
            var view = shuffled(random, random(random, dtype, sizes));
            assertThat(written(view)).as("%s, seed %d, %s", dtype, seed, view).isEqualTo(oneByOne(view));
        }
    }

    /** Larger than one window, so that windows are cut along the first, a middle and the last axis. */
    @ParameterizedTest
    @ValueSource(strings = {"3,1000003", "1000003,3", "2,3,700001", "70,30,20,50", "1,2097169"})
    void manyWindowsComeInOrder(String lengths) throws IOException {
        var sizes = Arrays.stream(lengths.split(",")).mapToLong(Long::parseLong).toArray();
        var random = new Random(sizes.length);
        for (var dtype : new DType[] {DType.INT16, DType.FLOAT}) {
            var tensor = random(random, dtype, sizes);
            var reversed = IntStream.range(0, sizes.length).map(i -> sizes.length - 1 - i);
            var view = tensor.transpose(reversed.toArray());
            assertThat(Arrays.equals(written(view), oneByOne(view)))
                    .as("%s transposed", tensor)
                    .isTrue();
        }
    }

    @Test
    void expandedAxesRepeat() throws IOException {
        var row = random(new Random(7), DType.FLOAT, 1, 5, 1);
        var view = row.expand(3, 5, 4).transpose(2, 0, 1);
        assertThat(written(view)).isEqualTo(oneByOne(view));
        var scalar = Tensor.scalar(DType.FLOAT, 2.5).expand(1000, 1001);
        assertThat(Arrays.equals(written(scalar), oneByOne(scalar))).isTrue();
    }

    @Test
    void emptyViewsWriteNothing() throws IOException {
        assertThat(written(Tensor.ofFloats(new long[] {3, 0, 2}).transpose(2, 1, 0)))
                .isEmpty();
    }

    private static Tensor random(Random random, DType dtype, long... sizes) {
        var bytes = new byte[Math.toIntExact(Tensor.elements(sizes) * dtype.bytes())];
        random.nextBytes(bytes);
        return Tensor.of(dtype, sizes, Bytes.of(bytes));
    }

    /** The axes in another order, and sometimes a new one along which all is repeated. */
    private static Tensor shuffled(Random random, Tensor tensor) {
        var axes = new java.util.ArrayList<>(
                IntStream.range(0, tensor.rank()).boxed().toList());
        Collections.shuffle(axes, random);
        var view = tensor.transpose(axes.stream().mapToInt(i -> i).toArray());
        if (!random.nextBoolean()) {
            return view;
        }
        var sizes = new long[view.rank() + 1];
        sizes[0] = 1 + random.nextInt(3);
        System.arraycopy(view.sizes(), 0, sizes, 1, view.rank());
        return view.expand(sizes);
    }

    private static byte[] written(Tensor view) throws IOException {
        var out = new ByteArrayOutputStream();
        view.writeTo(Channels.newChannel(out));
        return out.toByteArray();
    }

    private static byte[] oneByOne(Tensor view) {
        var positions = java.util.stream.LongStream.range(0, view.elements()).toArray();
        var picked = view.pick(view.sizes(), positions).plainBytes().orElseThrow();
        var bytes = new byte[Math.toIntExact(picked.size())];
        picked.get(0, bytes);
        return bytes;
    }
}
