// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of a node, ascending as unsigned bytes; the last one may be there twice. What all of
 * them begin with is kept once. Immutable.
 */
final class PackedKeys {
  static final PackedKeys EMPTY = new PackedKeys(new byte[0], new int[0], new byte[0]);

  private final byte[] prefix;
  private final int[] ends;
  private final byte[] rests;

  /**
   * Makes the keys of their parts; none is copied.
   *
   * @param prefix what all keys begin with
   * @param ends for each key, where in {@code rests} it ends
   * @param rests the keys without the prefix, one behind the other
   */
  PackedKeys(byte[] prefix, int[] ends, byte[] rests) {
    this.prefix = prefix;
    this.ends = ends;
    this.rests = rests;
  }

  static PackedKeys of(List<byte[]> keys) {
    if (keys.isEmpty()) {
      return EMPTY;
    }
    byte[] first = keys.get(0);
    int mismatch = Arrays.mismatch(first, keys.get(keys.size() - 1));
    int shared = mismatch < 0 ? first.length : mismatch;
    int[] ends = new int[keys.size()];
    int end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += keys.get(i).length - shared;
      ends[i] = end;
    }
    byte[] rests = new byte[end];
    for (int i = 0; i < ends.length; i++) {
      int length = keys.get(i).length - shared;
      System.arraycopy(keys.get(i), shared, rests, ends[i] - length, length);
    }
    return new PackedKeys(Arrays.copyOf(first, shared), ends, rests);
  }

  int size() {
    return ends.length;
  }

  byte[] prefix() {
    return prefix;
  }

  byte[] rests() {
    return rests;
  }

  /** Returns how long the key is without the prefix. */
  int restLength(int index) {
    return ends[index] - start(index);
  }

  byte[] get(int index) {
    int start = start(index);
    byte[] key = Arrays.copyOf(prefix, prefix.length + ends[index] - start);
    System.arraycopy(rests, start, key, prefix.length, ends[index] - start);
    return key;
  }

  /** Returns where the key is, or -1 - where it would be. */
  int search(byte[] key) {
    int mismatch = Arrays.mismatch(prefix, key);
    if (mismatch >= 0 && mismatch < prefix.length) {
      boolean less =
          mismatch == key.length || Byte.compareUnsigned(key[mismatch], prefix[mismatch]) < 0;
      return less ? -1 : -1 - ends.length;
    }
    int low = 0;
    int high = ends.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int order =
          Arrays.compareUnsigned(
              rests, start(middle), ends[middle], key, prefix.length, key.length);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /** Returns these keys with one more. */
  PackedKeys with(int index, byte[] key) {
    int mismatch = Arrays.mismatch(prefix, key);
    if (ends.length == 0 || (mismatch >= 0 && mismatch < prefix.length)) {
      List<byte[]> keys = range(0, ends.length);
      keys.add(index, key);
      return of(keys);
    }
    int length = key.length - prefix.length;
    int start = index == 0 ? 0 : ends[index - 1];
    int[] newEnds = new int[ends.length + 1];
    System.arraycopy(ends, 0, newEnds, 0, index);
    newEnds[index] = start + length;
    for (int i = index; i < ends.length; i++) {
      newEnds[i + 1] = ends[i] + length;
    }
    byte[] newRests = new byte[rests.length + length];
    System.arraycopy(rests, 0, newRests, 0, start);
    System.arraycopy(key, prefix.length, newRests, start, length);
    System.arraycopy(rests, start, newRests, start + length, rests.length - start);
    return new PackedKeys(prefix, newEnds, newRests);
  }

  /** Returns some of these keys. */
  PackedKeys part(int from, int to) {
    return of(range(from, to));
  }

  private List<byte[]> range(int from, int to) {
    List<byte[]> keys = new ArrayList<>(to - from + 1);
    for (int i = from; i < to; i++) {
      keys.add(get(i));
    }
    return keys;
  }

  private int start(int index) {
    return index == 0 ? 0 : ends[index - 1];
  }
}
