package io.github.onnxferry.benchmarks.jmh;

import io.github.onnxferry.benchmarks.LargeModel;
import io.github.onnxferry.converter.ConversionOptions;
import io.github.onnxferry.converter.Converter;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.converter.optimise.OptimisationLevel;
import io.github.onnxferry.converter.tf.TfModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** A graph of {@link LargeModel}, as a file and after each stage of a conversion. */
@State(Scope.Benchmark)
@NullUnmarked
public class GraphState {
    /** Converts without optimising. */
    static final Converter PLAIN = new Converter(ConversionOptions.DEFAULT.withOptimisation(OptimisationLevel.NONE));

    /** Nodes of the ONNX graph. */
    @Param({"1000", "10000"})
    public int nodes;

    private Path folder;
    private Path file;
    private OnnxModel model;
    private TfModel lowered;

    /** Makes the file, and goes through the stages once. */
    @Setup
    public void make() throws IOException {
        folder = Files.createTempDirectory("onnxferry-jmh");
        file = LargeModel.nodes(folder.resolve("model"), nodes);
        model = PLAIN.read(file);
        lowered = PLAIN.lower(model);
    }

    /** Deletes what was made. */
    @TearDown
    public void delete() throws IOException {
        List<Path> all;
        try (var files = Files.walk(folder)) {
            all = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (var path : all) {
            Files.delete(path);
        }
    }

    Path file() {
        return file;
    }

    OnnxModel model() {
        return model;
    }

    TfModel lowered() {
        return lowered;
    }

    Path output() {
        return folder.resolve("saved_model");
    }
}
