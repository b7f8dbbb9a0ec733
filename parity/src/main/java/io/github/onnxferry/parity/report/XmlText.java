package io.github.onnxferry.parity.report;

import io.github.onnxferry.converter.diagnostics.Printable;

/** Text of strangers in XML 1.0, which has no way to write most control characters. */
final class XmlText {
    private XmlText() {}

    /** The text on one line, whatever is not seen or not allowed written as an escape. */
    static String of(String text) {
        var shown = Printable.of(text);
        return shown.codePoints().allMatch(XmlText::isAllowed)
                ? shown
                : shown.codePoints()
                        .map(c -> isAllowed(c) ? c : 0xfffd)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static boolean isAllowed(int c) {
        return (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
    }
}
