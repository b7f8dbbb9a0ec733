package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs all cases of a suite in one process and says how each went, in the order of their names. */
public final class SuiteRunner {
    /** What hangs takes longer, and no model of a suite does. */
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final ModelConverter converter;
    private final int jobs;
    private final Progress progress;
    private final List<CaseVariant> variants;
    private final Optional<Set<String>> undecidable;
    private final Duration limit;

    /**
     * A runner of cases as they are shipped.
     *
     * @param jobs how many cases run at a time
     */
    public SuiteRunner(ModelConverter converter, int jobs, Progress progress) {
        this(converter, jobs, progress, List.of(CaseVariant.AS_SHIPPED), Optional.empty(), LIMIT);
    }

    private SuiteRunner(
            ModelConverter converter,
            int jobs,
            Progress progress,
            List<CaseVariant> variants,
            Optional<Set<String>> undecidable,
            Duration limit) {
        this.converter = converter;
        this.jobs = jobs;
        this.progress = progress;
        this.variants = variants;
        this.undecidable = undecidable;
        this.limit = limit;
    }

    /** This runner with other variants of each case, one after another. */
    public SuiteRunner variants(List<CaseVariant> others) {
        return new SuiteRunner(converter, jobs, progress, List.copyOf(others), undecidable, limit);
    }

    /**
     * This runner with a list of the cases whose values are random, so that dtype, shape and distribution decide. All others
     * are judged by their values, whatever their operators are.
     */
    public SuiteRunner undecidable(Set<String> names) {
        return new SuiteRunner(converter, jobs, progress, variants, Optional.of(Set.copyOf(names)), limit);
    }

    /** This runner with another limit for the time that a variant of a case may take. */
    public SuiteRunner limit(Duration other) {
        return new SuiteRunner(converter, jobs, progress, variants, undecidable, other);
    }

    /**
     * What runs of suites were doing when their processes ended without a word, as they do when native code fails. Each is
     * told once: what such runs left on disk is deleted.
     */
    public static List<String> interrupted() {
        try {
            return ScratchFolder.deleteLeft();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look through the folder for temporary files", e);
        }
    }

    /**
     * Runs a suite. A variant that makes no sense for the model of a case gives no result.
     *
     * @param place a folder or a zip
     * @param listener hears each result as soon as it and all before it are there
     * @throws FerryException USAGE if the place holds no suite, NATIVE_MISSING if TensorFlow does not load
     */
    public List<CaseResult> run(Path place, Consumer<CaseResult> listener) {
        try (var source = SuiteSource.open(place);
                var scratch = ScratchFolder.create(jobs)) {
            if (source.cases().isEmpty()) {
                throw new FerryException(
                        Code.USAGE,
                        place.toString(),
                        "holds no case",
                        "a case is a folder with model.onnx and test_data_set_0");
            }
            return run(
                    new CaseRunner(converter, source, scratch, variants, undecidable, limit), source.cases(), listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run the suite " + place, e);
        }
    }

    private List<CaseResult> run(CaseRunner runner, List<String> cases, Consumer<CaseResult> listener) {
        var pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<List<CaseResult>>> running = cases.stream()
                    .map(name -> pool.submit(() -> runner.run(name)))
                    .toList();
            List<CaseResult> results = new ArrayList<>();
            int done = 0;
            for (var future : running) {
                var ofCase = future.get();
                results.addAll(ofCase);
                ofCase.forEach(listener);
                progress.at(cases.get(done), ++done, cases.size());
            }
            return results;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FerryException refusal) {
                throw refusal;
            }
            throw new IllegalStateException("a case ended the suite", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the suite was interrupted", e);
        } finally {
            pool.shutdownNow();
        }
    }
}
