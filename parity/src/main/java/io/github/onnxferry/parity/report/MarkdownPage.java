package io.github.onnxferry.parity.report;

import io.github.onnxferry.parity.report.page.Figures;
import java.util.List;
import java.util.function.Function;

/** A page of Markdown that never grows beyond a length; what has no room is counted. */
final class MarkdownPage {
    /** Room that is kept for what says how much is left out. */
    private static final int RESERVE = 2_000;

    private final StringBuilder text = new StringBuilder();
    private final int length;

    MarkdownPage(int length) {
        this.length = length;
    }

    /** Adds a piece, if there is room. */
    boolean add(String piece) {
        return add(piece, RESERVE);
    }

    /** Adds a piece that says what is left out, or closes something. */
    void close(String piece) {
        add(piece, 0);
    }

    private boolean add(String piece, int reserve) {
        if (text.length() + piece.length() + reserve > length) {
            return false;
        }
        text.append(piece);
        return true;
    }

    /**
     * Adds a list under a head, as far as there is room, and says how many of its items are left out.
     *
     * @param what what the items are, such as {@code outputs}
     * @param most how many items are shown at most
     * @param line the text of an item
     */
    <T> void list(String head, String what, List<T> items, int most, Function<T, String> line) {
        if (items.isEmpty() || !add(head)) {
            return;
        }
        int shown = 0;
        while (shown < Math.min(most, items.size()) && add(line.apply(items.get(shown)))) {
            shown++;
        }
        if (shown < items.size()) {
            close("\n… and " + Figures.of((long) items.size() - shown) + " more " + what + "\n");
        }
        close("\n");
    }

    /** All that was added. */
    String text() {
        return text.toString();
    }
}
