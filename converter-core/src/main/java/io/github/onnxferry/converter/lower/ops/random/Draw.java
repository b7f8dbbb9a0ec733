package io.github.onnxferry.converter.lower.ops.random;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tf.TfBuilder;
import io.github.onnxferry.converter.tf.Value;
import java.util.Optional;

/**
 * Draws random numbers. With a seed the kernel has no state, so that each run draws the same numbers; without one it has,
 * and a run draws others than the run before.
 */
public final class Draw {
    /** The second half of TensorFlow's seeds; any number. */
    private static final long SECOND_SEED = 0x6f6e6e78;

    private final Optional<Long> seed;
    private final TfBuilder tf;

    private Draw(Optional<Long> seed, TfBuilder tf) {
        this.seed = seed;
        this.tf = tf;
    }

    /** Draws with an integer as seed. */
    public static Draw ofInteger(Optional<Long> seed, TfBuilder tf) {
        return new Draw(seed, tf);
    }

    /** Draws with a float as seed, of which all bits count. */
    public static Draw ofFloat(Optional<Float> seed, TfBuilder tf) {
        return new Draw(seed.map(s -> (long) Float.floatToIntBits(s)), tf);
    }

    /** Evenly distributed numbers, {@code 0 <= number < 1}, of a dtype with single or double precision. */
    public Value uniform(Value sizes, DType dtype) {
        return draw("RandomUniform", "StatelessRandomUniform", sizes, dtype);
    }

    /** Normally distributed numbers with mean 0 and deviation 1, of a dtype with single or double precision. */
    public Value normal(Value sizes, DType dtype) {
        return draw("RandomStandardNormal", "StatelessRandomNormal", sizes, dtype);
    }

    private Value draw(String fresh, String seeded, Value sizes, DType dtype) {
        return seed.map(s -> tf.op(seeded)
                        .in(sizes, tf.vector(s, SECOND_SEED))
                        .attr("dtype", dtype)
                        .one())
                .orElseGet(() -> tf.op(fresh).in(sizes).attr("dtype", dtype).one());
    }

    /**
     * Classes drawn by their unnormalised log-probabilities.
     *
     * @param logits {@code [N, classes]}
     * @return {@code [N, count]}
     */
    public Value classes(Value logits, Value count, DType dtype) {
        return seed.map(s -> tf.op("StatelessMultinomial")
                        .in(logits, count, tf.vector(s, SECOND_SEED))
                        .attr("output_dtype", dtype)
                        .one())
                .orElseGet(() -> tf.op("Multinomial")
                        .in(logits, count)
                        .attr("output_dtype", dtype)
                        .one());
    }
}
