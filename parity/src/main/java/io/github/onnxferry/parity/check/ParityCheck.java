package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.gradients.GradientComparison;
import io.github.onnxferry.parity.gradients.GradientOptions;
import io.github.onnxferry.parity.layers.LayerComparison;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.GradientReport;
import io.github.onnxferry.parity.result.LayerReport;
import io.github.onnxferry.parity.result.PortContract;
import io.github.onnxferry.parity.result.RecordResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Checks whether a SavedModel computes the same as an ONNX model, by running both.
 *
 * <p>The reference is what records ship, or else ONNX Runtime with its optimiser off. A record that ONNX Runtime cannot run and
 * that ships no outputs is left out and told of; if none is left, the check is refused. Several SavedModels may be checked one
 * after another; the reference is loaded once.
 */
public final class ParityCheck implements AutoCloseable {
    /** How many bytes of values inside of a model are held at a time. */
    private static final long LAYER_BYTES = 256L << 20;

    private final Path onnx;
    private final CheckOptions options;
    private final OnnxModel model;
    private final Reference reference;
    private Optional<List<String>> selfComparison = Optional.empty();

    /**
     * A check.
     *
     * @throws FerryException if the ONNX model cannot be read
     */
    public ParityCheck(Path onnx, CheckOptions options) {
        this.onnx = onnx;
        this.options = options;
        this.model = OnnxReader.read(onnx);
        this.reference = new Reference(
                onnx, model, new OnnxRuntimeRunner.Settings(options.threads(), false, options.onnxDevice()));
    }

    /** The ONNX model. */
    public OnnxModel model() {
        return model;
    }

    /**
     * Checks a SavedModel.
     *
     * @param records what is fed
     * @param progress hears how many records are done; what it throws ends the check, such as that of a
     *     {@link io.github.onnxferry.converter.diagnostics.Cancellation}
     * @throws FerryException if a runtime does not load, no record can be judged, or a record cannot be read
     */
    public CheckResult run(Path savedModel, RecordSource records, Progress progress) {
        long start = System.nanoTime();
        var settings = new TensorFlowRunner.Settings(options.threads(), options.tensorflowDevice(), options.names());
        try (var candidate = new TensorFlowRunner(savedModel, ModelContract.of(model.graph()), settings)) {
            return new Run(savedModel, candidate, records, start).result(progress);
        }
    }

    /**
     * Checks a SavedModel on generated inputs, as {@link #run(Path, RecordSource, Progress)} does: three seeds, from that of the
     * options on, at several sizes of free dimensions.
     */
    public CheckResult run(Path savedModel, Progress progress) {
        var records = new GeneratedRecords(model, options.seed(), GeneratedRecords.SEEDS, Map.of(), false);
        return run(savedModel, records, progress);
    }

    @Override
    public void close() {
        reference.close();
    }

    /** One run of the check. */
    private final class Run {
        private final Path savedModel;
        private final TensorFlowRunner candidate;
        private final RecordSource records;
        private final long start;
        private final OutputPaths paths = new OutputPaths(model.graph());
        private final Judge judge = new Judge(model, paths, options.tolerances());
        private final RecordCheck recordCheck;
        private final Tally tally = new Tally();
        private final FailureFolder failures = new FailureFolder(options.failures(), model);
        private final List<Problem> refusals = new ArrayList<>();
        private final Set<String> remarks = new LinkedHashSet<>();
        private Optional<DataSet> first = Optional.empty();
        private Optional<DataSet> firstFailure = Optional.empty();
        private long regular;

        Run(Path savedModel, TensorFlowRunner candidate, RecordSource records, long start) {
            this.savedModel = savedModel;
            this.candidate = candidate;
            this.records = records;
            this.start = start;
            this.recordCheck = new RecordCheck(model, reference, candidate, judge);
        }

        CheckResult result(Progress progress) {
            var contract = candidate.contract();
            var problems = new ArrayList<>(complaints(contract));
            boolean runnable = contract.stream()
                    .noneMatch(p -> p.input() && (p.key().isEmpty() || p.name().isEmpty()));
            if (runnable) {
                runRecords(progress);
                if (tally.records() == 0) {
                    throw nothingJudged();
                }
                remarks.addAll(differencesOfTheReference());
            }
            var layers =
                    options.layers() ? firstFailure.or(() -> first).map(this::layers) : Optional.<LayerReport>empty();
            var gradients = options.gradients() ? first.map(this::gradients) : Optional.<GradientReport>empty();
            problems.addAll(tally.problems());
            problems.addAll(tally.undecided());
            gradients.ifPresent(g -> problems.addAll(disagreements(g)));
            remarks.addAll(recordCheck.remarks());
            remarks.addAll(failures.remark());
            return new CheckResult(
                    onnx.toString(),
                    savedModel.toString(),
                    problems.isEmpty() ? Verdict.PASS : tally.verdict().orElse(Verdict.MISMATCH),
                    Surroundings.of(reference, candidate, options),
                    options.replay(),
                    contract,
                    tally.records(),
                    tally.failed(),
                    tally.outputs(paths),
                    tally.kept(),
                    layers,
                    gradients,
                    Optional.empty(),
                    problems,
                    List.copyOf(remarks),
                    (System.nanoTime() - start) / 1e9);
        }

