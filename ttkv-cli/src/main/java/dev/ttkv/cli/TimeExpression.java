// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A moment as people write it. The same in every locale, and strict: what could be meant in two
 * ways is refused with a message that says how to write it.
 *
 * <ul>
 *   <li>{@code now}; {@code today} and {@code yesterday}, the beginnings of these days
 *   <li>{@code 2h ago}, {@code 1h30m ago}, {@code -10s}: in w, d (of 24 hours), h, m, s, ms, us,
 *       ns, greatest first
 *   <li>{@code 2026-11-23} (the beginning of the day), {@code 2026-11-23T07:02}, with seconds and
 *       up to nine digits of them if wanted, followed by {@code Z}, an offset, {@code
 *       [Europe/Berlin]} or nothing for the reader's zone
 *   <li>{@code @1732353247.120443001}: seconds since the epoch
 *   <li>{@code ~3}: when the version was written that is three before the newest, of a key
 * </ul>
 */
public final class TimeExpression {
  private static final String EXPECTED =
      "write now, today, yesterday, 2h30m ago, -10s, 2026-11-23, 2026-11-23T07:02:51Z, "
          + "@1732353247.5 or ~3";

  private static final String DURATION =
      "(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?"
          + "(?:(\\d+)ms)?(?:(\\d+)us)?(?:(\\d+)ns)?";
  private static final List<Duration> UNITS =
      List.of(
          Duration.ofDays(7),
          Duration.ofDays(1),
          Duration.ofHours(1),
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(1),
          Duration.ofNanos(1_000),
          Duration.ofNanos(1));

