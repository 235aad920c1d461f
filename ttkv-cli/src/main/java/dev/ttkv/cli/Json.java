// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.List;
import java.util.Optional;

/** Writes JSON of strings and nulls, on one line and safe on a terminal. */
final class Json {
  private Json() {}

  static <T> String object(List<Column<T>> columns, T row) {
    StringBuilder result = new StringBuilder("{");
    for (Column<T> column : columns) {
      result.append(result.length() == 1 ? "" : ",");
      appendString(result, column.name());
      result.append(':');
      Optional<String> value = column.cell().apply(row);
      if (value.isPresent()) {
        appendString(result, value.get());
      } else {
        result.append("null");
      }
    }
    return result.append('}').toString();
  }

  private static void appendString(StringBuilder result, String text) {
    result.append('"');
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> result.append("\\\"");
                case '\\' -> result.append("\\\\");
                case '\n' -> result.append("\\n");
                case '\r' -> result.append("\\r");
                case '\t' -> result.append("\\t");
                default -> {
                  if (Text.isUnsafe(c)) {
                    Text.appendUnicodeEscape(result, c);
                  } else {
                    result.appendCodePoint(c);
                  }
                }
              }
            });
    result.append('"');
  }
}
