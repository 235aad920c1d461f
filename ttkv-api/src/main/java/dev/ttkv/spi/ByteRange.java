// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Order;
import java.util.Arrays;
import java.util.Optional;

/**
 * A range of keys as unsigned bytes, from {@code from} (inclusive) to {@code to} (exclusive; empty:
 * to the end). Any range of byte strings has this form, for the next string after x is x with a
 * zero byte behind it. Nobody changes the arrays.
 *
 * @param from the first key that may be part of it; of no length for the beginning
 * @param to the first key after it
 */
public record ByteRange(byte[] from, Optional<byte[]> to) {
  /** All keys. */
  public static final ByteRange ALL = new ByteRange(new byte[0], Optional.empty());

  /** Returns the range of the keys that begin with {@code prefix}. */
  public static ByteRange startingWith(byte[] prefix) {
    return new ByteRange(prefix, afterPrefix(prefix));
  }

  /** Returns the least key that is greater than {@code key}. */
  public static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  /** Returns what lies beyond {@code key} in the order given. */
  public ByteRange beyond(byte[] key, Order order) {
    return order == Order.ASCENDING
        ? new ByteRange(successor(key), to)
        : new ByteRange(from, Optional.of(key));
  }

  /** Tells whether the range holds no key at all. */
  public boolean isEmpty() {
    return to.isPresent() && Arrays.compareUnsigned(from, to.get()) >= 0;
  }

  /** Tells whether the key is part of the range. */
  public boolean contains(byte[] key) {
    return Arrays.compareUnsigned(from, key) <= 0
        && (to.isEmpty() || Arrays.compareUnsigned(key, to.get()) < 0);
  }

  private static Optional<byte[]> afterPrefix(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return Optional.of(end);
      }
    }
    return Optional.empty();
  }
}
