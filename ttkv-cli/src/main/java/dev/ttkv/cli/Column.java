// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.Optional;
import java.util.function.Function;

/**
 * One column of a report.
 *
 * @param name its heading, or the name of the field
 * @param right whether a table sets it flush right
 * @param cell what stands in the column; empty for nothing, which is not the empty string
 * @param <T> the rows
 */
record Column<T>(String name, boolean right, Function<T, Optional<String>> cell) {
  static <T> Column<T> of(String name, Function<T, String> cell) {
    return new Column<>(name, false, row -> Optional.of(cell.apply(row)));
  }

  static <T> Column<T> optional(String name, Function<T, Optional<String>> cell) {
    return new Column<>(name, false, cell);
  }

  Column<T> flushRight() {
    return new Column<>(name, true, cell);
  }
}
