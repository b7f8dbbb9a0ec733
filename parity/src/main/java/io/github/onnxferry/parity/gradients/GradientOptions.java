package io.github.onnxferry.parity.gradients;

/**
 * How gradients are compared.
 *
 * @param seed seed of the projection and of the coordinates
 * @param threads threads that one operator may use
 * @param coordinates coordinates that are sampled of each tensor, from 1 on; a direction through all of them comes on top
 * @param tensors most inputs and variables that are compared, from 1 on; more are sampled evenly
 */
public record GradientOptions(long seed, int threads, int coordinates, int tensors) {
    public GradientOptions {
        if (coordinates < 1 || tensors < 1) {
            throw new IllegalArgumentException("at least one coordinate of one tensor is compared");
        }
    }

    /** Four coordinates of at most 24 tensors. */
    public static GradientOptions of(long seed, int threads) {
        return new GradientOptions(seed, threads, 4, 24);
    }
}
