package io.github.onnxferry.cli;

import java.util.ArrayList;
import java.util.List;

/** Rows of cells whose columns stand below each other; numbers end at the same place. */
final class TextTable {
    private final List<List<String>> rows = new ArrayList<>();

    /** A table with the given titles. */
    TextTable(String... titles) {
        rows.add(List.of(titles));
    }

    /** Adds a row with as many cells as there are titles. */
    void add(String... cells) {
        rows.add(List.of(cells));
    }

    /** The lines, the titles first. */
    List<String> lines() {
        var widths = new int[rows.get(0).size()];
        var numbers = new boolean[widths.length];
        for (int c = 0; c < widths.length; c++) {
            int column = c;
            widths[c] =
                    rows.stream().mapToInt(r -> r.get(column).length()).max().orElse(0);
            numbers[c] = rows.size() > 1
                    && rows.stream().skip(1).allMatch(r -> r.get(column).matches("[0-9.]+"));
        }
        return rows.stream().map(r -> line(r, widths, numbers)).toList();
    }

    private static String line(List<String> row, int[] widths, boolean[] numbers) {
        var line = new StringBuilder();
        for (int c = 0; c < widths.length; c++) {
            String gap = " ".repeat(widths[c] - row.get(c).length());
            line.append(c == 0 ? "" : "  ").append(numbers[c] ? gap + row.get(c) : row.get(c) + gap);
        }
        return line.toString().stripTrailing();
    }
}
