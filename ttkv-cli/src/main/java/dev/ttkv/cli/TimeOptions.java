// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The options that say as of when to read. */
final class TimeOptions {
  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "Read as of then; 'ttkv --help' says how times are written.")
  private Optional<String> at = Optional.empty();

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "Where times without a zone are, such as Europe/Berlin; else UTC.")
  private Optional<String> zone = Optional.empty();

  /**
   * Returns the time to read at, the end of time if none is given; empty if it counts the versions
   * of a key.
   */
  Optional<Instant> time(InstantSource clock) {
    ZoneId zone = zone();
    if (at.isEmpty()) {
      return Optional.of(Instant.MAX);
    }
    try {
      TimeExpression expression = TimeExpression.parse(at.get());
      return expression.needsKey()
          ? Optional.empty()
          : Optional.of(expression.at(clock.instant(), zone));
    } catch (IllegalArgumentException e) {
      throw new UsageException("--at: " + e.getMessage(), e);
    }
  }

  /** Returns the time that counts the versions of a key; empty if it does not have so many. */
  Optional<Instant> versionTime(Stream<Instant> times) {
    return TimeExpression.parse(text()).at(Instant.EPOCH, ZoneOffset.UTC, times);
  }

  /** Returns the time as it was written. */
  String text() {
    return at.orElse("now");
  }

  private ZoneId zone() {
    try {
      return zone.map(ZoneId::of).orElse(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw new UsageException(
          "--zone: '%s' is not a time zone; write a name such as Europe/Berlin, or +02:00"
              .formatted(zone.orElse("")),
          e);
    }
  }
}
