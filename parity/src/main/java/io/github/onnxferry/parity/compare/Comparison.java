package io.github.onnxferry.parity.compare;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.converter.tensor.DType;
import io.github.onnxferry.converter.tensor.Tensor;
import io.github.onnxferry.parity.data.Datum;
import io.github.onnxferry.parity.result.OutputComparison;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * All outputs of one run against the reference.
 *
 * @param outputs one row an output, in the order of the reference; sequences and maps give a row an item
 * @param problems everything that differs, names that are missing or extra included
 */
public record Comparison(List<OutputComparison> outputs, List<Problem> problems) {
    public Comparison {
        outputs = List.copyOf(outputs);
        problems = List.copyOf(problems);
    }

    /** Whether everything agrees. */
    public boolean agrees() {
        return problems.isEmpty();
    }

    /**
     * Compares a run with the reference.
     *
     * @param reference what has to come out, by output name
     * @param actual what came out, by output name
     * @param rule the tolerance of each dtype
     */
    public static Comparison of(Map<String, Datum> reference, Map<String, Datum> actual, ToleranceRule rule) {
        var walk = new Walk(rule);
        reference.forEach((name, expected) -> {
            var given = actual.get(name);
            if (given == null) {
                walk.problem(Code.CONTRACT, name, "is missing");
            } else {
                walk.compare(name, expected, given);
            }
        });
        actual.keySet().stream()
                .filter(name -> !reference.containsKey(name))
                .forEach(name -> walk.problem(Code.CONTRACT, name, "is not an output of the ONNX model"));
        return new Comparison(walk.outputs, walk.problems);
    }

    /** Goes down into sequences, optionals and maps. */
    private static final class Walk {
        private final ToleranceRule rule;
        private final List<OutputComparison> outputs = new ArrayList<>();
        private final List<Problem> problems = new ArrayList<>();

        Walk(ToleranceRule rule) {
            this.rule = rule;
        }

        void problem(Code code, String name, String what) {
            problems.add(new Problem(code, "output '" + name + "'", what, ""));
        }

        void compare(String name, Datum expected, Datum given) {
            if (expected instanceof Datum.Dense e && given instanceof Datum.Dense g) {
                var row = TensorComparison.of(
                        name, e.tensor(), g.tensor(), rule.of(name, e.tensor().dtype()));
                outputs.add(row);
                problems.addAll(row.problems());
            } else if (expected instanceof Datum.Sequence e && given instanceof Datum.Sequence g) {
                sequence(name, e.items(), g.items());
            } else if (expected instanceof Datum.Maybe e && given instanceof Datum.Maybe g) {
                optional(name, e, g);
            } else if (expected instanceof Datum.Mapping e && given instanceof Datum.Mapping g) {
                mapping(name, e, g);
            } else {
                problem(Code.CONTRACT, name, "is " + kind(given) + " instead of " + kind(expected));
            }
        }

        private void sequence(String name, List<Datum> expected, List<Datum> given) {
            if (expected.size() != given.size()) {
                problem(Code.MISMATCH, name, "has " + given.size() + " items instead of " + expected.size());
                return;
            }
            for (int i = 0; i < expected.size(); i++) {
                compare(name + "[" + i + "]", expected.get(i), given.get(i));
            }
        }

        private void optional(String name, Datum.Maybe expected, Datum.Maybe given) {
            if (expected.value().isPresent() != given.value().isPresent()) {
                problem(
                        Code.MISMATCH,
                        name,
                        expected.value().isPresent() ? "is absent" : "is present, but absent in the reference");
                return;
            }
            expected.value()
                    .ifPresent(value -> compare(name, value, given.value().orElseThrow()));
        }

        private void mapping(String name, Datum.Mapping expected, Datum.Mapping given) {
            Map<String, Datum> values = new HashMap<>();
            for (int i = 0; i < given.values().size(); i++) {
                values.put(key(given.keys(), i), given.values().get(i));
            }
            for (int i = 0; i < expected.values().size(); i++) {
                String key = key(expected.keys(), i);
                var value = values.remove(key);
                if (value == null) {
                    problem(Code.MISMATCH, name, "lacks the key " + key);
                } else {
                    compare(name + "{" + key + "}", expected.values().get(i), value);
                }
            }
            values.keySet().stream().sorted().forEach(key -> problem(Code.MISMATCH, name, "has the extra key " + key));
        }

        private static String key(Tensor keys, int index) {
            return keys.dtype() == DType.STRING ? keys.getString(index) : String.valueOf(keys.getLong(index));
        }

        private static String kind(Datum value) {
            if (value instanceof Datum.Sequence) {
                return "a sequence";
            }
            if (value instanceof Datum.Maybe) {
                return "an optional";
            }
            return value instanceof Datum.Mapping ? "a map" : "a tensor";
        }
    }
}
