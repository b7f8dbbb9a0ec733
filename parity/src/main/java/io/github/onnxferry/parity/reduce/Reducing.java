package io.github.onnxferry.parity.reduce;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.converter.upgrade.InlinedFunctions;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.process.StoredValue;
import io.github.onnxferry.parity.process.TemporaryFolder;
import io.github.onnxferry.parity.process.WorkerProcess;
import io.github.onnxferry.parity.reduce.PartSearch.Base;
import io.github.onnxferry.parity.reduce.WholeModel.Symptom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One reduction: how the whole model fails, its smallest failing part, and then the bodies of that. */
final class Reducing {
    private final Path file;
    private final OnnxModel whole;
    private final ReduceOptions options;
    private final TrialRunner runner;
    private final WorkerProcess references;
    private final TemporaryFolder scratch;
    private final TimeBudget budget;
    private final Progress progress;
    private final int nodes;
    private int bases;
    private int fewest;
    private String reference = "";

    Reducing(
            Path file,
            OnnxModel whole,
            ReduceOptions options,
            TrialRunner runner,
            WorkerProcess references,
            TemporaryFolder scratch,
            TimeBudget budget,
            Progress progress) {
        this.file = file;
        this.whole = whole;
        this.options = options;
        this.runner = runner;
        this.references = references;
        this.scratch = scratch;
        this.budget = budget;
        this.progress = progress;
        this.nodes = NodeUses.count(whole);
        this.fewest = nodes;
    }

    /** A search that came to a part, with the model that it is a part of. */
    private record Found(Part part, PartSearch search, OnnxModel of) {}

    /** The reduction; nothing if the model does not fail. */
    Optional<Reduction> result() {
        progress.at("try the whole model", 0, nodes);
        long start = System.nanoTime();
        var model = file.toAbsolutePath();
        var symptom =
                new WholeModel(model, whole, options, runner, scratch, inputs -> reference(model, inputs)).symptom();
        boolean hangs = symptom.isPresent() && symptom.get().failure().kind() == Failure.Kind.HANG;
        budget.wholeTook(Duration.ofNanos(System.nanoTime() - start), !hangs);
        return symptom.map(this::reduced);
    }

    private Reduction reduced(Symptom symptom) {
        var target = symptom.failure();
        var part = inlined(symptom)
                .or(() -> searched(whole, symptom.reference(), target))
                .map(found -> deepest(found, target))
                .orElseGet(() -> new Part(whole, symptom.values(), target));
        symptom.reference().ifPresent(r -> reference = r.runtime());
        var data = part.values()
                .map(v ->
                        new DataSet(TrialRunner.DATA_SET, StoredValue.read(v.inputs()), StoredValue.read(v.outputs())));
        return new Reduction(
                file.toString(),
                part.model(),
                data,
                part.failure(),
                nodes,
                part.nodes(),
                runner.trials(),
                !budget.isOver(),
                versions(),
                budget.seconds());
    }

    private Map<String, String> versions() {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("ONNX Ferry", Version.current());
        versions.put("Java", System.getProperty("java.version", ""));
        versions.put("system", System.getProperty("os.name", "") + " " + System.getProperty("os.arch", ""));
        versions.put("reference", reference);
        versions.put("converted models", runner.runtime());
        versions.values().removeIf(String::isEmpty);
        return versions;
    }

    private ReferenceValues reference(Path model, Map<String, StoredValue> inputs) {
        var folder = scratch.folder("values-" + bases++);
        return new ReferenceValues(references, model, inputs, folder, options.threads(), budget);
    }

    /** The part of a model with functions that is left when they are inlined, if it still fails then. */
    private Optional<Found> inlined(Symptom symptom) {
        if (whole.functions().isEmpty()) {
            return Optional.empty();
        }
        try {
            return InlinedFunctions.of(whole)
                    .flatMap(model ->
                            searched(model, symptom.reference().map(r -> r.of(saved(model))), symptom.failure()));
        } catch (FerryException e) {
            // Functions that cannot be inlined may be what is wrong: they stay.
            return Optional.empty();
        }
    }

    private Path saved(OnnxModel model) {
        var saved = scratch.folder("models").resolve("model-" + bases++ + ".onnx");
        OnnxWriter.write(model, saved);
        return saved;
    }

    private Optional<Found> searched(OnnxModel model, Optional<ReferenceValues> values, Failure target) {
        var parts = new SubModels(model, false);
        return searched(model, parts, parts.all(), values, target);
    }

    private Optional<Found> searched(
            OnnxModel model, SubModels parts, BitSet from, Optional<ReferenceValues> values, Failure target) {
        var search = new PartSearch(new Base(parts, from, values), target, runner, budget, this::heard);
        return search.run(beginning -> {
                    // What stands before the last node may run where the whole model does not.
                    if (values.isPresent() && target.needsNoValues()) {
                        values.get().available(parts.needed(parts.last(beginning)));
                        if (values.get().isRefused()) {
                            parts.before(beginning)
                                    .ifPresent(before -> values.get().takeFrom(saved(before)));
                        }
                    }
                })
                .map(part -> new Found(part, search, model));
    }

    private void heard(Part part) {
        fewest = Math.min(fewest, part.nodes());
        progress.at(fewest + " nodes left, trial " + runner.trials(), nodes - fewest, nodes);
    }

    /** The smallest part inside of the bodies of a part; the part itself if none of them fails like it. */
    private Part deepest(Found found, Failure target) {
        for (var node : found.part().model().graph().nodes()) {
            for (var body : new BodyModels(found.of(), found.search()::value).of(node)) {
                var inner = inside(body, target).or(() -> inside(body.observed(), target));
                if (inner.isPresent()
                        && inner.get().part().nodes() < found.part().nodes()) {
                    return deepest(inner.get(), target);
                }
            }
        }
        return found.part();
    }

    private Optional<Found> inside(BodyModels.BodyModel body, Failure target) {
        var parts = new SubModels(body.model(), true);
        // ONNX Runtime is fed tensors only; what depends on other values has no reference, and is left out where it
        // takes one.
        Map<String, Datum> tensors = new LinkedHashMap<>(body.inputs());
        tensors.values().removeIf(value -> !(value instanceof Datum.Dense));
        var runnable = parts.fedBy(tensors.keySet());
        var from = target.needsNoValues() ? parts.all() : runnable;
        var inputs = StoredValue.write(scratch.folder("inputs-" + bases++), body.inputs());
        var feeds = new LinkedHashMap<>(inputs);
        feeds.keySet().retainAll(tensors.keySet());
        var reference = parts.of(runnable, Variation.STATED, tensors).map(model -> reference(saved(model), feeds));
        return searched(body.model(), parts, from, reference, target);
    }
}
