// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredVersion;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The versions of one key, oldest first, in arrays that one thread appends to while any number of
 * threads read.
 *
 * <p>The size is stored with release after all else and read with acquire before all else: who sees
 * a size finds arrays that hold at least that many versions. The arrays are volatile, so that the
 * contents of one that has just replaced a shorter one are seen with it.
 */
final class KeyHistory {
  /** The history of every key that was never written. */
  static final KeyHistory NONE = new KeyHistory(new byte[0], 0);

  private static final byte[] NO_VALUE = {};

  /** Stands for the value of a deletion; told by identity, so it never leaves this class. */
  private static final byte[] DELETED = {};

  private static final VarHandle SIZE;

  static {
    try {
      SIZE = MethodHandles.lookup().findVarHandle(KeyHistory.class, "size", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The key. Nobody changes it. */
  final byte[] key;

  /** The hash of the key in the {@link KeyIndex}. */
  final int hash;

  private volatile long[] times = new long[2];
  private volatile byte[][] values = new byte[2][];
  private int size;

  KeyHistory(byte[] key, int hash) {
    this.key = key;
    this.hash = hash;
  }

  /**
   * Appends a version that is later than all others.
   *
   * @return its position
   */
  int append(long time, StoredChange change) {
    int position = size;
    if (position == times.length) {
      int capacity = position + Math.max(2, position >> 2);
      times = Arrays.copyOf(times, capacity);
      values = Arrays.copyOf(values, capacity);
    }
    times[position] = time;
    values[position] = change.deletion() ? DELETED : change.value();
    SIZE.setRelease(this, position + 1);
    return position;
  }

  /**
   * Takes back the versions after {@code time}, which no reader has been shown yet. A reader that
   * has seen the greater size passes over them, and over what takes their place, by their times.
   */
  void dropAfter(long time) {
    SIZE.setRelease(this, countThrough(time));
  }

  /** Returns how many versions are not after {@code time}: the position of the first that is. */
  int countThrough(long time) {
    int size = (int) SIZE.getAcquire(this);
    return Times.countThrough(times, size, time);
  }

  /** Returns the time of a version. */
  long time(int position) {
    return times[position];
  }

  /** Tells whether a version is a deletion. */
  boolean isDeletion(int position) {
    return values[position] == DELETED;
  }

  /** Returns the value of a version; of no length for a deletion. */
  byte[] value(int position) {
    byte[] value = values[position];
    return value == DELETED ? NO_VALUE : value;
  }

  /** Returns a version. */
  StoredVersion version(int position) {
    return new StoredVersion(times[position], isDeletion(position), value(position));
  }

  /** Returns the change that made a version. */
  StoredChange change(int position) {
    return new StoredChange(key, isDeletion(position), value(position));
  }
}
