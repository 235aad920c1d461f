// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Retention;
import dev.ttkv.RetentionSchedule;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class RetentionScheduleTest {
  private final TimeTravelStore<String, String> store =
      TimeTravelStore.open("memory:", KeyCodec.utf8(), Codec.utf8());

  @Test
  void retention_isAppliedInTheBackgroundUntilItIsClosed() throws InterruptedException {
    store.put("a", "1");
    Instant horizon = store.put("a", "2");
    store.put("a", "3");
    try (RetentionSchedule schedule = Retention.keepCommits(1).every(Duration.ofMillis(1), store)) {
      assertThat(schedule).hasToString("the retention of " + store);
      while (!store.horizon().equals(horizon)) {
        Thread.sleep(1);
      }
    }
    store.put("a", "4");
    Thread.sleep(20);
    assertThat(store.horizon()).isEqualTo(horizon);
  }

  @Test
  void schedule_goesOnAfterAFailure_anErrorToo() throws InterruptedException {
    store.put("a", "1");
    AtomicInteger asked = new AtomicInteger();
    InstantSource failing =
        () ->
            switch (asked.incrementAndGet()) {
              case 1 -> throw new UncheckedIOException(new IOException("once"));
              case 2 -> throw new StackOverflowError("once");
              default -> Instant.MAX;
            };
    Retention retention = Retention.keep(Duration.ofNanos(1), failing);
    try (RetentionSchedule schedule = retention.every(Duration.ofMillis(1), store)) {
      while (!store.horizon().equals(store.watermark())) {
        Thread.sleep(1);
      }
      assertThat(schedule).hasToString("the retention of memory");
    }
    assertThat(asked).hasValueGreaterThan(2);
  }

  @Test
  @SuppressWarnings("NullAway") // null is what is tested
  void schedule_withoutAPeriodOrAStore_isRefusedByName() {
    Retention retention = Retention.keepCommits(1);
    assertThatNullPointerException()
        .isThrownBy(() -> retention.every(null, store))
        .withMessage("period");
    assertThatNullPointerException()
        .isThrownBy(() -> retention.every(Duration.ofDays(1), null))
        .withMessage("store");
  }

  @Test
  void schedule_ofAStoreThatIsClosed_ends() throws InterruptedException {
    store.put("a", "1");
    try (RetentionSchedule schedule = Retention.keepCommits(1).every(Duration.ofMillis(1), store)) {
      store.close();
      while (Thread.getAllStackTraces().keySet().stream()
          .anyMatch(thread -> thread.getName().equals("ttkv: " + schedule))) {
        Thread.sleep(1);
      }
    }
  }
}
