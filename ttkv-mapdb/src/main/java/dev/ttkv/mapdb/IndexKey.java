// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The tree's keys:
 *
 * <pre>
 * key, escaped | 0 1 | time
 * </pre>
 *
 * <p>A zero byte in a key is followed by 0xFF, so that no key's versions stand between those of
 * another. The time is inverted, so that the newest version of a key stands first.
 */
final class IndexKey {
  private static final int END_BYTES = 2;
  private static final byte ESCAPED_ZERO = (byte) 0xFF;

  private IndexKey() {}

  /** Returns where the version of the key at that time stands. */
  static byte[] of(byte[] key, long time) {
    byte[] result = escape(key, Long.BYTES);
    ByteBuffer.wrap(result).putLong(result.length - Long.BYTES, inverted(time));
    return result;
  }

  /** Returns what stands before all versions of the key and after those of all lesser keys. */
  static byte[] before(byte[] key) {
    return escape(key, 0);
  }

  /** Returns what stands before all versions of that version's key. */
  static byte[] beforeKeyOf(byte[] indexKey) {
    return Arrays.copyOf(indexKey, indexKey.length - Long.BYTES);
  }

  /** Returns what stands after all versions of that version's key. */
  static byte[] afterKeyOf(byte[] indexKey) {
    byte[] result = beforeKeyOf(indexKey);
    result[result.length - 1]++;
    return result;
  }

  /** Returns where the version of that version's key at another time stands. */
  static byte[] at(byte[] indexKey, long time) {
    byte[] result = indexKey.clone();
    ByteBuffer.wrap(result).putLong(result.length - Long.BYTES, inverted(time));
    return result;
  }

  /** Returns the time of a version. */
  static long time(byte[] indexKey) {
    return inverted(ByteBuffer.wrap(indexKey).getLong(indexKey.length - Long.BYTES));
  }

  /** Returns the key of a version. */
  static byte[] key(byte[] indexKey) {
    int length = indexKey.length - END_BYTES - Long.BYTES;
    byte[] result = new byte[length];
    int size = 0;
    for (int i = 0; i < length; i++) {
      result[size++] = indexKey[i];
      if (indexKey[i] == 0) {
        i++;
      }
    }
    return size == length ? result : Arrays.copyOf(result, size);
  }

  /** Tells whether two versions are of the same key. */
  static boolean sameKey(byte[] one, byte[] other) {
    int length = one.length - Long.BYTES;
    return one.length == other.length && Arrays.equals(one, 0, length, other, 0, length);
  }

  private static long inverted(long time) {
    return time ^ Long.MAX_VALUE;
  }

  private static byte[] escape(byte[] key, int more) {
    int zeros = 0;
    for (byte b : key) {
      if (b == 0) {
        zeros++;
      }
    }
    byte[] result = new byte[key.length + zeros + END_BYTES + more];
    int size = 0;
    if (zeros == 0) {
      System.arraycopy(key, 0, result, 0, key.length);
      size = key.length;
    } else {
      for (byte b : key) {
        result[size++] = b;
        if (b == 0) {
          result[size++] = ESCAPED_ZERO;
        }
      }
    }
    result[size + 1] = 1;
    return result;
  }
}
