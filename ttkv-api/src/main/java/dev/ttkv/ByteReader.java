// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Arrays;

/**
 * Takes an encoding apart. Every method throws IllegalArgumentException where the bytes end early.
 */
final class ByteReader {
  private final byte[] bytes;
  private int position;

  ByteReader(byte[] bytes) {
    this.bytes = bytes;
  }

  boolean atEnd() {
    return position == bytes.length;
  }

  /** Refuses bytes that are left over. */
  void requireEnd() {
    if (!atEnd()) {
      throw new IllegalArgumentException("bytes left over at index " + position);
    }
  }

  byte read() {
    if (atEnd()) {
      throw endsEarly();
    }
    return bytes[position++];
  }

  byte[] read(int count) {
    if (count > bytes.length - position) {
      throw endsEarly();
    }
    position += count;
    return Arrays.copyOfRange(bytes, position - count, position);
  }

  /** Reads what {@link ByteWriter#writeVarint} wrote, and nothing else. */
  int readVarint() {
    int start = position;
    long value = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      byte b = read();
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        if (value > Integer.MAX_VALUE || (b == 0 && shift > 0)) {
          break;
        }
        return (int) value;
      }
    }
    throw new IllegalArgumentException("a malformed length at index " + start);
  }

  int position() {
    return position;
  }

  private static IllegalArgumentException endsEarly() {
    return new IllegalArgumentException("the bytes end early");
  }
}
