package io.github.onnxferry.parity.suite;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Runs all cases of a suite in one process and says how each went, in the order of their names. */
public final class SuiteRunner {
    private final ModelConverter converter;
    private final int jobs;
    private final Progress progress;

    /**
     * A runner.
     *
     * @param jobs how many cases run at a time
     */
    public SuiteRunner(ModelConverter converter, int jobs, Progress progress) {
        this.converter = converter;
        this.jobs = jobs;
        this.progress = progress;
    }

    /**
     * Runs a suite.
     *
     * @param place a folder or a zip
     * @param listener hears each result as soon as it and all before it are there
     * @throws FerryException USAGE if the place holds no suite, NATIVE_MISSING if TensorFlow does not load
     */
    public List<CaseResult> run(Path place, Consumer<CaseResult> listener) {
        try (var source = SuiteSource.open(place);
                var scratch = new ScratchFolder()) {
            if (source.cases().isEmpty()) {
                throw new FerryException(
                        Code.USAGE,
                        place.toString(),
                        "holds no case",
                        "a case is a folder with model.onnx and test_data_set_0");
            }
            return run(new CaseRunner(converter, source, scratch), source.cases(), listener);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run the suite " + place, e);
        }
    }

    private List<CaseResult> run(CaseRunner runner, List<String> cases, Consumer<CaseResult> listener) {
        var pool = Executors.newFixedThreadPool(jobs);
        try {
            List<Future<CaseResult>> running = cases.stream()
                    .map(name -> pool.submit(() -> runner.run(name)))
                    .toList();
            List<CaseResult> results = new ArrayList<>();
            for (var future : running) {
                var result = future.get();
                results.add(result);
                listener.accept(result);
                progress.at(result.name(), results.size(), cases.size());
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
