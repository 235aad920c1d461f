// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Objects;

/**
 * Strict UTF-8. {@code String} itself puts a replacement for what is malformed; a search for the
 * malformed is much faster than a strict {@code CharsetEncoder} or {@code CharsetDecoder}.
 */
final class Utf8Codec extends KeyCodec<String> {
  private static final char REPLACEMENT = '\uFFFD';

  Utf8Codec() {
    super("utf8");
  }

  @Override
  public byte[] encode(String value) {
    requirePairedSurrogates(Objects.requireNonNull(value, "value"));
    return value.getBytes(UTF_8);
  }

  @Override
  public String decode(byte[] bytes) {
    String value = new String(Objects.requireNonNull(bytes, "bytes"), UTF_8);
    if (value.indexOf(REPLACEMENT) >= 0) { // stored so, or put in by the constructor
      decodeStrictly(bytes);
    }
    return value;
  }

  private void decodeStrictly(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      UTF_8.newDecoder().decode(buffer);
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "not an encoding of utf8: malformed bytes at index " + buffer.position(), e);
    }
  }

  /**
   * Refuses a string that UTF-8 cannot hold.
   *
   * @throws IllegalArgumentException if the string has an unpaired surrogate
   */
  static void requirePairedSurrogates(String value) {
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if (Character.isSurrogate(c)) {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(value.charAt(i + 1))) {
          throw new IllegalArgumentException(
              String.format(
                  "the string has an unpaired surrogate, U+%04X, at index %d: UTF-8 cannot hold it",
                  (int) c, i));
        }
        i++;
      }
    }
  }
}
