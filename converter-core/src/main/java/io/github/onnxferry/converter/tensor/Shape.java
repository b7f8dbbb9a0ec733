package io.github.onnxferry.converter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The shape of a tensor: of unknown rank, or one {@link Dim} an axis.
 *
 * @param known the axes, or nothing if even the rank is unknown
 */
public record Shape(Optional<List<Dim>> known) {
    private static final Shape UNKNOWN = new Shape(Optional.empty());
    private static final Shape SCALAR = new Shape(Optional.of(List.of()));

    public Shape {
        known = known.map(List::copyOf);
    }

    /** The shape of a tensor of which not even the rank is known. */
    public static Shape unknown() {
        return UNKNOWN;
    }

    /** The shape of a scalar, {@code []}. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** A shape with known lengths. */
    public static Shape of(long... sizes) {
        return of(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    /** A shape with the given axes. */
    public static Shape of(List<Dim> dims) {
        return new Shape(Optional.of(dims));
    }

    /** A shape with the given axes. */
    public static Shape of(Dim... dims) {
        return of(List.of(dims));
    }

    /** Whether the rank is known. */
    public boolean hasRank() {
        return known.isPresent();
    }

    /** The number of axes; only if known. */
    public int rank() {
        return dims().size();
    }

    /** The axes; only if the rank is known. */
    public List<Dim> dims() {
        return known.orElseThrow(() -> new IllegalStateException("rank is not known"));
    }

    /** The length of one axis; negative axes count from the end. */
    public Dim dim(int axis) {
        return dims().get(axis < 0 ? axis + rank() : axis);
    }

    /** Whether every length is a known number. */
    public boolean isFullyKnown() {
        return known.isPresent() && dims().stream().allMatch(Dim::isKnown);
    }

    /** The lengths; only if all are known. */
    public long[] sizes() {
        return dims().stream().mapToLong(Dim::value).toArray();
    }

    /** The lengths with -1 for those that are not known; only if the rank is known. */
    public long[] sizesOrUnknown() {
        return dims().stream().mapToLong(d -> d.isKnown() ? d.value() : -1).toArray();
    }

    /** The number of elements; only if the rank is known. */
    public Dim elements() {
        return product(dims());
    }

    /** The product of the given lengths. */
    public static Dim product(List<Dim> dims) {
        return dims.stream().reduce(Dim.of(1), Dim::times);
    }

    /** Whether this is the shape of a scalar. */
    public boolean isScalar() {
        return known.isPresent() && dims().isEmpty();
    }

    /** This shape with one axis replaced; negative axes count from the end. */
    public Shape with(int axis, Dim dim) {
        var changed = new ArrayList<>(dims());
        changed.set(axis < 0 ? axis + rank() : axis, dim);
        return of(changed);
    }

    /** Such as {@code [batch, 3, 224, 224]}; {@code [...]} for unknown rank. */
    @Override
    public String toString() {
        return known.map(d -> d.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]")))
                .orElse("[...]");
    }
}
