package io.github.onnxferry.parity.run;

import io.github.onnxferry.converter.diagnostics.Code;
import io.github.onnxferry.converter.diagnostics.FerryException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Which key of a signature stands for which name of the ONNX model.
 *
 * <p>ONNX Ferry keeps names. Other tools change characters that Python or TensorFlow does not allow, so a name without an
 * equal key is given the one key that is equal but for such characters and for case. Anything else has to be stated; keys are
 * never matched by their order, shape or dtype.
 */
final class SignatureNames {
    private final Map<String, String> keyOf = new LinkedHashMap<>();
    private final Map<String, String> nameOf = new LinkedHashMap<>();

    private SignatureNames() {}

    /**
     * Matches names with keys.
     *
     * @param names tensors as they cross the boundary, such as {@code x} or {@code x/values}
     * @param keys keys of the signature
     * @param stated keys by name, as the user states them
     * @throws FerryException USAGE if a stated name or key does not exist
     */
    static SignatureNames match(Set<String> names, Set<String> keys, Map<String, String> stated) {
        var matched = new SignatureNames();
        stated.forEach((name, key) -> {
            if (names.contains(name) && keys.contains(key)) {
                matched.put(name, key);
            }
        });
        names.stream().filter(keys::contains).forEach(name -> matched.put(name, name));
        for (Function<String, String> form : List.<Function<String, String>>of(
                SignatureNames::legal, name -> legal(name).toLowerCase(java.util.Locale.ROOT))) {
            for (String name : names) {
                var alike = keys.stream()
                        .filter(k -> !matched.nameOf.containsKey(k))
                        .filter(k -> form.apply(k).equals(form.apply(name)))
                        .toList();
                if (!matched.keyOf.containsKey(name) && alike.size() == 1) {
                    matched.put(name, alike.get(0));
                }
            }
        }
        return matched;
    }

    /** Refuses stated names that neither the model nor the signature knows. */
    static void check(Map<String, String> stated, Set<String> names, Set<String> keys) {
        stated.forEach((name, key) -> {
            if (!names.contains(name) || !keys.contains(key)) {
                throw new FerryException(
                        Code.USAGE,
                        "--map",
                        names.contains(name)
                                ? "the signature has no '" + key + "'; it has " + keys
                                : "the ONNX model has no '" + name + "'; it has " + names,
                        "write --map onnx_name=signature_key");
            }
        });
    }

    private void put(String name, String key) {
        if (!keyOf.containsKey(name) && !nameOf.containsKey(key)) {
            keyOf.put(name, key);
            nameOf.put(key, name);
        }
    }

    private static String legal(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** The key of a name; the name itself where there is none. */
    String key(String name) {
        return keyOf.getOrDefault(name, name);
    }

    /** The name of a key; the key itself where there is none. */
    String name(String key) {
        return nameOf.getOrDefault(key, key);
    }

    /** Names that have a key. */
    Set<String> matched() {
        return new HashSet<>(keyOf.keySet());
    }
}
