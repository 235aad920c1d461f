// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writes what a test saw: strings as Java, long things short. */
final class Text {
  private static final int MOST = 2_000;

  private Text() {}

  /** Returns a string as a Java expression. */
  static String java(String text) {
    if (text.length() > 40 && text.chars().distinct().count() == 1) {
      return java(text.substring(0, 1)) + ".repeat(" + text.length() + ")";
    }
    StringBuilder java = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> java.append('\\').append(c);
        case '\n' -> java.append("\\n");
        default -> {
          if (c >= ' ' && c <= '~') {
            java.append(c);
          } else {
            java.append("\\u%04X".formatted((int) c));
          }
        }
      }
    }
    return java.append('"').toString();
  }

  /** Returns a value for a message. */
  static String of(@Nullable Object value) {
    String whole = Objects.toString(value);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < whole.length(); i++) {
      if (text.length() > MOST) {
        return text.append("...").toString();
      }
      char c = whole.charAt(i);
      text.append(c < ' ' || c > '~' ? "\\u%04X".formatted((int) c) : String.valueOf(c));
    }
    return text.toString();
  }
}
