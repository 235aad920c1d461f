// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ttkv.Retention;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Trimming;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Rule 6.4: policies that say where the horizon goes. */
final class RetentionRules {
  private static final Duration DAY = Duration.ofDays(1);

  @Rule("6.4")
  void a_policy_moves_the_horizon_as_far_as_it_says(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = daily(lab, store, 10);
    Instant now = lab.clock().instant();
    Retention days = Retention.keep(DAY.multipliedBy(5), lab.clock());
    Retention commits = Retention.keepCommits(8);

    // the commits are 1 to 10 days old: the eight newest reach further back than five days
    assertEquals(times.get(1), commits.plan(store).horizon());
    assertEquals(now.minus(DAY.multipliedBy(5)), days.plan(store).horizon());
    assertEquals(times.get(1), days.and(commits).plan(store).horizon());
    assertEquals(times.get(1), commits.and(days).plan(store).horizon());
    assertEquals(Instant.MIN, store.horizon());

    assertEquals(new Trimming(times.get(1), 2, 1, 2), days.and(commits).apply(store));
    assertEquals(times.get(1), store.horizon());
    assertEquals(8, store.times().count());
    Trimming plan = days.plan(store);
    assertEquals(plan, days.apply(store));
    assertEquals(now.minus(DAY.multipliedBy(5)), store.horizon());
    assertEquals(new Trimming(store.horizon(), 0, 0, 0), days.apply(store));
    assertEquals(new Trimming(store.horizon(), 0, 0, 0), commits.apply(store));
    assertEquals("9", store.getOrThrow("a"));
  }

  @Rule("6.4")
  void a_policy_stops_at_pins_and_at_the_watermark(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    Retention retention = Retention.keep(Duration.ofNanos(1), lab.clock());
    assertEquals(new Trimming(Instant.MIN, 0, 0, 0), retention.apply(store));
    List<Instant> times = daily(lab, store, 4);
    store.maintenance().pin("pin", times.get(2), lab.clock().instant().plusNanos(1));
    store.maintenance().pin("later", times.get(3), Model.LAST);
    assertEquals(times.get(2), retention.apply(store).horizon());
    lab.clock().move(1);
    assertEquals(times.get(3), retention.plan(store).horizon());
    assertEquals(times.get(3), retention.apply(store).horizon());
    store.maintenance().unpin("later");
    assertEquals(store.watermark(), retention.apply(store).horizon());
  }

  @Rule("6.4")
  void a_policy_that_would_keep_nothing_is_refused(Lab lab) {
    for (Duration age : List.of(Duration.ZERO, Duration.ofNanos(-1))) {
      assertThrows(IllegalArgumentException.class, () -> Retention.keep(age, lab.clock()));
      assertThrows(IllegalArgumentException.class, () -> Retention.keep(age));
    }
    assertThrows(IllegalArgumentException.class, () -> Retention.keepCommits(0));
    assertThrows(IllegalArgumentException.class, () -> Retention.keepCommits(-1));
    TimeTravelStore<String, String> store = lab.store();
    Retention retention = Retention.keepCommits(1);
    assertThrows(IllegalArgumentException.class, () -> retention.every(Duration.ZERO, store));
    if (lab.forgets()) {
      store.put("a", "1");
      Retention ages = Retention.keep(Duration.ofSeconds(Long.MAX_VALUE), lab.clock());
      assertEquals(new Trimming(Instant.MIN, 0, 0, 0), ages.apply(store));
    }
  }

  private static List<Instant> daily(Lab lab, TimeTravelStore<String, String> store, int days) {
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < days; i++) {
      times.add(store.put("a", "" + i));
      lab.clock().move(DAY);
    }
    return times;
  }
}
