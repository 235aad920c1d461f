// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimeExpressionTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:30:45.123456789Z");

  @ParameterizedTest
  @CsvSource({
    "now,                                2026-11-24T12:30:45.123456789Z",
    "today,                              2026-11-24T00:00:00Z",
    "yesterday,                          2026-11-23T00:00:00Z",
    "2h ago,                             2026-11-24T10:30:45.123456789Z",
    "90s ago,                            2026-11-24T12:29:15.123456789Z",
    "3d ago,                             2026-11-21T12:30:45.123456789Z",
    "2w ago,                             2026-11-10T12:30:45.123456789Z",
    "1h30m ago,                          2026-11-24T11:00:45.123456789Z",
    "1w1d1h1m1s1ms1us1ns ago,            2026-11-16T11:29:44.122455788Z",
    "0s ago,                             2026-11-24T12:30:45.123456789Z",
    "-10s,                               2026-11-24T12:30:35.123456789Z",
    "-1h30m,                             2026-11-24T11:00:45.123456789Z",
    "-1ns,                               2026-11-24T12:30:45.123456788Z",
    "@0,                                 1970-01-01T00:00:00Z",
    "@1732353247.120443001,              2024-11-23T09:14:07.120443001Z",
    "@1.5,                               1970-01-01T00:00:01.5Z",
    "@-1.5,                              1969-12-31T23:59:58.5Z",
    "@-0.000000001,                      1969-12-31T23:59:59.999999999Z",
    "2026-11-23,                         2026-11-23T00:00:00Z",
    "2024-02-29,                         2024-02-29T00:00:00Z",
    "0000-01-01,                         0000-01-01T00:00:00Z",
    "2026-11-23T07:02,                   2026-11-23T07:02:00Z",
    "2026-11-23 07:02,                   2026-11-23T07:02:00Z",
    "2026-11-23T07:02:51,                2026-11-23T07:02:51Z",
    "2026-11-23T07:02:51.004,            2026-11-23T07:02:51.004Z",
    "2026-11-23T07:02:51.123456789Z,     2026-11-23T07:02:51.123456789Z",
    "2026-11-23T07:02+05:30,             2026-11-23T01:32:00Z",
    "2026-11-23T07:02-00:25:21,          2026-11-23T07:27:21Z",
    "2026-11-23+02:00,                   2026-11-22T22:00:00Z",
    "2026-07-01[Europe/Berlin],          2026-06-30T22:00:00Z",
    "2026-07-01T12:00[Europe/Berlin],    2026-07-01T10:00:00Z",
    "2026-07-01T12:00+02:00[Europe/Berlin], 2026-07-01T10:00:00Z",
  })
  void at_understood(String text, String expected) {
    assertThat(TimeExpression.parse(text).at(NOW, ZoneOffset.UTC)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "today,                     Asia/Tokyo,        2026-11-23T15:00:00Z",
    "yesterday,                 America/New_York,  2026-11-23T05:00:00Z",
    "2026-07-01,                Europe/Berlin,     2026-06-30T22:00:00Z",
    "2026-07-01T12:00,          Europe/Berlin,     2026-07-01T10:00:00Z",
    "2026-07-01T12:00Z,         Europe/Berlin,     2026-07-01T12:00:00Z",
    "2018-11-04,                America/Sao_Paulo, 2018-11-04T03:00:00Z",
    "2026-10-25T02:30+01:00,    Europe/Berlin,     2026-10-25T01:30:00Z",
  })
  void at_understoodInZone(String text, ZoneId zone, String expected) {
    assertThat(TimeExpression.parse(text).at(NOW, zone)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-03-29T02:30         | Europe/Berlin | skipped in Europe/Berlin",
        "2026-03-29T02:30[Europe/Berlin] | UTC    | went from 2026-03-29T02:00 to 2026-03-29T03:00",
        "2026-10-25T02:30         | Europe/Berlin | write 2026-10-25T02:30+02:00 or"
            + " 2026-10-25T02:30+01:00",
        "2018-11-04T00:00         | America/Sao_Paulo | skipped in America/Sao_Paulo",
        "2011-12-30               | Pacific/Apia  | there was no 2011-12-30 in Pacific/Apia",
        "99999999999w ago         | UTC           | too long ago",
      })
  void at_refused(String text, ZoneId zone, String message) {
    TimeExpression expression = TimeExpression.parse(text);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> expression.at(NOW, zone))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''            | write now, today",
        "tomorrow      | write now, today",
        "NOW           | write now, today",
        "' now'        | write now, today",
        "'now '        | write now, today",
        "10            | @10 for seconds since the epoch, ~10 for versions back, or '10s ago'",
        "2026          | a number alone",
        "-10           | a number alone",
        "10s           | write '10s ago'",
        "+10s          | write '10s ago'",
        "2mo ago       | months and years have no fixed length",
        "1y ago        | months and years have no fixed length",
        "2 months ago  | months and years have no fixed length",
        "last year     | months and years have no fixed length",
        "30m1h ago     | write now, today",
        "1h1h ago      | write now, today",
        "1.5h ago      | write now, today",
        "2 h ago       | write now, today",
        "2h  ago       | write now, today",
        "-2h ago       | write now, today",
        "ago           | write now, today",
        "' ago'        | write now, today",
        "-             | write now, today",
        "@             | write now, today",
        "@1.1234567890 | write now, today",
        "@9999999999999 | write now, today",
        "@1e5          | write now, today",
        "~             | write now, today",
        "~-1           | write now, today",
        "~9999999999   | write now, today",
        "2026-1-1      | write now, today",
        "26-01-01      | write now, today",
        "2026-13-01    | MonthOfYear",
        "2026-02-29    | not a leap year",
        "2026-11-23T24:00 | HourOfDay",
        "2026-11-23T23:59:60 | SecondOfMinute",
        "2026-11-23T07 | write now, today",
        "2026-11-23T07:02:51. | write now, today",
        "2026-11-23T07:02:51.1234567890 | write now, today",
        "2026-11-23T07:02z | write now, today",
        "2026-11-23T07:02+25:00 | Zone offset hours",
        "2026-11-23T07:02+01:00[Europe/Moscow] | not valid",
        "2026-11-23+01:00[Europe/Berlin] | not both",
        "2026-11-23T07:02[Mars/Base] | Mars/Base",
        "٢٠٢٦-١١-٢٣    | write now, today",
        "99999999999999999999d ago | too long ago",
      })
  void parse_refused(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeExpression.parse(text))
        .withMessageContaining(message)
        .withMessageContaining("'" + text + "'");
  }

  @Test
  @SuppressWarnings("NullAway")
  void parse_null() {
    assertThatNullPointerException().isThrownBy(() -> TimeExpression.parse(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ar-EG", "th-TH-u-ca-buddhist", "ja-JP-u-ca-japanese", "hi-IN-u-nu-deva"})
  void at_otherLocale(String tag) {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag(tag));
    try {
      assertThat(TimeExpression.parse("2026-11-23T07:02").at(NOW, ZoneOffset.UTC))
          .isEqualTo("2026-11-23T07:02:00Z");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TimeExpression.parse("7"))
          .withMessageContaining("@7 for seconds");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void at_versionsBack() {
    TimeExpression expression = TimeExpression.parse("~1");
    Instant newest = Instant.parse("2026-01-02T00:00:00Z");
    Instant older = Instant.parse("2026-01-01T00:00:00Z");
    assertThat(expression.needsKey()).isTrue();
    assertThat(expression.at(NOW, ZoneOffset.UTC, Stream.of(newest, older))).contains(older);
    assertThat(expression.at(NOW, ZoneOffset.UTC, Stream.of(newest))).isEmpty();
    assertThat(TimeExpression.parse("~0").at(NOW, ZoneOffset.UTC, Stream.of(newest)))
        .contains(newest);
  }

  @Test
  void at_versionsBackWithoutKey() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TimeExpression.parse("~1").at(NOW, ZoneOffset.UTC))
        .withMessageContaining("~1");
  }

  @Test
  void at_timeWithKeyAtHand() {
    TimeExpression expression = TimeExpression.parse("-1s");
    assertThat(expression.needsKey()).isFalse();
    assertThat(expression.at(NOW, ZoneOffset.UTC, Stream.of())).contains(NOW.minusSeconds(1));
  }

  @Test
  void toString_asWritten() {
    assertThat(TimeExpression.parse("1h30m ago")).hasToString("1h30m ago");
  }
}
