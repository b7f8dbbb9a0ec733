package io.github.onnxferry.parity.gradients;

import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.result.GradientReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;

/**
 * Compares the gradient with respect to one tensor with differences along some lines: half of them along coordinates that
 * are drawn in proportion to their gradient, the others along any, and one through all coordinates.
 */
final class DerivativeCheck {
    /** Steps that are tried one after the other, in units of the usual one, until a difference is good enough. */
    private static final double[] STEPS = {1, 1.0 / 16, 8};

    private final Target target;
    private final double[] gradient;
    private final double rms;
    private final double size;
    private final double meaningful;
    private final List<Direction> directions = new ArrayList<>();
    private final List<List<CentralDifference>> differences = new ArrayList<>();

    /**
     * A check that is to be measured.
     *
     * @param gradient TensorFlow's, in the order of the tensor
     */
    DerivativeCheck(Target target, double[] gradient, int coordinates, Random random) {
        this.target = target;
        this.gradient = gradient;
        this.rms = rms(gradient);
        this.size = rms(target.value().doubles());
        this.meaningful = meaningful(target.value().dtype());
        for (int i = 0; i < Math.min(coordinates, gradient.length); i++) {
            long element = i < (coordinates + 1) / 2 ? weighted(random) : random.nextInt(gradient.length);
            directions.add(Direction.along(target.value(), element));
        }
        if (gradient.length > 1) {
            directions.add(Direction.through(target.value(), random));
        }
    }

    /** A difference that is less certain than this share of the derivative has no meaning. */
    private static double meaningful(DType dtype) {
        return dtype == DType.FLOAT16 || dtype == DType.BFLOAT16 ? 0.05 : 0.25;
    }

    private static double rms(double[] values) {
        return Math.sqrt(Arrays.stream(values)
                .filter(Double::isFinite)
                .map(v -> v * v)
                .average()
                .orElse(0));
    }

    private int weighted(Random random) {
        double total =
                Arrays.stream(gradient).filter(Double::isFinite).map(Math::abs).sum();
        double left = random.nextDouble() * total;
        for (int i = 0; i < gradient.length; i++) {
            double weight = Double.isFinite(gradient[i]) ? Math.abs(gradient[i]) : 0;
            if (weight > 0 && left <= weight) {
                return i;
            }
            left -= weight;
        }
        return random.nextInt(gradient.length);
    }

    /** The usual step, in units of what moves: the rounding errors of the dtype against the curvature of the function. */
    private static double step(DType dtype) {
        return switch (dtype) {
            case DOUBLE -> 0x1p-14;
            case FLOAT16 -> 0x1p-4;
            case BFLOAT16 -> 0x1p-3;
            default -> 0x1p-7;
        };
    }

    /** What a gradient in the dtype may be off by, in units of the usual derivative. */
    private static double rounding(DType dtype) {
        return switch (dtype) {
            case DOUBLE -> 1e-6;
            case FLOAT16 -> 3e-2;
            case BFLOAT16 -> 1e-1;
            default -> 2e-3;
        };
    }

    /**
     * Measures the differences.
     *
     * @param projection the projection of the outputs for a value of the tensor; nothing where it has none
     * @param middle the projection for the value as it is
     */
    void measure(Function<Tensor, OptionalDouble> projection, double middle) {
        for (var direction : directions) {
            double usual = Math.scalb(1.0, Math.getExponent(direction.size(size)))
                    * step(target.value().dtype());
            var tried = new ArrayList<CentralDifference>();
            for (double factor : STEPS) {
                CentralDifference.of(s -> projection.apply(direction.moved(s)), middle, usual * factor)
                        .ifPresent(tried::add);
                if (tried.stream()
                        .anyMatch(d -> meaning(direction, d, 0) <= meaningful / 2 && error(direction, d, 0) <= 1)) {
                    break;
                }
            }
            differences.add(tried);
        }
    }

    /** Of every line the fourth difference at the usual step, where there is one. */
    List<Double> fourths() {
        return differences.stream()
                .filter(d -> !d.isEmpty())
                .map(d -> d.get(0).fourth())
                .toList();
    }

    /** The uncertainty of a difference in units of the derivative. */
    private double meaning(Direction direction, CentralDifference difference, double noise) {
        double derivative = direction.derivative(gradient);
        double scale = Math.max(
                Math.max(Math.abs(difference.value()), direction.usual(rms)),
                Double.isNaN(derivative) ? 0 : Math.abs(derivative));
        double uncertainty = difference.uncertainty(noise);
        return uncertainty == 0 ? 0 : uncertainty / scale;
    }

    /**
     * The verdict.
     *
     * @param noise standard deviation of the rounding noise of the projection
     */
    GradientReport.Row row(double noise) {
        long sampled = 0;
        var worst = new GradientReport.Row(target.name(), target.variable(), 0, 0, 0, List.of(), 0, 0);
        for (int i = 0; i < directions.size(); i++) {
            var direction = directions.get(i);
            var best = best(direction, differences.get(i), noise);
            if (best.isEmpty()) {
                continue;
            }
            double error = error(direction, best.get(), noise);
            if (error > 1 && !confirmed(direction, best.get(), differences.get(i), noise)) {
                continue;
            }
            sampled++;
            double value = best.get().value();
            double derivative = direction.derivative(gradient);
            if (sampled == 1 || error > worst.maxError()) {
                worst = new GradientReport.Row(
                        target.name(), target.variable(), 0, 0, error, direction.position(), derivative, value);
            }
        }
        return new GradientReport.Row(
                target.name(),
                target.variable(),
                sampled,
                directions.size() - sampled,
                worst.maxError(),
                worst.position(),
                worst.gradient(),
                worst.difference());
    }

    private double rounding(Direction direction, CentralDifference difference) {
        return rounding(target.value().dtype()) * Math.max(Math.abs(difference.value()), direction.usual(rms));
    }

    /** How far the gradient is from a difference, in units of the tolerance. */
    private double error(Direction direction, CentralDifference difference, double noise) {
        double distance = Math.abs(direction.derivative(gradient) - difference.value());
        if (Double.isNaN(distance)) {
            return Double.POSITIVE_INFINITY;
        }
        return distance == 0 ? 0 : distance / (difference.uncertainty(noise) + rounding(direction, difference));
    }

    /**
     * Whether a difference that the gradient does not agree with has a limit: another step gives the same. Where a function
     * bends on a scale far below the step, both differences of a step may agree by being far outside.
     */
    private boolean confirmed(
            Direction direction, CentralDifference difference, List<CentralDifference> tried, double noise) {
        return tried.stream()
                .filter(d -> d.step() != difference.step() && meaning(direction, d, noise) <= meaningful)
                .anyMatch(d -> error(direction, d, noise) > 1
                        && Math.abs(d.value() - difference.value())
                                <= d.uncertainty(noise)
                                        + difference.uncertainty(noise)
                                        + rounding(direction, difference));
    }

    private Optional<CentralDifference> best(Direction direction, List<CentralDifference> tried, double noise) {
        return tried.stream()
                .filter(d -> meaning(direction, d, noise) <= meaningful)
                .min((a, b) -> Double.compare(a.uncertainty(noise), b.uncertainty(noise)));
    }
}
