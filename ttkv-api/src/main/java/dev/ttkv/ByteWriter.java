// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.util.Arrays;

/** Collects the bytes of an encoding. */
final class ByteWriter {
  private byte[] bytes = new byte[48];
  private int size;

  void write(byte b) {
    reserve(1);
    bytes[size++] = b;
  }

  void write(byte[] more) {
    reserve(more.length);
    System.arraycopy(more, 0, bytes, size, more.length);
    size += more.length;
  }

  /** Writes a number that is not negative in groups of seven bits, the lowest first. */
  void writeVarint(int value) {
    int rest = value;
    while (rest >= 0x80) {
      write((byte) (rest | 0x80));
      rest >>>= 7;
    }
    write((byte) rest);
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int count) {
    if (count > bytes.length - size) {
      int needed = size + count;
      if (needed < 0) {
        throw new IllegalArgumentException("the encoding is larger than an array can be");
      }
      int larger = bytes.length * 2;
      bytes = Arrays.copyOf(bytes, Math.max(needed, larger));
    }
  }
}
