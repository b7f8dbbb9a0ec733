package io.github.onnxferry.converter.diagnostics;

/**
 * Text of a stranger's made fit for a terminal and for a line of a log.
 *
 * <p>Names in a model are any text. Control characters would move the cursor, colour the screen or begin a line that looks
 * like ours; formatting characters would turn the direction of what follows.
 */
public final class Printable {
    private Printable() {}

    /** The text with whatever is not seen written as an escape of Java's, such as {@code \n} or {@code \u001b}. */
    public static String of(String text) {
        if (text.codePoints().allMatch(Printable::shows)) {
            return text;
        }
        var out = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(c -> append(c, out));
        return out.toString();
    }

    private static boolean shows(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private static void append(int codePoint, StringBuilder out) {
        if (shows(codePoint)) {
            out.appendCodePoint(codePoint);
            return;
        }
        switch (codePoint) {
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                for (char unit : Character.toChars(codePoint)) {
                    out.append(String.format("\\u%04x", (int) unit));
                }
            }
        }
    }
}
