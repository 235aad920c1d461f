// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

/** Searches ascending times. */
final class Times {
  /** So many are counted faster than they are halved. */
  private static final int FEW = 8;

  private Times() {}

  /** Returns how many of the first {@code count} times are not after {@code time}. */
  static int countThrough(long[] times, int count, long time) {
    if (count == 0 || times[count - 1] <= time) {
      return count;
    }
    int low = 0;
    int high = count - 1; // the answer is from low to high
    if (count > FEW * FEW) {
      int guess = guess(times, high, time);
      int stray = (int) Math.sqrt(count); // what comes at random strays about so far
      int before = Math.max(low, guess - stray);
      int after = Math.min(high, guess + stray);
      if (times[after] <= time) {
        low = after + 1;
      } else if (times[before] <= time) {
        low = before + 1;
        high = after;
      } else {
        high = before;
      }
    }
    while (high - low > FEW) {
      int middle = (low + high) >>> 1;
      if (times[middle] <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    int result = low;
    for (int i = low; i < high; i++) {
      result += times[i] <= time ? 1 : 0;
    }
    return result;
  }

  /** Returns where the time would stand, up to and with {@code last}, if all were evenly spaced. */
  private static int guess(long[] times, int last, long time) {
    double first = times[0];
    return (int) (Math.max(0, time - first) / (times[last] - first) * last);
  }
}
