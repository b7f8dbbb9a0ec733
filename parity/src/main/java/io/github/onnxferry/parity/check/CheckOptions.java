package io.github.onnxferry.parity.check;

import io.github.onnxferry.parity.compare.StatedTolerances;
import io.github.onnxferry.parity.run.Device;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a check is done.
 *
 * @param threads threads that one operation may use, in both runtimes
 * @param onnxDevice where ONNX Runtime computes
 * @param tensorflowDevice where TensorFlow computes
 * @param names keys of the signature by names of the ONNX model, for artefacts of other tools
 * @param tolerances what the user states; the rest is measured
 * @param failures where the inputs of records that fail are saved; nothing if they are not
 * @param sample how many records are drawn from all; nothing for all
 * @param seed seed of that draw
 * @param progressFile where finished records are noted, to go on after a break; nothing if they are not
 * @param layers whether values inside of the model are compared
 * @param gradients whether gradients are compared
 * @param replay the command that runs the check again
 */
public record CheckOptions(
        int threads,
        Device onnxDevice,
        Device tensorflowDevice,
        Map<String, String> names,
        StatedTolerances tolerances,
        Optional<Path> failures,
        OptionalLong sample,
        long seed,
        Optional<Path> progressFile,
        boolean layers,
        boolean gradients,
        String replay) {
    /** All processors, nothing stated, nothing saved. */
    public static final CheckOptions DEFAULT = new CheckOptions(
            Runtime.getRuntime().availableProcessors(),
            Device.CPU,
            Device.CPU,
            Map.of(),
            StatedTolerances.NONE,
            Optional.empty(),
            OptionalLong.empty(),
            0,
            Optional.empty(),
            false,
            false,
            "");

    public CheckOptions {
        names = Map.copyOf(names);
    }

    /** These options with other tolerances. */
    public CheckOptions withTolerances(StatedTolerances other) {
        return new CheckOptions(
                threads,
                onnxDevice,
                tensorflowDevice,
                names,
                other,
                failures,
                sample,
                seed,
                progressFile,
                layers,
                gradients,
                replay);
    }

    /** These options with a number of threads. */
    public CheckOptions withThreads(int other) {
        return new CheckOptions(
                other,
                onnxDevice,
                tensorflowDevice,
                names,
                tolerances,
                failures,
                sample,
                seed,
                progressFile,
                layers,
                gradients,
                replay);
    }

    /** These options, with the values inside of the model compared. */
    public CheckOptions withLayers() {
        return new CheckOptions(
                threads,
                onnxDevice,
                tensorflowDevice,
                names,
                tolerances,
                failures,
                sample,
                seed,
                progressFile,
                true,
                gradients,
                replay);
    }
}
