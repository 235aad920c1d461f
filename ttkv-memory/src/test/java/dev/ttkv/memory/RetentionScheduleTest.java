// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.Retention;
import dev.ttkv.RetentionSchedule;
import dev.ttkv.TimeTravelStore;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
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