  private static final Pattern AGO = Pattern.compile("(?=\\d)" + DURATION + " ago");
  private static final Pattern MINUS = Pattern.compile("-(?=\\d)" + DURATION);
  private static final Pattern BARE_DURATION = Pattern.compile("\\+?(?=\\d)" + DURATION);
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)"
              + "(?:[T ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:\\.(\\d{1,9}))?)?)?"
              + "(Z|[+-]\\d\\d:\\d\\d(?::\\d\\d)?)?(?:\\[([A-Za-z0-9/_+-]+)])?");
  private static final Pattern EPOCH = Pattern.compile("@(-?)(\\d{1,12})(?:\\.(\\d{1,9}))?");
  private static final Pattern VERSIONS_BACK = Pattern.compile("~(\\d{1,9})");
  private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
  private static final Pattern CALENDAR =
      Pattern.compile("(?i).*(?:\\d *(?:mo|y)|\\bmonth|\\byear).*", Pattern.DOTALL);

  private final String text;
  private final Moment moment;
  private final OptionalInt versionsBack;

  private TimeExpression(String text, Moment moment, OptionalInt versionsBack) {
    this.text = text;
    this.moment = moment;
    this.versionsBack = versionsBack;
  }

  @FunctionalInterface
  private interface Moment {
    Instant at(Instant now, ZoneId zone);
  }

  /**
   * Parses an expression.
   *
   * @throws NullPointerException if {@code text} is null
   * @throws IllegalArgumentException if it is not understood; the message says what is
   */
  public static TimeExpression parse(String text) {
    Objects.requireNonNull(text, "text");
    Matcher back = VERSIONS_BACK.matcher(text);
    if (back.matches()) {
      int versions = Integer.parseInt(back.group(1));
      Moment none = (now, zone) -> failNeedsKey(text);
      return new TimeExpression(text, none, OptionalInt.of(versions));
    }
    return new TimeExpression(text, moment(text), OptionalInt.empty());
  }

  private static Moment moment(String text) {
    return switch (text) {
      case "now" -> (now, zone) -> now;
      case "today" -> (now, zone) -> startOfDay(LocalDate.ofInstant(now, zone), zone);
      case "yesterday" ->
          (now, zone) -> startOfDay(LocalDate.ofInstant(now, zone).minusDays(1), zone);
      default -> writtenMoment(text);
    };
  }

  private static Moment writtenMoment(String text) {
    for (Pattern pattern : List.of(AGO, MINUS)) {
      Matcher matcher = pattern.matcher(text);
      if (matcher.matches()) {
        Duration duration = duration(text, matcher);
        return (now, zone) -> before(text, now, duration);
      }
    }
    Matcher iso = ISO.matcher(text);
    if (iso.matches()) {
      return iso(text, iso);
    }
    Matcher epoch = EPOCH.matcher(text);
    if (epoch.matches()) {
      Instant instant = epoch(epoch);
      return (now, zone) -> instant;
    }
    throw refused(text, hint(text));
  }

  /** Tells whether this is of the form {@code ~3}, which says when only together with a key. */
  public boolean needsKey() {
    return versionsBack.isPresent();
  }

  /**
   * Returns the instant that is meant.
   *
   * @param now the present
   * @param zone where dates and times are that do not say it themselves
   * @throws NullPointerException if an argument is null
   * @throws IllegalStateException if it {@linkplain #needsKey() needs a key}
   * @throws IllegalArgumentException if it is a local time that the zone's clocks skipped or showed
   *     twice, or lies beyond the range of {@link Instant}
   */
  public Instant at(Instant now, ZoneId zone) {
    Objects.requireNonNull(now, "now");
    Objects.requireNonNull(zone, "zone");
    return moment.at(now, zone);
  }

  /**
   * Returns the instant that is meant where a key is at hand.
   *
   * @param now the present
   * @param zone where dates and times are that do not say it themselves
   * @param times the times of the key's versions, newest first, as {@code store.times(key)} gives
   *     them; consumed only if this {@linkplain #needsKey() needs a key}
   * @return empty if the key does not have so many versions
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException as {@link #at(Instant, ZoneId)}
   */
  public Optional<Instant> at(Instant now, ZoneId zone, Stream<Instant> times) {
    Objects.requireNonNull(times, "times");
    return versionsBack.isPresent()
        ? times.skip(versionsBack.getAsInt()).findFirst()
        : Optional.of(at(now, zone));
  }

  /** Returns the expression as it was written. */
  @Override
  public String toString() {
    return text;
  }

  private static Instant failNeedsKey(String text) {
    throw new IllegalStateException(text + " counts the versions of a key, and there is no key");
  }

  private static Duration duration(String text, Matcher matcher) {
    try {
      Duration sum = Duration.ZERO;
      for (int i = 0; i < UNITS.size(); i++) {
        String count = matcher.group(i + 1);
        if (count != null) {
          sum = sum.plus(UNITS.get(i).multipliedBy(Long.parseLong(count)));
        }
      }
      return sum;
    } catch (ArithmeticException | NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is too long ago", e);
    }
  }

  private static Instant before(String text, Instant now, Duration duration) {
    try {
      return now.minus(duration);
    } catch (ArithmeticException | DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "' is too long ago", e);
    }
  }

  private static Instant epoch(Matcher matcher) {
    long seconds = Long.parseLong(matcher.group(2));
    long nanos = nanos(matcher.group(3));
    // @-1.5 is one and a half seconds before the epoch
    return matcher.group(1).isEmpty()
        ? Instant.ofEpochSecond(seconds, nanos)
        : Instant.ofEpochSecond(-seconds, -nanos);
  }

  private static int nanos(@org.jspecify.annotations.Nullable String fraction) {
    return fraction == null ? 0 : Integer.parseInt((fraction + "00000000").substring(0, 9));
  }

  private static Moment iso(String text, Matcher matcher) {
    try {
      LocalDate date = LocalDate.of(number(matcher, 1), number(matcher, 2), number(matcher, 3));
      Optional<ZoneOffset> offset = Optional.ofNullable(matcher.group(8)).map(ZoneOffset::of);
      Optional<ZoneId> region = Optional.ofNullable(matcher.group(9)).map(ZoneId::of);
      if (matcher.group(4) == null) {
        Optional<ZoneId> own = offset.<ZoneId>map(o -> o).or(() -> region);
        if (offset.isPresent() && region.isPresent()) {
          throw refused(text, "a date takes an offset or a zone, not both");
        }
        return (now, zone) -> startOfDay(date, own.orElse(zone));
      }
      int second = matcher.group(6) == null ? 0 : number(matcher, 6);
      LocalTime time =
          LocalTime.of(number(matcher, 4), number(matcher, 5), second, nanos(matcher.group(7)));
      LocalDateTime local = date.atTime(time);
      if (offset.isPresent()) {
        Instant instant =
            ZonedDateTime.ofStrict(local, offset.get(), region.orElse(offset.get())).toInstant();
        return (now, zone) -> instant;
      }
      return (now, zone) -> exactly(local, region.orElse(zone));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("'" + text + "': " + e.getMessage(), e);
    }
  }

  private static int number(Matcher matcher, int group) {
    return Integer.parseInt(matcher.group(group));
  }

  private static Instant startOfDay(LocalDate date, ZoneId zone) {
    ZonedDateTime start = date.atStartOfDay(zone);
    if (!start.toLocalDate().equals(date)) {
      throw new IllegalArgumentException("there was no " + date + " in " + zone);
    }
    return start.toInstant();
  }

  private static Instant exactly(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    return switch (offsets.size()) {
      case 1 -> local.toInstant(offsets.get(0));
      case 0 ->
          throw new IllegalArgumentException(
              "%s was skipped in %s, where clocks went from %s to %s then"
                  .formatted(
                      local,
                      zone,
                      zone.getRules().getTransition(local).getDateTimeBefore(),
                      zone.getRules().getTransition(local).getDateTimeAfter()));
      default -> {
        List<String> choices = new ArrayList<>();
        offsets.forEach(offset -> choices.add(local + offset.getId()));
        throw new IllegalArgumentException(
            "%s came twice in %s; write %s".formatted(local, zone, String.join(" or ", choices)));
      }
    };
  }

  private static String hint(String text) {
    if (INTEGER.matcher(text).matches()) {
      String digits = text.replaceFirst("^[+-]", "");
      return "a number alone could be anything; write @%1$s for seconds since the epoch,"
              .formatted(digits)
          + " ~%1$s for versions back, or '%1$ss ago'".formatted(digits);
    }
    if (BARE_DURATION.matcher(text).matches()) {
      return "write '%s ago'".formatted(text.replaceFirst("^\\+", ""));
    }
    if (CALENDAR.matcher(text).matches()) {
      return "months and years have no fixed length; write a date, or days as in 30d ago";
    }
    return EXPECTED;
  }

  private static IllegalArgumentException refused(String text, String hint) {
    return new IllegalArgumentException("'" + text + "' is not a time: " + hint);
  }
}
