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
        return toBuilder().tolerances(other).build();
    }

    /** These options with a number of threads. */
    public CheckOptions withThreads(int other) {
        return toBuilder().threads(other).build();
    }

    /** These options, with the values inside of the model compared. */
    public CheckOptions withLayers() {
        return toBuilder().layers(true).build();
    }

    /** A builder that begins with {@link #DEFAULT}. */
    public static Builder builder() {
        return DEFAULT.toBuilder();
    }

    /** A builder that begins with these options. */
    public Builder toBuilder() {
        return new Builder(this);
    }

    /** Collects options; what is not said stays as it was. */
    public static final class Builder {
        private int threads;
        private Device onnxDevice;
        private Device tensorflowDevice;
        private Map<String, String> names;
        private StatedTolerances tolerances;
        private Optional<Path> failures;
        private OptionalLong sample;
        private long seed;
        private Optional<Path> progressFile;
        private boolean layers;
        private boolean gradients;
        private String replay;

        private Builder(CheckOptions options) {
            this.threads = options.threads;
            this.onnxDevice = options.onnxDevice;
            this.tensorflowDevice = options.tensorflowDevice;
            this.names = options.names;
            this.tolerances = options.tolerances;
            this.failures = options.failures;
            this.sample = options.sample;
            this.seed = options.seed;
            this.progressFile = options.progressFile;
            this.layers = options.layers;
            this.gradients = options.gradients;
            this.replay = options.replay;
        }

        /** Threads that one operation may use, in both runtimes. */
        public Builder threads(int number) {
            threads = number;
            return this;
        }

        /** Where both runtimes compute. */
        public Builder device(Device device) {
            return onnxDevice(device).tensorflowDevice(device);
        }

        /** Where ONNX Runtime computes. */
        public Builder onnxDevice(Device device) {
            onnxDevice = device;
            return this;
        }

        /** Where TensorFlow computes. */
        public Builder tensorflowDevice(Device device) {
            tensorflowDevice = device;
            return this;
        }

        /** Keys of the signature by names of the ONNX model. */
        public Builder names(Map<String, String> keys) {
            names = keys;
            return this;
        }

        /** What is allowed, instead of what is measured. */
        public Builder tolerances(StatedTolerances stated) {
            tolerances = stated;
            return this;
        }

        /** The folder in which inputs of records that fail are saved. */
        public Builder saveFailures(Path folder) {
            failures = Optional.of(folder);
            return this;
        }

        /** Only so many records, drawn from all. */
        public Builder sample(long records) {
            sample = OptionalLong.of(records);
            return this;
        }

        /** The seed of that draw. */
        public Builder seed(long number) {
            seed = number;
            return this;
        }

        /** The file in which finished records are noted, to go on after a break. */
        public Builder resume(Path file) {
            progressFile = Optional.of(file);
            return this;
        }

        /** Whether values inside of the model are compared. */
        public Builder layers(boolean compared) {
            layers = compared;
            return this;
        }

        /** Whether gradients are compared. */
        public Builder gradients(boolean compared) {
            gradients = compared;
            return this;
        }

        /** The command that reports name to run the check again. */
        public Builder replay(String command) {
            replay = command;
            return this;
        }

        /** The options. */
        public CheckOptions build() {
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
                    layers,
                    gradients,
                    replay);
        }
    }
}
