package io.github.onnxferry.cli;

import io.github.onnxferry.converter.ModelName;
import io.github.onnxferry.converter.onnx.OnnxModel;
import io.github.onnxferry.parity.check.CheckOptions;
import io.github.onnxferry.parity.compare.StatedTolerances;
import io.github.onnxferry.parity.data.DataSources;
import io.github.onnxferry.parity.data.DimSizes;
import io.github.onnxferry.parity.data.GeneratedRecords;
import io.github.onnxferry.parity.data.ImagePreprocessing;
import io.github.onnxferry.parity.data.RecordSource;
import io.github.onnxferry.parity.run.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What a command line says of the check of one model. */
final class CheckArguments {
    private static final String FAILURES = "ferry-failures";
    private static final int MAX_THREADS = 1024;
    private static final int MAX_SEEDS = 10_000;

    private final Arguments arguments;
    private final Map<String, Long> dims;
    private final Optional<ImagePreprocessing> images;
    private final int seeds;

    /** Reads what can be wrong without a model first. */
    CheckArguments(Arguments arguments) {
        this.arguments = arguments;
        this.dims = arguments.text(CheckChoices.DIMS).map(DimSizes::parse).orElse(Map.of());
        this.images = arguments.text(CheckChoices.PREPROCESS).map(ImagePreprocessing::parse);
        this.seeds = (int) count(CheckChoices.SEEDS, 1, MAX_SEEDS).orElse(GeneratedRecords.SEEDS);
    }

    /**
     * The options.
     *
     * @param replay the command that runs the check again
     */
    CheckOptions options(Path model, String replay) {
        var both = arguments.text(CheckChoices.DEVICE).map(this::device).orElse(Device.CPU);
        return new CheckOptions(
                threads().orElse(Runtime.getRuntime().availableProcessors()),
                arguments.text(CheckChoices.ONNX_DEVICE).map(this::device).orElse(both),
                arguments.text(CheckChoices.TENSORFLOW_DEVICE).map(this::device).orElse(both),
                names(),
                tolerances(),
                failures(model),
                count(CheckChoices.SAMPLE, 1, Long.MAX_VALUE),
                seed(),
                arguments.path(CheckChoices.RESUME),
                arguments.has(CheckChoices.PER_LAYER),
                arguments.has(CheckChoices.GRADIENTS),
                replay);
    }

    /** The records that are checked. */
    RecordSource records(OnnxModel model) {
        var places = arguments.pathList(CheckChoices.DATA);
        if (places.isEmpty()) {
            refuse(CheckChoices.PREPROCESS, CheckChoices.SAMPLE, CheckChoices.RESUME);
            return new GeneratedRecords(model, seed(), seeds, dims, arguments.has(CheckChoices.SPECIAL));
        }
        return DataSources.open(places, model.graph(), images);
    }

    /** Threads of either runtime, if that is stated. */
    OptionalInt threads() {
        var threads = count(CheckChoices.THREADS, 1, MAX_THREADS);
        return threads.isPresent() ? OptionalInt.of((int) threads.getAsLong()) : OptionalInt.empty();
    }

    private void refuse(Choice... choices) {
        for (var choice : choices) {
            if (arguments.has(choice)) {
                throw Ferry.usage("--" + choice.key() + " belongs to --data", arguments.hint());
            }
        }
    }

    private long seed() {
        return arguments.number(CheckChoices.SEED).orElse(0L);
    }

    private OptionalLong count(Choice choice, long from, long to) {
        var number = arguments.number(choice);
        if (number.isPresent() && (number.get() < from || number.get() > to)) {
            throw Ferry.usage("--" + choice.key() + " takes a number from " + from + " on", arguments.hint());
        }
        return number.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private Device device(String text) {
        return switch (text) {
            case "cpu" -> Device.CPU;
            case "gpu" -> Device.GPU;
            default -> throw Ferry.usage("there is no device '" + text + "', but cpu and gpu", arguments.hint());
        };
    }

    /** Keys of the signature for names of the ONNX model. */
    Map<String, String> names() {
        Map<String, String> names = new LinkedHashMap<>();
        for (String pair : arguments.texts(CheckChoices.MAP)) {
            int equals = pair.indexOf('=');
            if (equals <= 0 || equals == pair.length() - 1) {
                throw Ferry.usage("--map takes ONNX_NAME=SIGNATURE_KEY, not '" + pair + "'", arguments.hint());
            }
            names.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        return names;
    }

    private StatedTolerances tolerances() {
        var file = arguments.path(CheckChoices.TOLERANCE);
        boolean plain = arguments.has(CheckChoices.RTOL) || arguments.has(CheckChoices.ATOL);
        if (file.isPresent() && plain) {
            throw Ferry.usage("--tolerance excludes --rtol and --atol", arguments.hint());
        }
        if (plain) {
            return StatedTolerances.all(
                    arguments.decimal(CheckChoices.RTOL).orElse(0.0),
                    arguments.decimal(CheckChoices.ATOL).orElse(0.0));
        }
        return file.map(StatedTolerances::read).orElse(StatedTolerances.NONE);
    }

    /** A folder of each model. */
    private Optional<Path> failures(Path model) {
        var stated = arguments.text(CheckChoices.SAVE);
        if (stated.isPresent()) {
            return stated.filter(s -> !s.isEmpty()).map(Path::of);
        }
        return Optional.of(Path.of(FAILURES, ModelName.of(model)));
    }
}