        private void runRecords(Progress progress) {
            long wanted = options.sample().orElse(records.size());
            var indices = Selection.of(records.size(), wanted, options.seed()).toArray();
            try (var finished = finished()) {
                for (int i = 0; i < indices.length; i++) {
                    progress.at("check", i, indices.length);
                    boolean idle = records.isFallback(indices[i]) && regular > 0;
                    if (!idle && !finished.contains(indices[i])) {
                        var result = run(records.read(indices[i]));
                        finished.add(indices[i], result);
                        regular += result.isPresent() && !records.isFallback(indices[i]) ? 1 : 0;
                    }
                }
            }
            progress.at("check", indices.length, indices.length);
        }

        private Finished finished() {
            return options.progressFile()
                    .<Finished>map(file -> FinishedRecords.open(file, fingerprint(), tally::add))
                    .orElse(Finished.FORGOTTEN);
        }

        private String fingerprint() {
            return Fingerprint.of(onnx, savedModel, records, options);
        }

        /** Judges a record; nothing if there is no reference for it. */
        private Optional<RecordResult> run(DataSet data) {
            try {
                var result = recordCheck.check(data);
                if (result.verdict() != Verdict.PASS) {
                    var place = failures.save(data);
                    result = place.isPresent() ? result.savedAt(place.get().toString()) : result;
                }
                tally.add(result);
                first = first.isPresent() ? first : Optional.of(data);
                if (firstFailure.isEmpty() && result.verdict() != Verdict.PASS) {
                    firstFailure = Optional.of(data);
                }
                return Optional.of(result);
            } catch (FerryException e) {
                var problem = e.problems().get(0);
                if (problem.code() != Code.RUNTIME_RUN) {
                    throw e;
                }
                refusals.addAll(e.problems());
                remarks.add(data.name() + " is left out, as the reference does not run it: " + problem.what());
                return Optional.empty();
            }
        }

        private LayerReport layers(DataSet data) {
            return LayerComparison.compare(
                    model,
                    onnx.toString(),
                    savedModel,
                    data,
                    new LayerComparison.Options(new ClassTolerance(), LAYER_BYTES, options.threads(), options.names()));
        }

        private GradientReport gradients(DataSet data) {
            return GradientComparison.compare(
                    model, savedModel, data, GradientOptions.of(options.seed(), options.threads()));
        }

        private FerryException nothingJudged() {
            if (refusals.isEmpty()) {
                return new FerryException(
                        Code.DATA_INVALID, records.toString(), "holds no record", "give data, or leave --data out");
            }
            var problem = refusals.get(0);
            return new FerryException(
                    problem.code(),
                    problem.where(),
                    problem.what(),
                    "state lengths that fit with --dims, or give --data");
        }

        /** ONNX Runtime's optimiser may change what the model computes: that is told, and has no part in the verdict. */
        private List<String> differencesOfTheReference() {
            if (selfComparison.isEmpty()) {
                selfComparison = Optional.of(
                        first.flatMap(this::differenceOfTheReference).stream().toList());
            }
            return selfComparison.get();
        }

        private Optional<String> differenceOfTheReference(DataSet data) {
            var traits = judge.traits(data);
            var plain = traits.draws() ? Optional.<Map<String, Datum>>empty() : reference.tryAnswers(data);
            if (plain.isEmpty()) {
                return Optional.empty();
            }
            var rule = judge.rule(traits, reference.noise(data, plain.get(), Reference.FEW));
            return reference
                    .optimised(data.inputs())
                    .map(rewritten -> Comparison.of(plain.get(), rewritten, rule))
                    .filter(c -> !c.agrees())
                    .map(c -> "With its optimiser on, ONNX Runtime differs from itself: "
                            + c.problems().get(0).where() + " "
                            + c.problems().get(0).what());
        }
    }

    private static List<Problem> disagreements(GradientReport report) {
        return report.rows().stream()
                .filter(row -> !row.agrees())
                .map(row -> new Problem(
                        Code.GRADIENT_MISMATCH,
                        (row.variable() ? "variable '" : "input '") + row.name() + "'",
                        String.format(
                                Locale.ROOT,
                                "its gradient%s is %.4g in TensorFlow, and %.4g by differences of the ONNX model",
                                row.position().isEmpty() ? " in a random direction" : " at " + row.position(),
                                row.gradient(),
                                row.difference()),
                        ""))
                .toList();
    }

    private static List<Problem> complaints(List<PortContract> contract) {
        return contract.stream()
                .filter(p -> !p.isKept())
                .map(p -> new Problem(
                        Code.CONTRACT,
                        (p.input() ? "input '" : "output '") + (p.name().isEmpty() ? p.key() : p.name()) + "'",
                        p.complaint()
                                + (p.actual().isEmpty() || p.expected().isEmpty()
                                        ? ""
                                        : ": " + p.actual() + " instead of " + p.expected()),
                        p.name().isEmpty() || p.key().isEmpty() ? "match names with --map onnx_name=key" : ""))
                .toList();
    }
}
