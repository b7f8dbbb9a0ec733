package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.ModelTraits;
import io.github.onnxferry.parity.compare.NoiseFloor;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.OutputComparison;
import io.github.onnxferry.parity.result.RecordResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.ModelRunner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges one record: runs it in both runtimes and compares. Touches no file.
 *
 * <p>The noise is measured with a few samples first, which makes for a tolerance that is rather too tight. Only what fails then
 * is measured again, with many samples, before it is called a mismatch.
 */
final class RecordCheck {
    /** Further samples for what fails then. */
    private static final int MORE = 14;

    /** What is so many times as far off as is allowed is no noise that was missed. */
    private static final double HOPELESS = 100;

    /** Samples of strong noise, which tell whether an integer, a text or a length depends on rounding. */
    private static final int STRONG = 8;

    /** So many records are measured; what they have in common serves for all further ones. */
    private static final int MEASURED = 16;

    /** Noise of this share of the largest element may be a leap to another answer. */
    private static final double LEAP = 0.1;

    private static final double OUT_OF_PROPORTION = 40;

    /** Noise of this share of the largest element is worth telling. */
    private static final double LOUD = 0.02;

    private final OnnxModel model;
    private final Reference reference;
    private final ModelRunner candidate;
    private final Judge judge;
    private final NodeOrigin origin;
    private final List<String> remarks = new ArrayList<>();
    private final Set<String> loud = new HashSet<>();
    private final Map<String, NoiseFloor> common = new HashMap<>();
    private int measured;
    private boolean noiseRefusalTold;

    RecordCheck(OnnxModel model, Reference reference, ModelRunner candidate, Judge judge) {
        this.model = model;
        this.reference = reference;
        this.candidate = candidate;
        this.judge = judge;
        this.origin = new NodeOrigin(model);
    }

    /** What is worth knowing of the records so far. */
    List<String> remarks() {
        return remarks;
    }

    /**
     * Judges a record.
     *
     * @throws FerryException if there is no reference for it: RUNTIME_LOAD or RUNTIME_RUN of ONNX Runtime where the record
     *     does not ship the outputs
     */
    RecordResult check(DataSet data) {
        var expected = expected(data);
        Map<String, Datum> actual;
        try {
            actual = candidate.run(data.inputs());
        } catch (FerryException e) {
            var problems =
                    e.problems().stream().map(origin::of).map(p -> in(data, p)).toList();
            return result(data, Verdict.of(problems), List.of(), problems);
        }
        var traits = judge.traits(data);
        var comparison = compare(data, expected, actual, traits);
        var problems = comparison.problems().stream()
                .map(origin::of)
                .map(p -> in(data, p))
                .toList();
        return result(data, problems.isEmpty() ? Verdict.PASS : Verdict.of(problems), comparison.outputs(), problems);
    }

    private static RecordResult result(
            DataSet data, Verdict verdict, List<OutputComparison> outputs, List<Problem> problems) {
        Map<String, String> inputs = new LinkedHashMap<>();
        data.inputs().forEach((name, value) -> inputs.put(name, Shapes.text(value)));
        return new RecordResult(data.name(), verdict, inputs, outputs, problems, Optional.empty());
    }

    /** The outputs that the record ships, completed by ONNX Runtime. */
    private Map<String, Datum> expected(DataSet data) {
        var names = model.graph().outputs().stream().map(o -> o.name()).toList();
        if (data.outputs().keySet().containsAll(names)) {
            return data.outputs();
        }
        Map<String, Datum> outputs = new LinkedHashMap<>(reference.answers(data));
        outputs.putAll(data.outputs());
        model.graph().outputs().forEach(output -> requireStatedShape(output, outputs));
        return outputs;
    }

    /** Inputs to which the reference answers in a shape that contradicts the model are none that the model is for. */
    private static void requireStatedShape(OnnxValue output, Map<String, Datum> answers) {
        if (!(answers.get(output.name()) instanceof Datum.Dense answer)
                || !(output.type() instanceof OnnxType.TensorType type)
                || !type.shape().hasRank()) {
            return;
        }
        var sizes = answer.tensor().sizes();
        boolean fits = sizes.length == type.shape().rank();
        for (int axis = 0; fits && axis < sizes.length; axis++) {
            var dim = type.shape().dim(axis);
            fits = !dim.isKnown() || dim.value() == sizes[axis];
        }
        if (!fits) {
            throw new FerryException(
                    Code.RUNTIME_RUN,
                    "output '" + output.name() + "'",
                    "ONNX Runtime answers in the shape " + Arrays.toString(sizes) + ", and the model states "
                            + type.shape(),
                    "");
        }
    }

