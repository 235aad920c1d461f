// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.time.Instant;

/**
 * A time, ready in both forms, so that nobody is charged for what the other one needs.
 *
 * @param nanos the nanoseconds since the epoch
 * @param instant the same
 */
record Moment(long nanos, Instant instant) {
  private static final long SECOND = 1_000_000_000L;

  static Moment of(long nanos) {
    return new Moment(nanos, Instant.ofEpochSecond(nanos / SECOND, nanos % SECOND));
  }

  /** Returns the nanoseconds within the second, which every form of a time gives cheaply. */
  static int fraction(long nanos) {
    return (int) (nanos % SECOND);
  }
}
