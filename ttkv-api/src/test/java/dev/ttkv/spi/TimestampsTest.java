// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimestampsTest {
  @Test
  void nanos_ofEdgesAndSigns_comeBackExactly() {
    for (long nanos :
        List.of(
            Timestamps.FIRST,
            Timestamps.FIRST + 1,
            -1_000_000_001L,
            -1_000_000_000L,
            -999_999_999L,
            -1L,
            0L,
            1L,
            999_999_999L,
            1_000_000_000L,
            Timestamps.LAST - 1,
            Timestamps.LAST)) {
      Instant instant = Timestamps.toInstant(nanos);
      assertThat(Timestamps.exact(instant)).isEqualTo(nanos);
      assertThat(Timestamps.clamp(instant)).isEqualTo(nanos);
      assertThat(instant)
          .isEqualTo(
              Instant.EPOCH.plusSeconds(nanos / 1_000_000_000).plusNanos(nanos % 1_000_000_000));
    }
  }

  @Test
  void edges_areThoseOfTheSpec() {
    assertThat(Timestamps.toInstant(Timestamps.FIRST))
        .hasToString("1677-09-21T00:12:43.145224193Z");
    assertThat(Timestamps.toInstant(Timestamps.LAST)).hasToString("2262-04-11T23:47:16.854775807Z");
    assertThat(Timestamps.toInstant(Timestamps.NONE)).isEqualTo(Instant.MIN);
  }

  @Test
  void clamp_outsideTheRange_isItsEnds() {
    Instant first = Timestamps.toInstant(Timestamps.FIRST);
    Instant last = Timestamps.toInstant(Timestamps.LAST);
    assertThat(Timestamps.clamp(Instant.MIN)).isEqualTo(Timestamps.NONE);
    assertThat(Timestamps.clamp(first.minusNanos(1))).isEqualTo(Timestamps.NONE);
    assertThat(Timestamps.clamp(last.plusNanos(1))).isEqualTo(Timestamps.LAST);
    assertThat(Timestamps.clamp(Instant.MAX)).isEqualTo(Timestamps.LAST);
  }

  @Test
  void exact_outsideTheRange_isRefusedWithTheRange() {
    Instant first = Timestamps.toInstant(Timestamps.FIRST);
    Instant last = Timestamps.toInstant(Timestamps.LAST);
    for (Instant time : List.of(Instant.MIN, first.minusNanos(1), last.plusNanos(1), Instant.MAX)) {
      assertThatThrownBy(() -> Timestamps.exact(time))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(first.toString())
          .hasMessageContaining(last.toString())
          .hasMessageContaining(time.toString());
    }
  }
}
