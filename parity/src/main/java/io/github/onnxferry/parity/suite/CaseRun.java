package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.parity.check.NodeOrigin;
import io.github.onnxferry.parity.compare.ToleranceRule;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One case in one variant: convert to disk, load from disk, run each data set, compare with the shipped outputs. */
final class CaseRun {
    /** One thread an operation: cases run side by side, and sums come out the same on every machine. */
    private static final int THREADS = 1;

    private final String name;
    private final CaseVariant variant;
    private final Path folder;
    private final Path scratch;
    private final Optional<ToleranceRule> suiteRule;
    private final Optional<Boolean> drawn;
    private final RunningCases.Slot slot;
    private final long start = System.nanoTime();
    private double conversionSeconds;

    /**
     * A run.
     *
     * @param folder the case
     * @param scratch an empty folder
     * @param suiteRule the rule of the suite for cases that state none
     * @param drawn whether the values of the case are random, if that is said
     * @param slot where the run says what it is doing
     */
    CaseRun(
            String name,
            CaseVariant variant,
            Path folder,
            Path scratch,
            Optional<ToleranceRule> suiteRule,
            Optional<Boolean> drawn,
            RunningCases.Slot slot) {
        this.name = name;
        this.variant = variant;
        this.folder = folder;
        this.scratch = scratch;
        this.suiteRule = suiteRule;
        this.drawn = drawn;
        this.slot = slot;
    }

    /**
     * Runs.
     *
     * @return nothing if the variant makes no sense for the model
     * @throws FerryException NATIVE_MISSING if TensorFlow does not load, which is no verdict on a case
     */
    Optional<CaseResult> with(ModelConverter converter) {
        try {
            return judged(converter);
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.NATIVE_MISSING) {
                throw e;
            }
            return Optional.of(refused(e.problems()));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // One case with a defect is a line in the report, not the end of the suite.
            return Optional.of(refused(List.of(defect(e))));
        }
    }

    private Optional<CaseResult> judged(ModelConverter converter) {
        says("reads");
        var shipped = folder.resolve("model.onnx");
        if (variant == CaseVariant.AS_SHIPPED) {
            return Optional.of(judged(converter, shipped, Optional.empty()));
        }
        var model = OnnxReader.read(shipped);
        var sets = DataFolder.sets(folder);
        var varied = variant == CaseVariant.FREE_SHAPES
                ? Optional.of(VariedModel.freeShapes(model))
                : VariedModel.constantInputs(model, DataFolder.read(sets.get(0), model.graph()));
        return varied.map(v -> {
            var file = scratch.resolve("model.onnx");
            OnnxWriter.write(v, file);
            return judged(converter, file, Optional.of(v));
        });
    }

    private CaseResult judged(ModelConverter converter, Path onnx, Optional<OnnxModel> varied) {
        says("converts");
        long before = System.nanoTime();
        var savedModel = scratch.resolve("saved_model");
        try {
            converter.convert(onnx, savedModel);
        } finally {
            conversionSeconds = seconds(before);
        }
        says("loads");
        var model = OnnxReader.read(folder.resolve("model.onnx"));
        var contract = ModelContract.of(varied.orElse(model).graph());
        var origin = new NodeOrigin(model);
        var judgement = new Judgement(model, CaseTolerance.read(folder).or(() -> suiteRule), drawn);
        try (var runner = new TensorFlowRunner(savedModel, contract, THREADS)) {
            var sets = DataFolder.sets(folder);
            for (var set : variant == CaseVariant.CONSTANT_INPUTS ? sets.subList(0, 1) : sets) {
                var data = DataFolder.read(set, model.graph());
                checkOutputs(data, model, set);
                says("runs");
                judgement.add(data, runner.run(fed(data, contract)));
            }
        } catch (FerryException e) {
            throw new FerryException(e.problems().stream().map(origin::of).toList());
        }
        return judgement.result(name, variant, conversionSeconds, seconds(start));
    }

    /** What is fed: all that the set holds, without the inputs that the variant took away. */
    private Map<String, Datum> fed(DataSet data, ModelContract contract) {
        if (variant != CaseVariant.CONSTANT_INPUTS) {
            return data.inputs();
        }
        Map<String, Datum> fed = new LinkedHashMap<>(data.inputs());
        var kept = contract.inputs().stream().map(i -> i.name()).toList();
        fed.keySet().retainAll(kept);
        return fed;
    }

    private void says(String doing) {
        slot.says(doing + " " + name + " (" + variant.text() + ")");
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /** The result of a run that came to no comparison. */
    CaseResult refused(List<Problem> problems) {
        return new CaseResult(
                name, variant, Verdict.of(problems), conversionSeconds, seconds(start), List.of(), problems);
    }

    private Problem defect(Throwable failure) {
        var at = Arrays.stream(failure.getStackTrace())
                .filter(frame -> frame.getClassName().startsWith("io.github.onnxferry."))
                .findFirst()
                .map(frame -> " at " + frame)
                .orElse("");
        return new Problem(Code.DEFECT, "case '" + name + "'", failure + at, "report it with the model");
    }

    private static void checkOutputs(DataSet data, OnnxModel model, Path set) {
        for (var output : model.graph().outputs()) {
            if (!data.outputs().containsKey(output.name())) {
                throw new FerryException(
                        Code.DATA_INVALID, set.toString(), "has no file for the output '" + output.name() + "'", "");
            }
        }
    }
}
