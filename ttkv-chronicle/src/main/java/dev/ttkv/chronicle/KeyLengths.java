// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

/**
 * The mean length of the keys that were seen, so that the next index is made for keys like them.
 */
final class KeyLengths {
  /** What keys are taken to have while none was seen, and at least. */
  private static final double LEAST = 24;

  private long count;
  private long sum;

  synchronized void add(int length) {
    count++;
    sum += length;
  }

  synchronized double mean() {
    return count == 0 ? LEAST : Math.max(LEAST, (double) sum / count);
  }
}
