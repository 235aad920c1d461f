// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Instant;
import java.util.Objects;

/**
 * The times t with {@code after < t <= through}. {@link Instant#MIN} and {@link Instant#MAX} stand
 * for unbounded ends.
 *
 * @param after the time before the first one, exclusive
 * @param through the last time, inclusive
 */
public record TimeRange(Instant after, Instant through) {
  private static final TimeRange ALL = new TimeRange(Instant.MIN, Instant.MAX);

  /**
   * Checks the ends.
   *
   * @throws NullPointerException if an end is null
   * @throws IllegalArgumentException if {@code through} is before {@code after}
   */
  public TimeRange {
    Objects.requireNonNull(after, "after");
    Objects.requireNonNull(through, "through");
    if (through.isBefore(after)) {
      throw new IllegalArgumentException(
          "a time range goes forward: through " + through + " is before after " + after);
    }
  }

  /** Returns the range of all times. */
  public static TimeRange all() {
    return ALL;
  }

  /**
   * Returns the range of all times after {@code time}.
   *
   * @throws NullPointerException if {@code time} is null
   */
  public static TimeRange after(Instant time) {
    return new TimeRange(Objects.requireNonNull(time, "time"), Instant.MAX);
  }

  /**
   * Returns the range of all times up to and with {@code time}.
   *
   * @throws NullPointerException if {@code time} is null
   */
  public static TimeRange through(Instant time) {
    return new TimeRange(Instant.MIN, Objects.requireNonNull(time, "time"));
  }
}
