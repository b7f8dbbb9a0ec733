package io.github.onnxferry.testdata.defects;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.target.Weights;
import io.github.onnxferry.parity.data.DataFolder;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import io.github.onnxferry.testdata.defects.JudgedMutant.State;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Makes mutants of one converted model, one at a time, and judges each: whether it is live, that is answers otherwise than
 * the model without the defect on some valid input, and whether a check catches it. Both programs run in TensorFlow, in
 * sessions of the same settings.
 */
final class MutantRun {
    private static final int THREADS = 1;
    private static final int SAID = 160;

    /** Seeds that a check does not start with, so that what it draws is not what decides whether a mutant is live. */
    private static final long FIRST_SEED = 101;

    private static final int SEEDS = 2;

    private final Path folder;
    private final Path scratch;
    private final Path onnx;
    private final OnnxModel model;
    private final Path savedModel;
    private final List<DataSet> answered = new ArrayList<>();

    /**
     * Converts a model, its weights as constants, and runs it on the data sets of its folder and on generated inputs of
     * several seeds and sizes.
     *
     * @param folder holds {@code model.onnx}, and data sets if there are any
     * @param scratch an empty folder
     */
    MutantRun(Path folder, Path scratch) {
        this.folder = folder;
        this.scratch = scratch;
        this.onnx = folder.resolve("model.onnx");
        this.model = OnnxReader.read(onnx);
        this.savedModel = scratch.resolve("unmutated");
        new Converter(ConversionOptions.DEFAULT.withWeights(Weights.CONSTANTS))
                .convert(onnx, savedModel, Progress.NONE);
        var inputs = new ArrayList<DataSet>();
        if (Files.isDirectory(folder.resolve("test_data_set_0"))) {
            DataFolder.sets(folder).forEach(set -> inputs.add(DataFolder.read(set, model.graph())));
        }
        inputs.addAll(generated());
        try (var runner = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), THREADS)) {
            for (var set : inputs) {
                answered.add(new DataSet(set.name(), set.inputs(), runner.run(set.inputs())));
            }
        }
    }

    /** Generated inputs that ONNX Runtime takes; none where it does not run the model, or where none can be drawn. */
    private List<DataSet> generated() {
        List<DataSet> valid = new ArrayList<>();
        try (var reference = OnnxRuntimeRunner.open(onnx, THREADS)) {
            var records = new GeneratedRecords(model, FIRST_SEED, SEEDS, Map.of(), false);
            for (long i = 0; i < records.size(); i++) {
                boolean useful = !records.isFallback(i) || valid.isEmpty();
                var set = records.read(i);
                if (useful && runs(reference, set)) {
                    valid.add(set);
                }
            }
        } catch (FerryException e) {
            expect(e, Code.RUNTIME_LOAD, Code.UNSUPPORTED_TYPE);
        }
        return valid;
    }

    private static boolean runs(OnnxRuntimeRunner reference, DataSet set) {
        try {
            reference.run(set.inputs());
            return true;
        } catch (FerryException e) {
            expect(e, Code.RUNTIME_RUN);
            return false;
        }
    }

    private static void expect(FerryException e, Code... codes) {
        if (!List.of(codes).contains(e.problems().get(0).code())) {
            throw e;
        }
    }

    /** The converted model without defects. */
    Path savedModel() {
        return savedModel;
    }

    /** How many valid inputs mutants are run on. */
    int inputs() {
        return answered.size();
    }

    /**
     * Makes and judges mutants. Those that the check finds are not run by themselves: what is further from the reference than the
     * model without a defect is another model.
     *
     * @param count how many at most
     * @param heard hears each as soon as it is judged
     */
    List<JudgedMutant> judge(long seed, int count, CheckUnderTest check, Consumer<JudgedMutant> heard) {
        var file = SavedModelFile.read(savedModel);
        List<JudgedMutant> judged = new ArrayList<>();
        for (var defect : Defects.of(file, seed, count)) {
            var mutant = scratch.resolve("mutant");
            file.write(mutant, defect);
            // Should TensorFlow end the process, the last line says over which defect.
            System.out.println(folder.getFileName() + ": " + defect.mutation());
            var result = isCaught(mutant, check)
                    ? found(defect.mutation())
                    : judge(defect.mutation(), mutant, (onnxFile, savedFile) -> true);
            delete(mutant);
            judged.add(result);
            heard.accept(result);
        }
        return judged;
    }

    private JudgedMutant found(Mutation mutation) {
        return new JudgedMutant(
                String.valueOf(folder.getFileName()), mutation, State.FOUND, Difference.NONE, "the check", true, "");
    }

    /** Judges a mutant that is on the disk. */
    JudgedMutant judge(Mutation mutation, Path mutant, CheckUnderTest check) {
        var result = new Answers();
        try (var runner = new TensorFlowRunner(mutant, ModelContract.of(model.graph()), THREADS)) {
            result.state = State.RUNS;
            answered.forEach(set -> result.add(set, runner));
        } catch (FerryException e) {
            expect(e, Code.RUNTIME_LOAD, Code.CONTRACT);
            result.said = shortened(e);
            result.shown = answered.size();
        }
        return new JudgedMutant(
                String.valueOf(folder.getFileName()),
                mutation,
                result.state,
                result.difference,
                result.shown + " of " + answered.size(),
                isCaught(mutant, check),
                result.said);
    }

    /** What became of a mutant so far. */
    private static final class Answers {
        private State state = State.REFUSED;
        private Difference difference = Difference.NONE;
        private String said = "";
        private int shown;

        void add(DataSet set, TensorFlowRunner runner) {
            try {
                var here = Difference.of(set.outputs(), runner.run(set.inputs()));
                difference = difference.or(here);
                shown += here.isBeyondNoise() ? 1 : 0;
            } catch (FerryException e) {
                expect(e, Code.RUNTIME_RUN, Code.CONTRACT, Code.DATA_INVALID);
                state = State.FAILS;
                said = shortened(e);
                shown++;
            }
        }
    }

    private boolean isCaught(Path mutant, CheckUnderTest check) {
        try {
            return !check.passes(onnx, mutant);
        } catch (FerryException e) {
            return true;
        }
    }

    private static String shortened(FerryException e) {
        var what = e.problems().get(0).what();
        return what.substring(0, Math.min(SAID, what.length())).replaceAll("\\s+", " ");
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
