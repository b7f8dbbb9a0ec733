package io.github.onnxferry.parity.check;

import io.github.onnxferry.converter.Version;
import io.github.onnxferry.converter.diagnostics.FerryException;
import io.github.onnxferry.parity.result.Environment;
import io.github.onnxferry.parity.run.ModelRunner;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where and with what a check runs. */
final class Surroundings {
    /** Variables that change how TensorFlow computes. */
    private static final List<String> VARIABLES = List.of(
            "TF_ENABLE_ONEDNN_OPTS",
            "TF_DETERMINISTIC_OPS",
            "NVIDIA_TF32_OVERRIDE",
            "CUDA_VISIBLE_DEVICES",
            "TF_XLA_FLAGS");

    private Surroundings() {}

    static Environment of(Reference reference, ModelRunner candidate, CheckOptions options) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("ONNX Ferry", Version.current());
        facts.put("reference", runtime(reference) + ", optimiser off, on " + name(options.onnxDevice()));
        facts.put("candidate", candidate.runtime() + ", on " + name(options.tensorflowDevice()));
        facts.put("threads", String.valueOf(options.threads()));
        facts.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        facts.put(
                "machine",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch") + ", "
                        + Runtime.getRuntime().availableProcessors() + " processors");
        for (String variable : VARIABLES) {
            String value = System.getenv(variable);
            if (value != null) {
                facts.put(variable, value);
            }
        }
        return new Environment(facts);
    }

    private static String name(Enum<?> device) {
        return device.name().toLowerCase(Locale.ROOT);
    }

    private static String runtime(Reference reference) {
        try {
            return reference.runtime();
        } catch (FerryException e) {
            return "outputs of the data (ONNX Runtime does not load the model)";
        }
    }
}
