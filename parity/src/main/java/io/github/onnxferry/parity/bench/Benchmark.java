package io.github.onnxferry.parity.bench;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxGraph;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxWriter;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.process.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Measures ONNX Runtime on a model and TensorFlow on its conversion, in one run on the same inputs. */
public final class Benchmark {
    private final Path file;
    private final OnnxModel model;
    private final BenchOptions options;
    private final OptionalDouble load;

    /**
     * A benchmark.
     *
     * @throws FerryException if the ONNX model cannot be read
     */
    public Benchmark(Path file, BenchOptions options) {
        this.file = file;
        this.model = OnnxReader.read(file);
        this.options = options;
        this.load = Machine.load();
    }

    /** The ONNX model. */
    public OnnxModel model() {
        return model;
    }

    /**
     * Measures a SavedModel.
     *
     * @param records the first one that ONNX Runtime can run is what is measured
     * @param progress hears how many rounds are done
     * @throws FerryException if a runtime does not load, or cannot run the model or the inputs; the problem names it
     */
    public BenchResult run(Path savedModel, RecordSource records, Progress progress) {
        try (var scratch = scratch()) {
            return measured(
                    scratch, savedModel, Optional.of(savedModel.toString()), OptionalDouble.empty(), records, progress);
        }
    }

    /**
     * Converts the model into a temporary folder, with the options that are the default, and measures that; otherwise like
     * {@link #run}.
     *
     * @throws FerryException also if the model cannot be converted
     */
    public BenchResult runConverted(RecordSource records, Progress progress) {
        try (var scratch = scratch()) {
            var savedModel = scratch.path().resolve("saved_model");
            long start = System.nanoTime();
            new Converter(ConversionOptions.DEFAULT).convert(file, savedModel, progress);
            var seconds = OptionalDouble.of((System.nanoTime() - start) / 1e9);
            return measured(scratch, savedModel, Optional.empty(), seconds, records, progress);
        }
    }

    private BenchResult measured(
            TemporaryFolder scratch,
            Path savedModel,
            Optional<String> artefact,
            OptionalDouble conversionSeconds,
            RecordSource records,
            Progress progress) {
        var contract = scratch.path().resolve("contract.onnx");
        OnnxWriter.write(contract(), contract);
        try (var rounds = new Rounds(scratch, options)) {
            progress.at("load the runtimes", 0, Rounds.MOST);
            rounds.open(file, savedModel, contract);
            var data = rounds.prepare(records);
            var measurements = rounds.run(progress);
            return new BenchResult(
                    file.toString(),
                    artefact,
                    conversionSeconds,
                    data.name(),
                    Rounds.types(data),
                    options.threads(),
                    load,
                    Machine.present().environment(options.threads(), measurements),
                    measurements);
        }
    }

    /** Inputs and outputs alone: reading them costs the processes no memory that would count. */
    private OnnxModel contract() {
        var graph = model.graph();
        return new OnnxModel(
                model.irVersion(),
                model.opsets(),
                new OnnxGraph("contract", List.of(), graph.requiredInputs(), graph.outputs(), Map.of(), Map.of()),
                List.of(),
                Map.of(),
                OnnxModel.Source.NONE);
    }

    private static TemporaryFolder scratch() {
        try {
            return new TemporaryFolder("ferry-bench-");
        } catch (IOException e) {
            throw new FerryException(
                    Code.OUTPUT_NOT_WRITABLE,
                    System.getProperty("java.io.tmpdir", "the folder for temporary files"),
                    "cannot be used: " + e.getMessage(),
                    "free space there, or name another folder with -Djava.io.tmpdir",
                    e);
        }
    }
}
