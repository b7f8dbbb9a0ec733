package io.github.onnxferry.parity.result;

/**
 * The tolerance that an output was judged with.
 *
 * @param rtol share of the reference element that it may be off by
 * @param atol distance that it may be off by, on top
 * @param noise the largest distance that the reference's own rounding noise was measured to make; 0 if none was
 * @param text how it came about, for people
 */
public record AppliedTolerance(double rtol, double atol, double noise, String text) {
    /** Of an output that cannot be judged, as rounding noise decides over its very shape. */
    public static final AppliedTolerance UNDECIDED =
            new AppliedTolerance(0, 0, Double.POSITIVE_INFINITY, "undecided: its shape depends on rounding noise");

    /** Whether an output was judged with this. */
    public boolean isDecided() {
        return Double.isFinite(noise);
    }
}
