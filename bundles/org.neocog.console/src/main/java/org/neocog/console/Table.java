package org.neocog.console;

import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns; columns of numbers stand to the right. */
final class Table {
    private static final String GAP = "  ";

    private final List<String> headers;
    private final List<Boolean> right = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Makes an empty table. @param headers the columns' names; one that ends with {@code >} stands to the right */
    Table(String... headers) {
        List<String> names = new ArrayList<>();
        for (String header : headers) {
            right.add(header.endsWith(">"));
            names.add(header.endsWith(">") ? header.substring(0, header.length() - 1) : header);
        }
        this.headers = names;
    }

    /** Adds a row of as many cells as there are columns. */
    Table row(String... cells) {
        if (cells.length != headers.size()) {
            throw new IllegalArgumentException("Table: a row must fill the columns, but cells=" + cells.length
                    + ", columns=" + headers.size() + ".");
        }
        rows.add(List.of(cells));
        return this;
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** All lines, each with a line break; trailing spaces cut off. */
    @Override
    public String toString() {
        int[] widths = new int[headers.size()];
        for (int column = 0; column < widths.length; column++) {
            widths[column] = headers.get(column).length();
            for (List<String> row : rows) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder(line(headers, widths));
        rows.forEach(row -> text.append(line(row, widths)));
        return text.toString();
    }

    private String line(List<String> cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = cells.get(column);
            String fill = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : GAP).append(right.get(column) ? fill + cell : cell + fill);
        }
        return line.toString().stripTrailing() + "\n";
    }
}
