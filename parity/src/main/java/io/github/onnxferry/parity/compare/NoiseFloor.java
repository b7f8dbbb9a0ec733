package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/**
 * How much of one tensor is noise: what rounding errors, let in at every operator, make of it.
 *
 * <p>Elements of one size (one power of two) have the same noise, the largest that was seen among them in all samples;
 * smaller elements have no more than larger ones may have through the noise that does not depend on size. So few samples
 * tell enough even of single elements. Elements that have to be equal (integers, bools, strings) are stable, or one of those
 * that changed in a sample.
 */
public final class NoiseFloor {
    private static final int LOWEST = -160;
    private static final int HIGHEST = 160;

    /** How many times its root mean square the largest noise may be and yet be that of all. */
    private static final double EVEN = 12;

    /** Nothing was measured. */
    public static final NoiseFloor NONE = new NoiseFloor();

    private final double[] bySize = new double[HIGHEST - LOWEST + 1];
    private final BitSet unstable = new BitSet();
    private double largest;
    private double largestReference;
    private double meanSquare;
    private boolean shapeChanges;
    private int samples;

    /** A floor without samples. */
    public NoiseFloor() {}

    /** Adds a sample: what the reference became under noise; nothing if it vanished, as an item of a list may. */
    public void add(Tensor reference, Optional<Tensor> sample) {
        if (sample.isPresent()) {
            add(reference, sample.get());
        } else {
            samples++;
            shapeChanges = true;
        }
    }

    /** Adds a sample: what the reference became under noise. */
    public void add(Tensor reference, Tensor noisy) {
        samples++;
        if (!Arrays.equals(reference.sizes(), noisy.sizes()) || reference.dtype() != noisy.dtype()) {
            shapeChanges = true;
            return;
        }
        if (reference.dtype() == DType.STRING) {
            for (int i = 0; i < reference.elements(); i++) {
                if (!Arrays.equals(reference.getBytes(i), noisy.getBytes(i))) {
                    unstable.set(i);
                }
            }
            return;
        }
        boolean whole = !reference.dtype().isFloat() && !reference.dtype().isComplex();
        int count = Math.toIntExact(reference.elements());
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double a = reference.getDouble(i);
            double b = noisy.getDouble(i);
            double apart = Math.hypot(a - b, reference.getImaginary(i) - noisy.getImaginary(i));
            if (whole) {
                if (apart != 0) {
                    unstable.set(i);
                    largest = Math.max(largest, apart);
                }
            } else if (Double.isFinite(apart)) {
                double magnitude = Math.hypot(a, reference.getImaginary(i));
                largestReference = Math.max(largestReference, magnitude);
                int size = size(magnitude);
                bySize[size] = Math.max(bySize[size], apart);
                squares += apart * apart;
                largest = Math.max(largest, apart);
            } else if (Double.compare(a, b) != 0) {
                unstable.set(i);
            }
        }
        meanSquare = Math.max(meanSquare, squares / Math.max(1, count));
    }

    /** Adds another floor, as if its samples had been taken here; unstable elements stay apart, as places mean nothing then. */
    public void addSizes(NoiseFloor other) {
        for (int i = 0; i < bySize.length; i++) {
            bySize[i] = Math.max(bySize[i], other.bySize[i]);
        }
        largest = Math.max(largest, other.largest);
        largestReference = Math.max(largestReference, other.largestReference);
        meanSquare = Math.max(meanSquare, other.meanSquare);
        samples += other.samples;
    }

    /** Adds what another floor says of elements that have to be equal, and of the shape. */
    public void addInstability(NoiseFloor other) {
        unstable.or(other.unstable);
        shapeChanges |= other.shapeChanges;
    }

    /**
     * Takes the largest noise for that of elements of any size: where a rounding decides which of several answers comes out, or in
     * which order, the size of an element says nothing of what may stand in its place.
     */
    public void level() {
        Arrays.fill(bySize, largest);
    }

    private static int size(double magnitude) {
        int exponent = magnitude == 0 ? LOWEST : Math.getExponent(magnitude);
        return Math.max(LOWEST, Math.min(HIGHEST, exponent)) - LOWEST;
    }

    /** The noise of elements whose reference has the given size. */
    double at(double reference) {
        int size = size(Math.abs(reference));
        double noise = bySize[size];
        // A neighbouring power of two counts too: few elements may share one.
        if (size > 0) {
            noise = Math.max(noise, bySize[size - 1]);
        }
        if (size < bySize.length - 1) {
            noise = Math.max(noise, bySize[size + 1] / 2);
        }
        return noise;
    }

    /** Whether an element changed though it has to be equal, or became finite or not finite. */
    boolean isUnstable(long index) {
        return index <= Integer.MAX_VALUE && unstable.get((int) index);
    }

    /** How many elements are unstable. */
    public long unstable() {
        return unstable.cardinality();
    }

    /** Whether the shape itself depends on the noise. */
    public boolean shapeChanges() {
        return shapeChanges;
    }

    /** The largest distance that was seen. */
    public double largest() {
        return largest;
    }

    /** The largest noise as a share of the largest element; 0 if there are no real elements. */
    public double share() {
        return largestReference == 0 ? 0 : largest / largestReference;
    }

    /** The root of the mean of the squared noise, of the sample where it is the largest. */
    double rootMeanSquare() {
        return Math.sqrt(meanSquare);
    }

    /** Whether the noise is spread over all elements and not that of a few, which other runs hit elsewhere. */
    public boolean isEven() {
        return meanSquare > 0 && largest <= EVEN * rootMeanSquare();
    }

    /** How many samples were added. */
    public int samples() {
        return samples;
    }
}
