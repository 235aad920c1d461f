// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows that can be written in every {@link Form}.
 *
 * @param shown the columns of the table
 * @param exact the columns of the other forms
 * @param <T> the rows
 */
record Report<T>(List<Column<T>> shown, List<Column<T>> exact) {
  /**
   * Writes the rows as they come.
   *
   * @return how many there were
   */
  long write(Stream<T> rows, Form form, Terminal terminal) {
    Output output = terminal.output();
    Iterator<T> iterator = rows.iterator();
    long count = 0;
    Table<T> table = new Table<>(output, shown, terminal.tableWidth());
    if (form == Form.JSON) {
      output.text("[");
    } else if (form == Form.CSV) {
      output.line(Csv.names(exact));
    }
    while (iterator.hasNext()) {
      T row = iterator.next();
      switch (form) {
        case TABLE -> table.add(row);
        case JSON -> output.text((count == 0 ? "\n" : ",\n") + Json.object(exact, row));
        case JSONL -> output.line(Json.object(exact, row));
        case CSV -> output.line(terminal.shown(Csv.row(exact, row)));
      }
      count++;
    }
    table.finish();
    if (form == Form.JSON) {
      output.line(count == 0 ? "]" : "\n]");
    }
    return count;
  }
}
