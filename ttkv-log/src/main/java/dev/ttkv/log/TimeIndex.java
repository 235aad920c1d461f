// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.spi.Timestamps;
import java.util.Arrays;

/**
 * Where some of the commits stand, so that the others are found by going on from there: the first
 * of each segment, and one for every so many bytes. One thread adds, any number read.
 */
final class TimeIndex {
  private static final int STRIDE = 16 << 10;

  /** The arrays are not changed below {@code size}, which only grows. */
  private record Entries(long[] times, long[] positions, int size) {}

  private volatile Entries entries = new Entries(new long[16], new long[16], 0);

  /** Is told of a commit, later than all before it. */
  void add(long time, long position) {
    Entries old = entries;
    if (old.size > 0) {
      long last = old.positions[old.size - 1];
      if (Position.segment(last) == Position.segment(position) && position - last < STRIDE) {
        return;
      }
    }
    append(old, time, position);
  }

  /** Adds an entry that {@link #times} and {@link #positions} gave. */
  void restore(long time, long position) {
    append(entries, time, position);
  }

  private void append(Entries old, long time, long position) {
    boolean full = old.size == old.times.length;
    long[] times = full ? Arrays.copyOf(old.times, 2 * old.size) : old.times;
    long[] positions = full ? Arrays.copyOf(old.positions, 2 * old.size) : old.positions;
    times[old.size] = time;
    positions[old.size] = position;
    entries = new Entries(times, positions, old.size + 1);
  }

  /**
   * Returns the position of a commit not after {@code time}, or of the first; -1 if there is none.
   */
  long floor(long time) {
    Entries now = entries;
    if (now.size == 0) {
      return -1;
    }
    int found = Arrays.binarySearch(now.times, 0, now.size, time);
    return now.positions[found >= 0 ? found : Math.max(0, -found - 2)];
  }

  long[] times() {
    Entries now = entries;
    return Arrays.copyOf(now.times, now.size);
  }

  long[] positions() {
    Entries now = entries;
    return Arrays.copyOf(now.positions, now.size);
  }

  /** Returns the time of the newest entry, {@link Timestamps#NONE} if there is none. */
  long lastTime() {
    Entries now = entries;
    return now.size == 0 ? Timestamps.NONE : now.times[now.size - 1];
  }
}
