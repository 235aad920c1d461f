// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import java.util.Arrays;
import java.util.Optional;

/**
 * Some keys in order, one behind the other in one array. Immutable.
 *
 * @param keys the keys
 * @param ends where each of them ends
 * @param next the least key that would be in the next leaf; empty in the last one
 */
record KeyLeaf(byte[] keys, int[] ends, Optional<byte[]> next) {
  static final KeyLeaf EMPTY = new KeyLeaf(new byte[0], new int[0], Optional.empty());

  int size() {
    return ends.length;
  }

  byte[] get(int index) {
    return Arrays.copyOfRange(keys, start(index), ends[index]);
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }

  /** Tells whether it would have the key. */
  boolean reaches(byte[] key) {
    return next.isEmpty() || Arrays.compareUnsigned(key, next.get()) < 0;
  }

  /** Tells whether it would have all keys of its own and later leaves that are less than this. */
  boolean reachesAllBefore(Optional<byte[]> end) {
    return next.isEmpty()
        || (end.isPresent() && Arrays.compareUnsigned(next.get(), end.get()) >= 0);
  }

  /** Returns the number of keys that are less than this one. */
  int countBefore(byte[] key) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Arrays.compareUnsigned(keys, start(middle), ends[middle], key, 0, key.length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Returns this leaf with one more key, which it has not. */
  KeyLeaf with(byte[] key) {
    int index = countBefore(key);
    int start = start(index);
    byte[] newKeys = new byte[keys.length + key.length];
    System.arraycopy(keys, 0, newKeys, 0, start);
    System.arraycopy(key, 0, newKeys, start, key.length);
    System.arraycopy(keys, start, newKeys, start + key.length, keys.length - start);
    int[] newEnds = new int[ends.length + 1];
    System.arraycopy(ends, 0, newEnds, 0, index);
    newEnds[index] = start + key.length;
    for (int i = index; i < ends.length; i++) {
      newEnds[i + 1] = ends[i] + key.length;
    }
    return new KeyLeaf(newKeys, newEnds, next);
  }

  /** Returns the keys before an index as a leaf before another one. */
  KeyLeaf lesser(int index) {
    return new KeyLeaf(
        Arrays.copyOf(keys, start(index)), Arrays.copyOf(ends, index), Optional.of(get(index)));
  }

  /** Returns the keys from an index on as a leaf. */
  KeyLeaf greater(int index) {
    int[] newEnds = Arrays.copyOfRange(ends, index, ends.length);
    for (int i = 0; i < newEnds.length; i++) {
      newEnds[i] -= start(index);
    }
    return new KeyLeaf(Arrays.copyOfRange(keys, start(index), keys.length), newEnds, next);
  }
}
