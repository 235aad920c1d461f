// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A table for people: columns as wide as what stands in the first rows, cells escaped. Where there
 * is a width to keep to, the last column is cut.
 *
 * @param <T> the rows
 */
final class Table<T> {
  private static final int MEASURED_ROWS = 500;
  private static final String GAP = "  ";
  private static final String NOTHING = "-";

  private final Output output;
  private final List<Column<T>> columns;
  private final int maxWidth;
  private final List<List<String>> waiting = new ArrayList<>();
  private int[] widths = {};

  Table(Output output, List<Column<T>> columns, int maxWidth) {
    this.output = output;
    this.columns = columns;
    this.maxWidth = maxWidth;
  }

  void add(T row) {
    List<String> cells =
        columns.stream().map(c -> c.cell().apply(row).map(Text::escape).orElse(NOTHING)).toList();
    if (widths.length > 0) {
      output.line(line(cells));
      return;
    }
    waiting.add(cells);
    if (waiting.size() == MEASURED_ROWS) {
      writeWaiting();
    }
  }

  /** Writes what is still waiting; a table without rows is nothing at all. */
  void finish() {
    if (!waiting.isEmpty()) {
      writeWaiting();
    }
  }

  private void writeWaiting() {
    List<String> names = columns.stream().map(Column::name).toList();
    widths =
        IntStream.range(0, columns.size())
            .map(
                i ->
                    Math.max(
                        Text.width(names.get(i)),
                        waiting.stream()
                            .mapToInt(cells -> Text.width(cells.get(i)))
                            .max()
                            .orElse(0)))
            .toArray();
    output.line(output.bold(line(names)));
    waiting.forEach(cells -> output.line(line(cells)));
    waiting.clear();
  }

  private String line(List<String> cells) {
    int last = cells.size() - 1;
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < last; i++) {
      String fill = " ".repeat(Math.max(0, widths[i] - Text.width(cells.get(i))));
      line.append(columns.get(i).right() ? fill + cells.get(i) : cells.get(i) + fill).append(GAP);
    }
    int room = maxWidth - Arrays.stream(widths, 0, last).map(w -> w + GAP.length()).sum();
    return line.append(Text.cut(cells.get(last), Math.max(8, room))).toString().stripTrailing();
  }
}
