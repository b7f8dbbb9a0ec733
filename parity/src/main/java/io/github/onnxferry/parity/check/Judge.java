package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.parity.compare.ModelTraits;
import io.github.onnxferry.parity.compare.NoiseFloor;
import io.github.onnxferry.parity.compare.StatedTolerances;
import io.github.onnxferry.parity.compare.Tolerance;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.compare.Ulp;
import io.github.onnxferry.parity.data.DataSet;
import java.util.Map;
import java.util.Optional;

/**
 * Which tolerance each output of a model is judged with.
 *
 * <p>What the user states goes first. Otherwise the tolerance is {@value #FACTOR} times the measured noise, which comes from the
 * classes of the operators and the dtypes on the way to the output; and never less than {@value #ROUNDOFFS} roundoffs of the
 * largest element, or one step for a few elements of a quantised output.
 */
final class Judge {
    /** How many times the largest noise of its size an element may be off: samples are few, and so may miss the largest. */
    static final double FACTOR = 6;

    /** The same where what is measured are steps of a grid, which do not come in between. */
    static final double GRID_FACTOR = 2;

    /** The same for the root mean square of all elements. */
    static final double WHOLE = 6;

    /** Roundoffs of the largest element that are always allowed. */
    static final double ROUNDOFFS = 16;

    /** Share of the elements of a quantised output that may be a step off. */
    private static final double ON_TIES = 0.02;

    private final OnnxModel model;
    private final OutputPaths paths;
    private final StatedTolerances stated;

    Judge(OnnxModel model, OutputPaths paths, StatedTolerances stated) {
        this.model = model;
        this.paths = paths;
        this.stated = stated;
    }

    /** Whether nothing has to be measured. */
    boolean isAllStated() {
        return stated.others().isPresent();
    }

    /** What the operators mean for comparing the answers to a record. */
    ModelTraits traits(DataSet data) {
        return ModelTraits.of(model, data.tensors());
    }

    /**
     * The rule for a record.
     *
     * @param noise what was measured; nothing if it cannot be, and then the dtypes decide
     */
    ToleranceRule rule(ModelTraits traits, Optional<Map<String, NoiseFloor>> noise) {
        if (traits.draws()) {
            return ToleranceRule.distribution();
        }
        var byDType = ToleranceRule.byDType(traits);
        return new ToleranceRule() {
            @Override
            public Tolerance of(DType dtype) {
                return byDType.of(dtype);
            }

            @Override
            public Tolerance of(String name, DType dtype) {
                var own = stated.of(name, dtype);
                if (own.isPresent()) {
                    return own.get();
                }
                var floor = noise.map(floors -> floors.get(name));
                return floor.isPresent() ? measured(name, dtype, traits, floor.get()) : byDType.of(dtype);
            }
        };
    }

    private Tolerance measured(String name, DType dtype, ModelTraits traits, NoiseFloor noise) {
        return new Tolerance.Measured(floor(name, dtype), noise, traits.quantises() ? GRID_FACTOR : FACTOR, WHOLE);
    }

    /** What is allowed whatever was measured. */
    private Tolerance floor(String name, DType dtype) {
        String output = name.replaceFirst("[\\[{].*", "");
        var step = paths.step(output);
        boolean grid = ToleranceRule.isRounded(dtype) || dtype == DType.UINT8 || dtype == DType.INT8;
        if (step.isPresent() && grid) {
            return new Tolerance.Grid(step.getAsDouble(), ON_TIES);
        }
        if (!ToleranceRule.isRounded(dtype)) {
            return new Tolerance.Equal();
        }
        return new Tolerance.OfLargest(ROUNDOFFS * Ulp.roundoff(dtype));
    }
}
