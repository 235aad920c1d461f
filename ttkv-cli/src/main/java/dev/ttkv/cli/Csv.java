// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes CSV: nothing is an empty field, the empty string a pair of quotes. */
final class Csv {
  private static final Pattern PLAIN = Pattern.compile("[^\\s\",](?:[^\"\\r\\n,]*[^\\s\",])?");

  private Csv() {}

  static <T> String names(List<Column<T>> columns) {
    return columns.stream().map(Column::name).collect(Collectors.joining(","));
  }

  static <T> String row(List<Column<T>> columns, T row) {
    return columns.stream()
        .map(column -> field(column.cell().apply(row)))
        .collect(Collectors.joining(","));
  }

  private static String field(Optional<String> value) {
    return value
        .map(text -> PLAIN.matcher(text).matches() ? text : '"' + text.replace("\"", "\"\"") + '"')
        .orElse("");
  }
}
