// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, in one number. */
final class Age {
  private static final long DAYS_PER_400_YEARS = 146_097;

  private Age() {}

  static String of(Instant then, Instant now) {
    return then.isAfter(now)
        ? "in " + text(Duration.between(now, then))
        : text(Duration.between(then, now));
  }

  private static String text(Duration age) {
    if (age.toSeconds() < 60) {
      return age.toSeconds() + "s";
    }
    if (age.toMinutes() < 60) {
      return age.toMinutes() + "m";
    }
    if (age.toHours() < 48) {
      return age.toHours() + "h";
    }
    return age.toDays() < 1000 ? age.toDays() + "d" : age.toDays() * 400 / DAYS_PER_400_YEARS + "y";
  }
}
