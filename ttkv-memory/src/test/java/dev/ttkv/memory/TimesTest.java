// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TimesTest {
  @Test
  void countThrough_evenTimes_isThatOfAWalk() {
    check(i -> 1_700_000_000_000_000_000L + 1_000 * i);
  }

  @Test
  void countThrough_timesThatCrowdAtTheBeginning_isThatOfAWalk() {
    check(i -> i * i * i * i);
  }

  @Test
  void countThrough_timesThatCrowdAtTheEnd_isThatOfAWalk() {
    check(i -> Long.MAX_VALUE - 1 - (1_000 - i) * (1_000 - i) * (1_000 - i));
  }

  @Test
  void countThrough_timesAtBothEnds_isThatOfAWalk() {
    check(i -> i < 500 ? Long.MIN_VALUE + 1 + i : Long.MAX_VALUE - 1_000 + i);
  }

  @Test
  void countThrough_oneTimeFarBeforeOthers_isThatOfAWalk() {
    check(i -> i == 0 ? Long.MIN_VALUE + 1 : i);
  }

  @Test
  void countThrough_timesAtRandom_isThatOfAWalk() {
    long seed = new Random().nextLong();
    long[] times = new Random(seed).longs(1_000).sorted().distinct().toArray();

    check(i -> times[(int) i]);
  }

  private static void check(LongUnaryOperator time) {
    long[] times = LongStream.range(0, 1_000).map(time).toArray();
    for (int count : new int[] {0, 1, 2, 8, 9, 10, 63, 64, 65, 66, 100, 999, 1_000}) {
      for (long near : LongStream.concat(Arrays.stream(times), ends()).toArray()) {
        for (long asked = near - 1; asked != near + 2; asked++) {
          long limit = asked;
          int walked = (int) Arrays.stream(times, 0, count).filter(t -> t <= limit).count();
          assertThat(Times.countThrough(times, count, asked))
              .as("%s of %s as of %s", count, times, asked)
              .isEqualTo(walked);
        }
      }
    }
  }

  private static LongStream ends() {
    return LongStream.of(Long.MIN_VALUE, 0, Long.MAX_VALUE);
  }
}