    private Comparison compare(
            DataSet data, Map<String, Datum> expected, Map<String, Datum> actual, ModelTraits traits) {
        if (traits.draws() || judge.isAllStated()) {
            return Comparison.of(expected, actual, judge.rule(traits, Optional.empty()));
        }
        var own =
                measured < MEASURED ? noise(data, expected, Reference.FEW) : Optional.<Map<String, NoiseFloor>>empty();
        own.ifPresent(this::keep);
        var noise = own.isPresent() || common.isEmpty() ? own : Optional.of(common);
        var first = Comparison.of(expected, actual, judge.rule(traits, noise));
        if (first.agrees() || noise.isEmpty() || !mayBeNoise(first)) {
            return first;
        }
        var again = noise(data, expected, Reference.FEW + MORE);
        again.ifPresent(floors -> addStrong(floors, data, expected, traits));
        return again.isPresent() ? Comparison.of(expected, actual, judge.rule(traits, again)) : first;
    }

    /**
     * Whether more samples could make what differs agree: not a missing output or another dtype, and not what is further off than
     * any sample can have missed.
     */
    private static boolean mayBeNoise(Comparison comparison) {
        return comparison.problems().stream().allMatch(p -> p.code() == Code.MISMATCH)
                && comparison.outputs().stream()
                        .filter(row -> !row.agrees())
                        .allMatch(row -> row.metrics().maxError() < HOPELESS || !isReal(row));
    }

    private static boolean isReal(OutputComparison row) {
        return row.dtype().contains("float")
                || row.dtype().equals("double")
                || row.dtype().startsWith("complex");
    }

    private Optional<Map<String, NoiseFloor>> noise(DataSet data, Map<String, Datum> expected, int samples) {
        var base = plain(data, expected);
        var floors = base.flatMap(answers -> reference.noise(data, answers, samples));
        if (floors.isEmpty() && !noiseRefusalTold) {
            noiseRefusalTold = true;
            remarks.add(
                    "The rounding noise of the model cannot be measured, so the tolerance follows from dtypes alone: "
                            + reference.noiseRefusal().orElse("ONNX Runtime does not run the model"));
        }
        return floors;
    }

    /** What ONNX Runtime itself answers, from which noise is measured; nothing if it cannot run the model. */
    private Optional<Map<String, Datum>> plain(DataSet data, Map<String, Datum> expected) {
        return data.outputs().isEmpty() ? Optional.of(expected) : reference.tryAnswers(data);
    }

    private void addStrong(
            Map<String, NoiseFloor> floors, DataSet data, Map<String, Datum> expected, ModelTraits traits) {
        plain(data, expected)
                .flatMap(answers -> reference.strongNoise(data, answers, STRONG))
                .ifPresent(strong -> strong.forEach((name, floor) -> {
                    var mine = floors.get(name);
                    if (mine != null) {
                        mine.addInstability(floor);
                        boolean leaps = leaps(mine, floor);
                        if (traits.quantises() || leaps) {
                            mine.addSizes(floor);
                        }
                        if (leaps) {
                            mine.level();
                        }
                    }
                }));
    }

    /**
     * Whether an output leaps from one answer to another, as boxes do whose scores are nearly tied: a few elements change by far
     * more than all others, or much stronger noise changes it by far more than it is stronger.
     */
    private static boolean leaps(NoiseFloor noise, NoiseFloor strong) {
        return (noise.share() > LEAP && !noise.isEven())
                || (strong.share() > LEAP && strong.share() > OUT_OF_PROPORTION * noise.share());
    }

    private void keep(Map<String, NoiseFloor> floors) {
        measured++;
        floors.forEach((name, floor) -> {
            if (floor.share() > LOUD && loud.add(name)) {
                remarks.add(String.format(
                        Locale.ROOT,
                        "Output '%s' depends on rounding: noise as small as rounding errors changes it by %.2g of its largest"
                                + " element, so smaller defects cannot be told from noise.",
                        name,
                        floor.share()));
            }
        });
        floors.forEach((name, floor) ->
                common.computeIfAbsent(name, n -> new NoiseFloor()).addSizes(floor));
    }

    /** Locates a problem: the record, and the node that computes the output. */
    private Problem in(DataSet data, Problem problem) {
        var node = origin.ofOutput(problem).map(n -> " of " + n.where()).orElse("");
        return new Problem(problem.code(), data.name() + ", " + problem.where() + node, problem.what(), problem.todo());
    }
}
