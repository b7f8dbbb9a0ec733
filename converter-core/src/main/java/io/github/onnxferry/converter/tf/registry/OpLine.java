package io.github.onnxferry.converter.tf.registry;

import com.google.protobuf.TextFormat;
import io.github.onnxferry.converter.tensor.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.tensorflow.proto.AttrValue;

/** Parses a line of {@code ops.txt}; the package's description has the grammar. */
final class OpLine {
    private OpLine() {}

    static OpDef parse(String name, String fields) {
        var inputs = new ArrayList<ArgDef>();
        var outputs = new ArrayList<ArgDef>();
        Map<String, AttrDef> attrs = new LinkedHashMap<>();
        boolean stateful = false;
        var deprecatedFrom = OptionalInt.empty();
        for (String field : fields.isEmpty() ? new String[0] : fields.split("\t", -1)) {
            int space = field.indexOf(' ');
            String kind = space < 0 ? field : field.substring(0, space);
            String rest = field.substring(space + 1);
            switch (kind) {
                case "in" -> inputs.add(arg(rest));
                case "out" -> outputs.add(arg(rest));
                case "attr" -> {
                    AttrDef attr = attr(rest);
                    attrs.put(attr.name(), attr);
                }
                case "stateful" -> stateful = true;
                case "deprecated" -> deprecatedFrom = OptionalInt.of(Integer.parseInt(rest));
                default -> throw new IllegalStateException("ops.txt, " + name + ": unknown field " + field);
            }
        }
        return new OpDef(name, inputs, outputs, attrs, stateful, deprecatedFrom);
    }

    private static ArgDef arg(String text) {
        int colon = text.indexOf(':');
        String name = text.substring(0, colon);
        String type = text.substring(colon + 1);
        boolean reference = type.startsWith("&");
        type = reference ? type.substring(1) : type;
        Optional<String> number = Optional.empty();
        int star = type.indexOf('*');
        if (star > 0) {
            number = Optional.of(type.substring(1, star));
            type = type.substring(star + 1);
        }
        Optional<DType> fixed = Optional.empty();
        Optional<String> typeAttr = Optional.empty();
        Optional<String> typeListAttr = Optional.empty();
        if (!type.startsWith("$")) {
            fixed = TfTypes.named(type);
        } else if (type.endsWith("...")) {
            typeListAttr = Optional.of(type.substring(1, type.length() - 3));
        } else {
            typeAttr = Optional.of(type.substring(1));
        }
        return new ArgDef(name, fixed, typeAttr, number, typeListAttr, reference);
    }

    private static AttrDef attr(String text) {
        int equals = text.indexOf(" = ");
        Optional<AttrValue> defaultValue =
                equals < 0 ? Optional.empty() : Optional.of(attrValue(text.substring(equals + 3)));
        String[] words = (equals < 0 ? text : text.substring(0, equals)).split(" ", -1);
        String type = words[1];
        var minimum = OptionalLong.empty();
        Optional<Set<DType>> types = Optional.empty();
        Optional<Set<String>> strings = Optional.empty();
        for (int i = 2; i + 1 < words.length; i += 2) {
            if (words[i].equals("min")) {
                minimum = OptionalLong.of(Long.parseLong(words[i + 1]));
            } else if (type.equals("string") || type.equals("list(string)")) {
                strings = Optional.of(quoted(words[i + 1]));
            } else {
                types = Optional.of(TfTypes.setNamed(words[i + 1]));
            }
        }
        return new AttrDef(words[0], type, defaultValue, types, strings, minimum);
    }

    /** The strings in quotes parted by bars, as in {@code "SAME"|"VALID"}. */
    static Set<String> quoted(String texts) {
        var strings = new LinkedHashSet<String>();
        for (String text : texts.split("\\|", -1)) {
            strings.add(text.substring(1, text.length() - 1));
        }
        return Collections.unmodifiableSet(strings);
    }

    private static AttrValue attrValue(String text) {
        try {
            return TextFormat.parse(text, AttrValue.class);
        } catch (TextFormat.ParseException e) {
            throw new IllegalStateException("ops.txt has a default that is no AttrValue: " + text, e);
        }
    }
}
