// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import java.util.Arrays;

/** A list of timestamps with a limit. */
final class TimeList {
  private final int limit;
  private long[] times;
  private int size;

  TimeList(int limit) {
    this.limit = limit;
    times = new long[Math.min(limit, 64)];
  }

  boolean isFull() {
    return size == limit;
  }

  long last() {
    return times[size - 1];
  }

  /** Adds a time, unless it is the last one; tells whether it was added. */
  boolean addNew(long time) {
    if (size > 0 && time == last()) {
      return false;
    }
    if (size == times.length) {
      times = Arrays.copyOf(times, Math.min(limit, 4 * size));
    }
    times[size++] = time;
    return true;
  }

  long[] toArray() {
    return Arrays.copyOf(times, size);
  }
}
