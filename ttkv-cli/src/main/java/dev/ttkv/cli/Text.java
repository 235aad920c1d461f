// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.util.HexFormat;
import java.util.Locale;
import java.util.function.IntPredicate;

/** What a terminal makes of text that nobody vouches for. */
final class Text {
  private Text() {}

  /**
   * Replaces all that could move the cursor, speak to the terminal, or change or hide the order of
   * what is read: {@code \n}, {@code \t}, {@code \r}, else {@code \}{@code u202e}. The result is
   * for reading, not for reading back.
   */
  static String escape(String text) {
    return escape(text, Text::isUnsafe);
  }

  /** Does the same, but leaves line feeds and tabs. */
  static String escapeLines(String text) {
    return escape(text, c -> c != '\n' && c != '\t' && isUnsafe(c));
  }

  private static String escape(String text, IntPredicate unsafe) {
    if (text.codePoints().noneMatch(unsafe)) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              if (unsafe.test(c)) {
                appendEscaped(result, c);
              } else {
                result.appendCodePoint(c);
              }
            });
    return result.toString();
  }

  private static void appendEscaped(StringBuilder result, int codePoint) {
    switch (codePoint) {
      case '\n' -> result.append("\\n");
      case '\r' -> result.append("\\r");
      case '\t' -> result.append("\\t");
      default -> appendUnicodeEscape(result, codePoint);
    }
  }

  /** Appends the code point as JSON and Java write it, in two parts where they do. */
  static void appendUnicodeEscape(StringBuilder result, int codePoint) {
    for (char c : Character.toChars(codePoint)) {
      result.append("\\u").append(HexFormat.of().toHexDigits(c));
    }
  }

  /** Tells whether a terminal could take the code point for something else than a character. */
  static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      case Character.FORMAT -> isInvisibleFormat(c);
      default -> false;
    };
  }

  // the other format characters are visible, or join letters and emoji
  private static boolean isInvisibleFormat(int c) {
    return c == 0x061C
        || c == 0x200B
        || c == 0x200E
        || c == 0x200F
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F)
        || c == 0xFEFF
        || (c >= 0xFFF9 && c <= 0xFFFB)
        || (c >= 0xE0000 && c <= 0xE007F);
  }

  /** Returns the number with what it counts, as in "1 version" and "1,930 versions". */
  static String count(long number, String what) {
    return String.format(Locale.ROOT, "%,d %s%s", number, what, number == 1 ? "" : "s");
  }

  /** Returns how many columns the text takes; East Asian wide characters take two. */
  static int width(String text) {
    return text.codePoints().map(Text::width).sum();
  }

  /** Returns the text cut to a number of columns, with an ellipsis where something was cut. */
  static String cut(String text, int columns) {
    if (width(text) <= columns) {
      return text;
    }
    StringBuilder result = new StringBuilder();
    int left = columns - 1;
    for (int c : text.codePoints().toArray()) {
      left -= width(c);
      if (left < 0) {
        break;
      }
      result.appendCodePoint(c);
    }
    return result.append('\u2026').toString();
  }

  private static int width(int c) {
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0x303E)
        || (c >= 0x3041 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1F64F)
        || (c >= 0x1F900 && c <= 0x1F9FF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
