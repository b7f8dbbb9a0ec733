package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Problem;
import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.OutputResult;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A place in a model.
 *
 * @param name name of the node or value, such as {@code conv1}
 * @param text the place in words, such as {@code node 'conv1' (Conv)}
 */
record Place(String name, String text) {
    private static final Pattern NODE = Pattern.compile("node (?:of )?'(.*)' \\([^()']*\\)", Pattern.DOTALL);

    /** The place that a text names. */
    static Place of(String where) {
        var node = NODE.matcher(where);
        return new Place(node.find() ? node.group(1) : where, where);
    }

    /** The place of a problem: the node that computes the output it is about, if the problem itself names no node. */
    static Place of(Problem problem, CheckResult check) {
        if (NODE.matcher(problem.where()).find()) {
            return of(problem.where());
        }
        return check.outputs().stream()
                .filter(o -> !o.node().isEmpty())
                .filter(o -> problem.where().contains("output '" + o.name() + "'"))
                .findFirst()
                .map(OutputResult::node)
                .map(Place::of)
                .orElseGet(() -> of(problem.where()));
    }

    /** A reference to a file as it was named: relative where it lies in the working folder. */
    static String uri(String file) {
        try {
            var path = Path.of(file);
            if (!path.isAbsolute()) {
                return relative(path.normalize());
            }
            var working = Path.of("").toAbsolutePath();
            return path.startsWith(working)
                    ? relative(working.relativize(path).normalize())
                    : path.toUri().toASCIIString();
        } catch (InvalidPathException e) {
            return escaped(file);
        }
    }

    private static String relative(Path path) {
        var text = path.toString().replace(path.getFileSystem().getSeparator(), "/");
        try {
            // With an empty first segment a colon in the next would begin a scheme.
            var uri = new URI(null, null, "/" + text, null).toASCIIString().substring(1);
            return uri.split("/", 2)[0].contains(":") ? "./" + uri : uri;
        } catch (URISyntaxException e) {
            return escaped(text);
        }
    }

    private static String escaped(String text) {
        var out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') || b == '.';
            out.append(plain ? String.valueOf((char) b) : String.format("%%%02X", b & 0xff));
        }
        return out.toString();
    }
}
