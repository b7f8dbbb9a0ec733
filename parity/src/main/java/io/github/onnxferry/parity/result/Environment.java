package io.github.onnxferry.parity.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a check ran.
 *
 * @param facts what is worth knowing to run it again, in order: versions of ONNX Ferry, Java and both runtimes, machine,
 *     devices, threads, environment variables that change how TensorFlow computes
 */
public record Environment(Map<String, String> facts) {
    public Environment {
        facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
}
