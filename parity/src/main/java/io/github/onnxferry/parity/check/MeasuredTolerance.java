package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.compare.Comparison;
import io.github.onnxferry.parity.compare.NoiseFloor;
import io.github.onnxferry.parity.compare.StatedTolerances;
import io.github.onnxferry.parity.data.DataSet;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.Device;
import io.github.onnxferry.parity.run.OnnxRuntimeRunner;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Compares answers as a check does, for those who have run the models themselves. */
public final class MeasuredTolerance {
    private static final int SAMPLES = 8;

    private MeasuredTolerance() {}

    /**
     * Compares answers with those of ONNX Runtime, within the tolerance that its noise makes.
     *
     * @param model the ONNX model
     * @param data inputs, and what ONNX Runtime with its optimiser off answers to them
     * @param actual the answers to be judged
     */
    public static Comparison compare(OnnxModel model, DataSet data, Map<String, Datum> actual, int threads) {
        var judge = new Judge(model, new OutputPaths(model.graph()), StatedTolerances.NONE);
        var traits = judge.traits(data);
        var settings = new OnnxRuntimeRunner.Settings(threads, false, Device.CPU);
        try (var reference = new Reference(Path.of("model"), model, settings)) {
            Optional<Map<String, NoiseFloor>> noise =
                    traits.draws() ? Optional.empty() : reference.noise(data, data.outputs(), SAMPLES);
            return Comparison.of(data.outputs(), actual, judge.rule(traits, noise));
        }
    }
}
