package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.Verdict;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.ZipException;

/** Unpacks a case and runs it in each variant, each within a limit of time. */
final class CaseRunner {
    /** Room for the recursion of deeply nested models. */
    private static final long STACK_BYTES = 16L << 20;

    private final ModelConverter converter;
    private final SuiteSource source;
    private final ScratchFolder scratch;
    private final List<CaseVariant> variants;
    private final Optional<Set<String>> undecidable;
    private final Duration limit;

    CaseRunner(
            ModelConverter converter,
            SuiteSource source,
            ScratchFolder scratch,
            List<CaseVariant> variants,
            Optional<Set<String>> undecidable,
            Duration limit) {
        this.converter = converter;
        this.source = source;
        this.scratch = scratch;
        this.variants = variants;
        this.undecidable = undecidable;
        this.limit = limit;
    }

    /**
     * Runs a case: a result for each variant that makes sense for its model.
     *
     * @throws FerryException NATIVE_MISSING if TensorFlow does not load, which is no verdict on a case
     */
    List<CaseResult> run(String name) {
        try (var unpacked = scratch.inside()) {
            var folder = source.folder(name, unpacked.path());
            List<CaseResult> results = new ArrayList<>();
            for (var variant : variants) {
                try (var place = scratch.inside()) {
                    run(name, variant, folder, place.path()).ifPresent(results::add);
                }
            }
            return results;
        } catch (FerryException e) {
            if (e.problems().get(0).code() == Code.NATIVE_MISSING) {
                throw e;
            }
            return invalid(name, Verdict.of(e.problems()), e.problems());
        } catch (ZipException | EOFException e) {
            var damage = new Problem(
                    Code.DATA_INVALID,
                    "case '" + name + "'",
                    "cannot be unpacked: " + e.getMessage(),
                    "fetch or make the suite again");
            return invalid(name, Verdict.INVALID, List.of(damage));
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    "case '" + name + "'",
                    "cannot be unpacked: " + e,
                    "free space in the folder for temporary files",
                    e);
        }
    }

    private List<CaseResult> invalid(String name, Verdict verdict, List<Problem> problems) {
        return variants.stream()
                .map(v -> new CaseResult(name, v, verdict, 0, 0, List.of(), problems))
                .toList();
    }

    /** Runs in a thread of its own, which is left behind if it does not end: native code cannot be stopped. */
    private Optional<CaseResult> run(String name, CaseVariant variant, Path folder, Path place) {
        var slot = scratch.running().take();
        var run =
                new CaseRun(name, variant, folder, place, source.rule(), undecidable.map(u -> u.contains(name)), slot);
        var task = new FutureTask<>(() -> run.with(converter));
        var thread = new Thread(null, task, "case " + name, STACK_BYTES);
        thread.setDaemon(true);
        thread.start();
        try {
            var result = task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            scratch.running().give(slot);
            return result;
        } catch (TimeoutException e) {
            return Optional.of(run.refused(List.of(new Problem(
                    Code.TIME_LIMIT,
                    "case '" + name + "'",
                    "has not ended after " + limit.toSeconds() + " s; it " + slot.text(),
                    "report it with the model, or allow more time"))));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FerryException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("case '" + name + "' ended unexpectedly", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the suite was interrupted", e);
        }
    }
}
