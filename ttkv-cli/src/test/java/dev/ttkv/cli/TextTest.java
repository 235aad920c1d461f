// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TextTest {
  @Test
  void escape_controlCharacters() {
    assertThat(Text.escape("a\nb\tc\rd\0e\u001b[31mf\u007fg\u009bh"))
        .isEqualTo("a\\nb\\tc\\rd\\u0000e\\u001b[31mf\\u007fg\\u009bh");
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        0x061C, 0x200B, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202E, 0x2066, 0x2069, 0xFEFF,
        0xD800, 0xE0041
      })
  void escape_invisible(int codePoint) {
    String escaped = Text.escape("a" + new String(Character.toChars(codePoint)) + "b");
    assertThat(escaped).matches("a(\\\\u[0-9a-f]{4})+b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "C:\\temp", "né", "日本", "👩‍👩‍👧", "می‌خواهم", "a b"})
  void escape_ordinaryText(String text) {
    assertThat(Text.escape(text)).isEqualTo(text);
  }

  @Test
  void escapeLines_keepsLinesAndTabs() {
    assertThat(Text.escapeLines("a\n\tb\r\u001b")).isEqualTo("a\n\tb\\r\\u001b");
  }

  @Test
  void width_wideAndCombining() {
    assertThat(Text.width("abc")).isEqualTo(3);
    assertThat(Text.width("日本")).isEqualTo(4);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
  }

  @Test
  void cut_longerThanTheRoom() {
    assertThat(Text.cut("abcdef", 6)).isEqualTo("abcdef");
    assertThat(Text.cut("abcdef", 5)).isEqualTo("abcd…");
    assertThat(Text.cut("日本語", 5)).isEqualTo("日本…");
    assertThat(Text.cut("日本語", 4)).isEqualTo("日…");
  }

  @Test
  void count_oneAndMany() {
    assertThat(Text.count(1, "version")).isEqualTo("1 version");
    assertThat(Text.count(1930, "version")).isEqualTo("1,930 versions");
  }
}
