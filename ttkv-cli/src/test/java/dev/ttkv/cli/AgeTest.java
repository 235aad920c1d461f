// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AgeTest {
  @ParameterizedTest
  @CsvSource({
    "2026-11-24T12:00:00Z,           0s",
    "2026-11-24T11:59:00.000000001Z, 59s",
    "2026-11-24T11:59:00Z,           1m",
    "2026-11-24T11:00:00.1Z,         59m",
    "2026-11-24T11:00:00Z,           1h",
    "2026-11-22T12:00:00.1Z,         47h",
    "2026-11-22T12:00:00Z,           2d",
    "2024-02-29T12:00:00Z,           999d",
    "2024-02-28T12:00:00Z,           2y",
    "1800-01-01T00:00:00Z,           226y",
    "1677-09-21T00:12:43.145224193Z, 349y",
    "2026-11-24T12:00:03Z,           in 3s",
  })
  void of_then(Instant then, String age) {
    assertThat(Age.of(then, Shell.NOW)).isEqualTo(age);
  }
}
