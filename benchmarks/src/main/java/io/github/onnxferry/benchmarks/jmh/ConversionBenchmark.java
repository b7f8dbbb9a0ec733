package io.github.onnxferry.benchmarks.jmh;

import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.ConversionReport;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.diagnostics.Progress;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.optimise.Optimiser;
import io.github.onnxferry.converter.tf.TfModel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** The stages of a conversion one by one, and all of it, in milliseconds. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class ConversionBenchmark {
    private static final Converter CONVERTER = new Converter(ConversionOptions.DEFAULT.withOverwrite(true));

    /** Reading and checking the file. */
    @Benchmark
    public OnnxModel read(GraphState state) {
        return GraphState.PLAIN.read(state.file());
    }

    /** Upgrading and lowering. */
    @Benchmark
    public TfModel lower(GraphState state) {
        return GraphState.PLAIN.lower(state.model());
    }

    /** The default level of optimisation. */
    @Benchmark
    public TfModel optimise(GraphState state) {
        return Optimiser.of(OptimisationLevel.LAYOUT, false).optimise(state.lowered());
    }

    /** The highest level of optimisation. */
    @Benchmark
    public TfModel optimiseFully(GraphState state) {
        return Optimiser.of(OptimisationLevel.FULL, false).optimise(state.lowered());
    }

    /** From file to folder. */
    @Benchmark
    public ConversionReport convert(GraphState state) {
        return CONVERTER.convert(state.file(), state.output(), Progress.NONE);
    }
}
