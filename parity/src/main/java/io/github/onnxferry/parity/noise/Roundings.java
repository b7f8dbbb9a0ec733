package io.github.onnxferry.parity.noise;

import io.github.onnxferry.converter.onnx.OnnxNode;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.compare.Ulp;
import java.util.List;
import java.util.Optional;

/** The ways in which values are changed as rounding would change them; each adds nodes and names the changed value. */
final class Roundings {
    /** How far from a tie two sound computations may lie on different sides of it, in steps of the grid. */
    static final double TIES = 2e-4;

    /**
     * For sums of so many terms the noise of the terms is doubled, squared. Summed one after another, n terms are off by about 0.23
     * times the root of n of what the noise makes of them otherwise; with this they stay within four times that.
     */
    private static final double LONG = 256;

    /** How many roundoffs a sum may be off by, for each unit of the root of the number of its terms. */
    private static final double ROOT_UNITS = 0.25;

    /** By how many roundoffs of 1 functions that are bounded by 1 may be off. */
    private static final double BOUNDED_UNITS = 2;

    /** By how many roundoffs of the root mean square each element of a spectrum may be off. */
    private static final double SPECTRUM_UNITS = 32;

    private final NoiseNodes make;
    private final double strength;
    private final double ties;

    /**
     * @param strength how many times larger than rounding errors the changes are
     * @param ties how many times wider than {@value #TIES} steps the surroundings of a tie are
     */
    Roundings(NoiseNodes make, double strength, double ties) {
        this.make = make;
        this.strength = strength;
        this.ties = ties;
    }

    /**
     * Each element up or down, by a share that grows with the length of the sum that it goes into.
     *
     * @param length of the sum, if it may be long
     */
    String term(String value, double units, Optional<String> length, List<OnnxNode> nodes) {
        var type = make.type(value);
        if (type == DType.FLOAT16 || length.isEmpty()) {
            String changed = make.name(value);
            multiplied(value, changed, units, true, nodes);
            return changed;
        }
        String blocks = make.plain(nodes, "Div", length.get(), make.constant(DType.FLOAT, LONG));
        String more = make.plain(nodes, "Add", blocks, make.constant(DType.FLOAT, 1));
        double half = units / 2 * strength * Ulp.roundoff(type);
        return scaled(value, root(more, half, type, nodes), value, nodes);
    }

    /**
     * Each element times a random number around 1, or a little below: values that are the largest of their dtype, as masks
     * are, do not become infinite then.
     */
    void multiplied(String value, String changed, double units, boolean bothWays, List<OnnxNode> nodes) {
        var type = make.type(value);
        double width = units * strength * Ulp.roundoff(type);
        double low = bothWays ? -width / 2 : -width;
        double high = bothWays ? width / 2 : 0;
        if (type == DType.FLOAT16) {
            String wide = make.cast(nodes, value, DType.FLOAT);
            String product = make.plain(nodes, "Mul", wide, factor(wide, low, high, nodes));
            make.castInto(nodes, changed, product, DType.FLOAT16);
            return;
        }
        make.into(nodes, changed, "Mul", value, factor(value, low, high, nodes));
    }

    /** Random numbers of the shape of a value: 1 plus something small, which float attributes could not hold for doubles. */
    private String factor(String like, double low, double high, List<OnnxNode> nodes) {
        double half = (high - low) / 2;
        String drawn = make.drawn(nodes, like, -half, half);
        return make.plain(nodes, "Add", drawn, make.constant(make.type(like), (low + high) / 2 + 1));
    }

    /** The result of long sums: all elements up or down by one share, and each of them by its own. */
    String reduced(String sum, String length, List<OnnxNode> nodes) {
        var type = make.type(sum);
        String share = root(length, unit(ROOT_UNITS, sum), type, nodes);
        String each = scaled(sum, share, sum, nodes);
        return scaled(each, share, make.constant(type, 1), nodes);
    }

    private double unit(double units, String value) {
        return units * strength * Ulp.roundoff(make.type(value));
    }

    /** A number times the root of a float, in a dtype. */
    private String root(String number, double times, DType type, List<OnnxNode> nodes) {
        String root = make.plain(nodes, "Sqrt", number);
        String typed = type == DType.FLOAT ? root : make.cast(nodes, root, type);
        return make.plain(nodes, "Mul", typed, make.constant(type, times));
    }

    /** A value times 1 plus or minus a share, drawn for each element of something. */
    private String scaled(String value, String share, String drawnFor, List<OnnxNode> nodes) {
        String shift = make.plain(nodes, "Mul", make.drawn(nodes, drawnFor, -1, 1), share);
        String factor = make.plain(nodes, "Add", shift, make.constant(make.type(value), 1));
        return make.plain(nodes, "Mul", value, factor);
    }

    /** Each element up or down by some roundoffs of 1, but by no more than half of itself, so that none changes its sign. */
    String bounded(String value, List<OnnxNode> nodes) {
        var type = make.type(value);
        if (type == DType.FLOAT16) {
            return value;
        }
        String half = make.plain(nodes, "Mul", make.plain(nodes, "Abs", value), make.constant(type, 0.5));
        String most = make.plain(nodes, "Min", half, make.constant(type, unit(BOUNDED_UNITS, value)));
        return make.plain(nodes, "Add", value, make.plain(nodes, "Mul", most, make.drawn(nodes, value, -1, 1)));
    }

    /** Each element up or down by some roundoffs of the root mean square of all. */
    String spectrum(String value, List<OnnxNode> nodes) {
        var type = make.type(value);
        String power = make.reduced(nodes, "ReduceMean", make.plain(nodes, "Mul", value, value));
        String step = make.plain(
                nodes, "Mul", make.plain(nodes, "Sqrt", power), make.constant(type, unit(SPECTRUM_UNITS, value)));
        return make.plain(nodes, "Add", value, make.plain(nodes, "Mul", make.drawn(nodes, value, -1, 1), step));
    }

    /**
     * The input of a quantisation moved a little, so that what lies near a tie may go either way.
     *
     * @param scale of the quantisation; the smallest of an axis serves for all of it
     */
    String nearTies(String value, String scale, List<OnnxNode> nodes) {
        String step = make.reduced(nodes, "ReduceMin", scale);
        String drawn = make.drawn(nodes, value, -TIES * ties, TIES * ties);
        return make.plain(nodes, "Add", value, make.plain(nodes, "Mul", drawn, step));
    }

    /** A few elements of a quantised value a step up or down. */
    void stepped(String value, String changed, List<OnnxNode> nodes) {
        var type = make.type(changed);
        String wide = make.cast(nodes, value, DType.FLOAT);
        String moved = make.plain(nodes, "Add", wide, make.rare(nodes, wide, 2 * TIES * ties));
        double lowest = type == DType.UINT8 ? 0 : -128;
        String low = make.plain(nodes, "Max", moved, make.constant(DType.FLOAT, lowest));
        String clamped = make.plain(nodes, "Min", low, make.constant(DType.FLOAT, lowest + 255));
        make.castInto(nodes, changed, clamped, type);
    }
}
