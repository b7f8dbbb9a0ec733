package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Printable;

/**
 * Text of strangers in GitHub's dialect of Markdown: shown as it is, on one line, in a cell of a table, whatever it holds.
 *
 * <p>Punctuation that can begin markup inside of a line is written as numbered references, which never do. Mentions and references to issues are made from
 * the rendered text, so their signs are followed by a space of no width.
 */
final class MarkdownText {
    private static final String PUNCTUATION = "\\`*_[]<>#!|&~@$";

    private MarkdownText() {}

    /** A name, as code; shortened to a length. */
    static String code(String text, int length) {
        return text.isEmpty() ? "" : "<code>" + of(text, length) + "</code>";
    }

    /** A sentence, shortened to a length. */
    static String of(String text, int length) {
        var out = new StringBuilder(text.length() + 16);
        var shown = Printable.of(shortened(text, length));
        for (int i = 0; i < shown.length(); i++) {
            append(shown, i, out);
        }
        return out.toString();
    }

    private static void append(String text, int at, StringBuilder out) {
        char c = text.charAt(at);
        if (!isMarkup(text, at)) {
            out.append(c);
            return;
        }
        out.append("&#").append((int) c).append(';');
        if (c == '@' || c == '#') {
            out.append("&#8203;");
        }
    }

    private static boolean isMarkup(String text, int at) {
        char c = text.charAt(at);
        return switch (c) {
            // Only addresses that begin with www become links without a scheme.
            case '.' -> at > 0 && Character.toLowerCase(text.charAt(at - 1)) == 'w';
            // Schemes and the names of pictures have no space after it.
            case ':' -> at + 1 == text.length() || text.charAt(at + 1) != ' ';
            default -> PUNCTUATION.indexOf(c) >= 0;
        };
    }

    /** The text, its end replaced by an ellipsis if it is longer than a length. */
    static String shortened(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        int end = length - 1;
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** A block of code that no line of the text ends. */
    static String block(String text, int length) {
        var shown = shortened(text, length);
        int longest = 0;
        int run = 0;
        for (char c : shown.toCharArray()) {
            run = c == '`' ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        var fence = "`".repeat(Math.max(3, longest + 1));
        return fence + "\n" + Printable.of(shown) + "\n" + fence + "\n";
    }
}
