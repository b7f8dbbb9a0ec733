package io.github.onnxferry.converter.target;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Names by which Python callers pass inputs. */
final class PythonNames {
    private static final Set<String> RESERVED = Set.of(
            "False",
            "None",
            "True",
            "and",
            "as",
            "assert",
            "async",
            "await",
            "break",
            "class",
            "continue",
            "def",
            "del",
            "elif",
            "else",
            "except",
            "finally",
            "for",
            "from",
            "global",
            "if",
            "import",
            "in",
            "is",
            "lambda",
            "nonlocal",
            "not",
            "or",
            "pass",
            "raise",
            "return",
            "self",
            "try",
            "while",
            "with",
            "yield");

    private PythonNames() {}

    /**
     * The parameter name that TensorFlow's Python makes of a key: what is no letter or digit becomes an underscore.
     * Empty if that is no legal name in Python.
     */
    static Optional<String> parameter(String key) {
        var name = new StringBuilder();
        for (int c : key.codePoints().toArray()) {
            int type = Character.getType(c);
            if (type == Character.OTHER_NUMBER || type == Character.LETTER_NUMBER) {
                return Optional.empty();
            }
            name.appendCodePoint(Character.isLetterOrDigit(c) ? c : '_');
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        var text = Character.isLetter(name.codePointAt(0)) ? name.toString() : "arg_" + name;
        return RESERVED.contains(text) ? Optional.empty() : Optional.of(text);
    }

    /** The parameter names of all keys, if each has one and no two are the same. */
    static Optional<List<String>> distinctParameters(List<String> keys) {
        var names = keys.stream().flatMap(k -> parameter(k).stream()).toList();
        boolean distinct = names.size() == keys.size() && new HashSet<>(names).size() == keys.size();
        return distinct ? Optional.of(names) : Optional.empty();
    }

    /** A distinct legal parameter name for each key: the key's own where it has one. */
    static List<String> parameters(List<String> keys) {
        var taken = new HashSet<String>();
        var names = new ArrayList<String>();
        for (int i = 0; i < keys.size(); i++) {
            var name = parameter(keys.get(i)).orElse("input_" + i);
            while (!taken.add(name)) {
                name += "_" + i;
            }
            names.add(name);
        }
        return names;
    }
}
