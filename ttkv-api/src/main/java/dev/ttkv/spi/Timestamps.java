// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.time.Instant;

/**
 * Converts between {@link Instant}s and the {@code long} nanoseconds since the epoch that engines
 * speak. A commit's timestamp lies from {@link #FIRST} to {@link #LAST} (SPEC 1.4).
 */
public final class Timestamps {
  /** Before every commit: what {@link Instant#MIN} becomes. No commit ever has this time. */
  public static final long NONE = Long.MIN_VALUE;

  /** The earliest timestamp that a commit can have, 1677-09-21T00:12:43.145224193Z. */
  public static final long FIRST = Long.MIN_VALUE + 1;

  /** The latest timestamp that a commit can have, 2262-04-11T23:47:16.854775807Z. */
  public static final long LAST = Long.MAX_VALUE;

  private static final long NANOS = 1_000_000_000L;
  private static final Instant FIRST_INSTANT = toInstant(FIRST);
  private static final Instant LAST_INSTANT = toInstant(LAST);

  private Timestamps() {}

  /** Returns the instant of a timestamp; {@link Instant#MIN} for {@link #NONE}. */
  public static Instant toInstant(long nanos) {
    return nanos == NONE
        ? Instant.MIN
        : Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS));
  }

  /**
   * Returns the timestamp to read at: that of the instant, {@link #NONE} for any before {@link
   * #FIRST} and {@link #LAST} for any after it.
   */
  public static long clamp(Instant time) {
    if (time.isBefore(FIRST_INSTANT)) {
      return NONE;
    }
    return time.isAfter(LAST_INSTANT) ? LAST : nanos(time);
  }

  /**
   * Returns the timestamp of the instant, for writing.
   *
   * @throws IllegalArgumentException if it is not from {@link #FIRST} to {@link #LAST}
   */
  public static long exact(Instant time) {
    if (time.isBefore(FIRST_INSTANT) || time.isAfter(LAST_INSTANT)) {
      throw new IllegalArgumentException(
          "a commit's time must be from " + FIRST_INSTANT + " to " + LAST_INSTANT + ": " + time);
    }
    return nanos(time);
  }

  // seconds * NANOS alone may overflow where the sum does not
  private static long nanos(Instant time) {
    long seconds = time.getEpochSecond();
    return seconds < 0
        ? Math.addExact(Math.multiplyExact(seconds + 1, NANOS), time.getNano() - NANOS)
        : Math.addExact(Math.multiplyExact(seconds, NANOS), time.getNano());
  }
}
