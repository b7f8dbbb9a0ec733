package io.github.onnxferry.benchmarks;

import io.github.onnxferry.converter.onnx.OnnxReader;
import io.github.onnxferry.converter.onnx.OnnxType;
import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.run.ModelContract;
import io.github.onnxferry.parity.run.TensorFlowRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Loads one SavedModel in this process, calls it, and prints what that took: seconds to load, to call first, and to call
 * later (the least of several), and the resident memory of the process before, after loading, after the first call, and at
 * most. Inputs are zeros, one item where a length is free.
 */
public final class ArtefactMemory {
    private static final int LATER_CALLS = 10;

    private ArtefactMemory() {}

    /** Arguments: the ONNX model, the SavedModel folder that was made of it, the number of threads. */
    public static void main(String[] args) throws IOException {
        if (args.length != 3) {
            throw new IllegalArgumentException("arguments: MODEL SAVED_MODEL THREADS");
        }
        var contract = ModelContract.of(OnnxReader.read(Path.of(args[0])).graph());
        Map<String, Datum> inputs = new LinkedHashMap<>();
        contract.inputs().forEach(input -> inputs.put(input.name(), zeros(input)));
        long before = ProcessMemory.now("VmRSS");
        long start = System.nanoTime();
        try (var runner = new TensorFlowRunner(Path.of(args[1]), contract, Integer.parseInt(args[2]))) {
            double load = seconds(start);
            long loaded = ProcessMemory.now("VmRSS");
            double first = call(runner, inputs);
            long called = ProcessMemory.now("VmRSS");
            double later = Double.MAX_VALUE;
            for (int i = 0; i < LATER_CALLS; i++) {
                later = Math.min(later, call(runner, inputs));
            }
            System.out.printf(
                    Locale.ROOT,
                    "load %.2f s, first call %.2f s, later %.4f s; MiB before %d, loaded %d, called %d, peak %d%n",
                    load,
                    first,
                    later,
                    before,
                    loaded,
                    called,
                    ProcessMemory.now("VmHWM"));
        }
    }

    private static double call(TensorFlowRunner runner, Map<String, Datum> inputs) {
        long start = System.nanoTime();
        if (runner.run(inputs).isEmpty()) {
            throw new IllegalStateException("the model answers nothing");
        }
        return seconds(start);
    }

    private static Datum zeros(OnnxValue input) {
        if (!(input.type() instanceof OnnxType.TensorType type) || type.dtype() == DType.STRING) {
            throw new IllegalArgumentException("input '" + input.name() + "' is not a tensor of numbers");
        }
        var lengths = type.shape().dims().stream()
                .mapToLong(dim -> dim.isKnown() ? dim.value() : 1)
                .toArray();
        return new Datum.Dense(Tensor.scalar(type.dtype(), 0).expand(lengths).materialised());
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
