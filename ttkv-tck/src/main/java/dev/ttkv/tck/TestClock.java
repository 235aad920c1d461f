// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is told otherwise. */
final class TestClock implements InstantSource {
  /** Where every clock starts: a leap day, with a fraction that no coarser unit can hold. */
  static final Instant START = Instant.parse("2024-02-29T12:00:00.123456789Z");

  private volatile Instant now = START;

  @Override
  public Instant instant() {
    return now;
  }

  synchronized void set(Instant time) {
    now = time;
  }

  /** Moves the clock, backwards if {@code nanos} is negative. */
  synchronized void move(long nanos) {
    now = now.plusNanos(nanos);
  }

  synchronized void move(Duration duration) {
    now = now.plus(duration);
  }
}
