package io.github.onnxferry.converter.tf;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Makes names that TensorFlow accepts, and keeps them unique without regard to case. */
public final class Names {
    private final Set<String> taken = new HashSet<>();
    private final Map<String, Integer> next = new HashMap<>();

    /** A legal node name, as close to the given one as possible. */
    public static String node(String name) {
        return isNode(name) ? name : nearest(name);
    }

    /** Whether a name is legal as it is, which most are. */
    private static boolean isNode(String name) {
        char before = '/';
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
            boolean inner = c == '/' ? before != '/' : i > 0 && (c == '_' || c == '-');
            if (!plain && !inner) {
                return false;
            }
            before = c;
        }
        return before != '/';
    }

    private static String nearest(String name) {
        var text = new StringBuilder();
        for (String part : name.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            if (text.length() > 0) {
                text.append('/');
            }
            var clean = part.replaceAll("[^A-Za-z0-9_.\\-]", "_");
            boolean start = Character.isLetterOrDigit(clean.charAt(0)) || clean.charAt(0) == '.';
            text.append(start || text.length() > 0 ? clean : "n" + clean);
        }
        return text.toString();
    }

    /** A legal argument name of a function, as close to the given one as possible. */
    public static String argument(String name) {
        var clean = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return clean.isEmpty() || !(clean.charAt(0) >= 'a' && clean.charAt(0) <= 'z') ? "arg_" + clean : clean;
    }

    /** Whether the name was given out. */
    public boolean isTaken(String name) {
        return taken.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The name itself, or with a number behind it. */
    public String unique(String name) {
        var candidate = name;
        while (!taken.add(candidate.toLowerCase(Locale.ROOT))) {
            candidate = name + "_" + next.merge(name.toLowerCase(Locale.ROOT), 1, Integer::sum);
        }
        return candidate;
    }
}
