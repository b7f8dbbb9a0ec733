package io.github.onnxferry.parity.registry;

import static java.util.stream.Collectors.joining;

import com.google.protobuf.TextFormat;
import io.github.onnxferry.converter.tf.registry.TfTypes;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/** The lines of {@code ops.txt}. */
final class OpLines {
    private OpLines() {}

    static Stream<String> of(OpList ops) {
        return ops.getOpList().stream().map(OpLines::line);
    }

    private static String line(OpDef op) {
        var fields = new ArrayList<String>();
        fields.add(op.getName());
        op.getInputArgList().forEach(arg -> fields.add("in " + arg(arg)));
        op.getOutputArgList().forEach(arg -> fields.add("out " + arg(arg)));
        op.getAttrList().forEach(attr -> fields.add("attr " + attr(attr)));
        if (op.getIsStateful()) {
            fields.add("stateful");
        }
        if (op.hasDeprecation()) {
            fields.add("deprecated " + op.getDeprecation().getVersion());
        }
        return String.join("\t", fields);
    }

    private static String arg(OpDef.ArgDef arg) {
        var text = new StringBuilder(arg.getName()).append(':');
        if (arg.getIsRef()) {
            text.append('&');
        }
        if (!arg.getNumberAttr().isEmpty()) {
            text.append('$').append(arg.getNumberAttr()).append('*');
        }
        if (!arg.getTypeListAttr().isEmpty()) {
            text.append('$').append(arg.getTypeListAttr()).append("...");
        } else if (!arg.getTypeAttr().isEmpty()) {
            text.append('$').append(arg.getTypeAttr());
        } else {
            text.append(TfTypes.name(arg.getType()));
        }
        return text.toString();
    }

    private static String attr(OpDef.AttrDef attr) {
        var text = new StringBuilder(attr.getName()).append(' ').append(attr.getType());
        if (attr.getHasMinimum()) {
            text.append(" min ").append(attr.getMinimum());
        }
        if (attr.hasAllowedValues()) {
            text.append(" in ").append(values(attr.getAllowedValues().getList()));
        }
        if (attr.hasDefaultValue()) {
            text.append(" = ")
                    .append(TextFormat.printer().emittingSingleLine(true).printToString(attr.getDefaultValue()));
        }
        return text.toString();
    }

    /** The values of a list, which are all of one kind, parted by bars. */
    static String values(AttrValue.ListValue list) {
        Stream<String> types = list.getTypeList().stream()
                .sorted((a, b) -> Integer.compare(a.getNumber(), b.getNumber()))
                .map(TfTypes::name);
        Stream<String> strings = list.getSList().stream().map(s -> quoted(s.toStringUtf8()));
        Stream<String> numbers = list.getIList().stream().map(String::valueOf);
        Stream<String> flags = list.getBList().stream().map(String::valueOf);
        return Stream.of(types, strings, numbers, flags).flatMap(s -> s).collect(joining("|"));
    }

    private static String quoted(String text) {
        if (!text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '"' && c != '|')) {
            throw new IllegalStateException("the line format has no way to write the string " + text);
        }
        return '"' + text + '"';
    }
}
