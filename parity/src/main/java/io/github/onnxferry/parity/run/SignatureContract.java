package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.onnx.OnnxValue;
import io.github.onnxferry.converter.tensor.Dim;
import io.github.onnxferry.converter.tensor.Shape;
import io.github.onnxferry.parity.result.PortContract;
import io.github.onnxferry.parity.run.TensorFlowSignature.Endpoint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Holds the signature of a SavedModel against the inputs and outputs of the ONNX model. */
final class SignatureContract {
    private final List<PortContract> ports = new ArrayList<>();

    private SignatureContract() {}

    static List<PortContract> of(
            ModelContract contract, TensorFlowSignature signature, SignatureNames inputs, SignatureNames outputs) {
        var compared = new SignatureContract();
        compared.side(true, contract.inputs(), signature.inputs(), inputs);
        compared.side(false, contract.outputs(), signature.outputs(), outputs);
        return compared.ports;
    }

    private void side(boolean input, List<OnnxValue> values, Map<String, Endpoint> keys, SignatureNames names) {
        var left = new HashSet<>(keys.keySet());
        BoundaryTensors.of(values).forEach((name, part) -> {
            String key = names.key(name);
            var endpoint = Optional.ofNullable(keys.get(key));
            left.remove(key);
            ports.add(new PortContract(
                    input,
                    name,
                    part.dtype().name().toLowerCase(Locale.ROOT) + text(part.shape()),
                    endpoint.isPresent() ? key : "",
                    endpoint.map(SignatureContract::text).orElse(""),
                    endpoint.map(e -> complaint(input, part, e)).orElse("the signature has no such " + word(input))));
        });
        left.stream()
                .sorted()
                .forEach(key -> ports.add(new PortContract(
                        input,
                        "",
                        "",
                        key,
                        Optional.ofNullable(keys.get(key))
                                .map(SignatureContract::text)
                                .orElse(""),
                        "the ONNX model has no such " + word(input))));
    }

    private static String word(boolean input) {
        return input ? "input" : "output";
    }

    private static String complaint(boolean input, BoundaryTensors.Part part, Endpoint endpoint) {
        var carrier = TensorFlowDTypes.of(part.dtype());
        if (carrier != endpoint.dtype()) {
            return "has the dtype " + dtype(endpoint) + ", which does not carry "
                    + part.dtype().name().toLowerCase(Locale.ROOT);
        }
        return endpoint.shape()
                .filter(sizes -> part.shape().hasRank() && !fits(input, part.shape(), sizes))
                .map(sizes -> "is narrower than in the ONNX model, or laid out in another way")
                .orElse("");
    }

    /** Whether an input takes every length that ONNX allows, or an output does not contradict what ONNX promises. */
    private static boolean fits(boolean input, Shape shape, List<Long> sizes) {
        if (shape.rank() != sizes.size()) {
            return false;
        }
        for (int i = 0; i < sizes.size(); i++) {
            Dim dim = shape.dim(i);
            boolean other = dim.isKnown() ? dim.value() != sizes.get(i) : input;
            if (sizes.get(i) >= 0 && other) {
                return false;
            }
        }
        return true;
    }

    private static String text(Shape shape) {
        return shape.hasRank() ? shape.toString() : "[...]";
    }

    private static String dtype(Endpoint endpoint) {
        return endpoint.dtype().name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    }

    private static String text(Endpoint endpoint) {
        return dtype(endpoint)
                + endpoint.shape()
                        .map(sizes -> sizes.stream()
                                .map(s -> s < 0 ? "?" : s.toString())
                                .collect(java.util.stream.Collectors.joining(", ", "[", "]")))
                        .orElse("[...]");
    }
}
