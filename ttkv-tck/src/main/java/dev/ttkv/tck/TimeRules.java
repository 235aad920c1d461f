// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Chapter 1: timestamps, clocks, the watermark. */
final class TimeRules {
  @Rule("1.1")
  void a_commit_is_stamped_with_the_clock_while_it_advances(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (long step : new long[] {0, 1, 2, 999, 1_000, 1_000_000, 1_000_000_000, 123_456_789_123L}) {
      lab.clock().move(step);
      assertEquals(lab.clock().instant(), store.put("a", "" + step));
      assertEquals(lab.clock().instant(), store.watermark());
    }
  }

  @Rule("1.1")
  void a_commit_is_one_nanosecond_after_the_watermark_while_the_clock_stands_still(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      times.add(
          i % 2 == 0
              ? store.put("a", "" + i)
              : store.commit(Batch.<String, String>create().put("b", "" + i)).orElseThrow());
      assertEquals(TestClock.START.plusNanos(i), times.get(i));
    }
    Collections.reverse(times);
    assertEquals(times, store.times().toList());
  }

  @Rule("1.1")
  void a_commit_is_one_nanosecond_after_the_watermark_when_the_clock_went_back(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant last = store.put("a", "0");
    for (Duration back :
        List.of(Duration.ofNanos(1), Duration.ofSeconds(1), Duration.ofDays(3650))) {
      lab.clock().move(back.negated());
      Instant next = store.put("a", back.toString());
      assertEquals(last.plusNanos(1), next);
      assertEquals(Optional.of(next.plusNanos(1)), store.delete("a"));
      last = next.plusNanos(1);
    }
    lab.clock().set(last.plusNanos(1));
    assertEquals(last.plusNanos(1), store.put("a", "in step"));
    lab.clock().move(1);
    assertEquals(lab.clock().instant(), store.put("a", "ahead"));
  }

  @Rule("1.1")
  void a_deletion_of_nothing_takes_no_timestamp(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    assertEquals(Optional.empty(), store.delete("b"));
    assertEquals(first, store.watermark());
    assertEquals(first.plusNanos(1), store.put("a", "2"));
  }

  @Rule("1.1")
  void timestamps_increase_across_reopening_with_the_clock_set_back(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant last = store.put("a", "1");
    for (int i = 0; i < 3 && lab.survives(); i++) {
      store.close();
      lab.clock().move(Duration.ofHours(-1));
      store = place.open();
      assertEquals(last, store.watermark());
      Instant next = i == 1 ? store.delete("a").orElseThrow() : store.put("a", "2");
      assertEquals(last.plusNanos(1), next);
      last = next;
    }
    assertEquals(last, store.times("a").findFirst().orElseThrow());
  }

  @Rule("1.1")
  void timestamps_increase_by_any_walk_of_the_clock(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Random random = lab.random();
    Instant last = Instant.MIN;
    for (int i = 0; i < lab.tries(300); i++) {
      lab.clock().move((long) (random.nextGaussian() * 1_000));
      Instant clock = lab.clock().instant();
      Instant expected = clock.isAfter(last) ? clock : last.plusNanos(1);
      assertEquals(expected, store.put("a", "" + i), "seed " + lab.seed());
      last = expected;
    }
  }

  @Rule("1.2")
  void the_clock_that_was_given_decides_and_every_nanosecond_of_it(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (String time :
        List.of(
            "1700-01-01T00:00:00.000000001Z",
            "1969-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00.000000001Z",
            "2024-02-29T12:00:00.123456789Z",
            "2200-12-31T23:59:59.987654321Z")) {
      lab.clock().set(Instant.parse(time));
      assertEquals(Instant.parse(time), store.put("a", time));
    }
  }

  @Rule("1.2")
  void a_clock_that_never_moves_holds_nothing_up(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (int i = 0; i < 500; i++) {
      store.put("a", "" + i);
    }
    assertEquals(TestClock.START.plusNanos(499), store.watermark());
    assertEquals(500, store.times("a").count());
  }

  @Rule("1.3")
  void a_given_time_is_the_timestamp(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant past = TestClock.START.minusSeconds(10).plusNanos(7);
    assertEquals(past, store.put("a", "1", past));
    Instant next = past.plusNanos(1);
    assertEquals(
        Optional.of(next),
        store.commit(Batch.<String, String>create().put("b", "1").delete("a").at(next)));
    Instant future = TestClock.START.plusSeconds(10);
    assertEquals(future, store.put("a", "2", future));
    assertEquals(List.of(future, next, past), store.times().toList());
    assertEquals(future, store.watermark());
    assertEquals(Optional.empty(), store.get("a", next));
    assertEquals(future.plusNanos(1), store.put("a", "by the clock"));
  }

  @Rule({"1.3", "4.6"})
  void a_given_time_that_is_not_after_the_watermark_is_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant watermark = store.put("a", "2", first.plusNanos(5));
    for (Instant time :
        List.of(watermark, watermark.minusNanos(1), first, first.minusNanos(1), Model.FIRST)) {
      NotAfterWatermarkException refusal =
          State.assertRefusedWithoutTrace(
              store,
              NotAfterWatermarkException.class,
              () -> store.put("b", "late", time),
              time,
              watermark);
      assertEquals(time, refusal.time());
      assertEquals(watermark, refusal.watermark());
    }
    assertEquals(watermark.plusNanos(1), store.put("b", "next", watermark.plusNanos(1)));
  }

  @Rule("1.3")
  void a_given_time_that_is_settled_is_refused(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant settled = store.settle(TestClock.START);
    State.assertRefusedWithoutTrace(
        store, NotAfterWatermarkException.class, () -> store.put("a", "1", settled), settled);
    State.assertRefusedWithoutTrace(
        store,
        NotAfterWatermarkException.class,
        () -> store.put("a", "1", settled.minusSeconds(1)),
        settled);
    assertEquals(settled.plusNanos(1), store.put("a", "1", settled.plusNanos(1)));
  }

  @Rule("1.5")
  void commits_go_on_when_the_clock_leapt_ahead_once(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    lab.clock().move(Duration.ofDays(36_500));
    Instant leapt = store.put("a", "1");
    lab.clock().set(TestClock.START);
    for (int i = 1; i <= 5; i++) {
      assertEquals(leapt.plusNanos(i), store.put("a", "" + i));
    }
  }

  @Rule({"1.5", "4.6"})
  void a_commit_further_ahead_of_the_clock_than_the_limit_is_refused(Lab lab) {
    TimeTravelStore<String, String> store =
        lab.store(lab.options().withMaxLead(Duration.ofNanos(3)));
    Instant first = store.put("a", "0");
    for (int lead = 1; lead <= 3; lead++) {
      assertEquals(first.plusNanos(lead), store.put("a", "" + lead));
    }
    State.assertRefusedWithoutTrace(
        store, TimeTravelStoreException.class, () -> store.put("a", "too far"));
    State.assertRefusedWithoutTrace(
        store,
        TimeTravelStoreException.class,
        () -> store.put("a", "too far", lab.clock().instant().plusNanos(4)));
    lab.clock().move(1);
    assertEquals(first.plusNanos(4), store.put("a", "4"));
    lab.clock().move(Duration.ofSeconds(1));
    Instant ahead = lab.clock().instant().plusNanos(3);
    assertEquals(ahead, store.put("a", "just", ahead));
    lab.clock().move(Duration.ofSeconds(-1));
    State.assertRefusedWithoutTrace(store, TimeTravelStoreException.class, () -> store.delete("a"));
    assertEquals(Optional.empty(), store.delete("not there"));
  }

  @Rule("1.5")
  void a_limit_of_zero_lets_the_clock_alone_stamp(Lab lab) {
    TimeTravelStore<String, String> store = lab.store(lab.options().withMaxLead(Duration.ZERO));
    store.put("a", "1");
    State.assertRefusedWithoutTrace(
        store, TimeTravelStoreException.class, () -> store.put("a", "2"));
    lab.clock().move(1);
    assertEquals(lab.clock().instant(), store.put("a", "2"));
  }

  @Rule("1.6")
  void the_watermark_is_the_time_of_the_newest_commit(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    assertEquals(Instant.MIN, store.watermark());
    assertEquals(store.put("a", "1"), store.watermark());
    lab.clock().move(500);
    Optional<Instant> deleted = store.delete("a");
    assertEquals(deleted, Optional.of(store.watermark()));
    lab.clock().move(500);
    store.delete("a");
    store.get("a");
    assertEquals(deleted, Optional.of(store.watermark()), "after nothing was written");
  }

  @Rule({"1.6", "1.1"})
  void settling_raises_the_watermark_and_commits_nothing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant early = TestClock.START.minusSeconds(5);
    assertEquals(early, store.settle(early));
    assertEquals(early, store.watermark());
    assertEquals(early, store.asOf(Instant.MAX).time());
    Instant put = store.put("a", "1");
    lab.clock().move(1_000);
    Instant between = put.plusNanos(500);
    assertEquals(between, store.settle(between));
    assertEquals(between, store.watermark());
    assertEquals(List.of(put), store.times().toList());
    assertEquals(1, store.commits(TimeRange.all(), Order.ASCENDING).count());
    assertEquals(Optional.of("1"), store.get("a"));
    assertEquals(between, store.latest().time());
    Instant now = lab.clock().instant();
    assertEquals(now, store.settle(now));
    assertEquals(now.plusNanos(1), store.put("a", "2"));
  }

  @Rule("1.6")
  void settling_what_is_settled_does_nothing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    assertEquals(Instant.MIN, store.settle(Instant.MIN));
    Instant first = store.put("a", "1");
    lab.clock().move(10);
    Instant second = store.put("a", "2");
    for (Instant time : List.of(second, second.minusNanos(1), first, Instant.EPOCH, Instant.MIN)) {
      assertEquals(second, store.settle(time));
      assertEquals(second, store.watermark());
    }
    assertEquals(List.of(second, first), store.times().toList());
  }

  @Rule("1.6")
  void a_time_after_the_clock_cannot_be_settled(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    lab.clock().move(100);
    for (Instant time : List.of(lab.clock().instant().plusNanos(1), Model.LAST, Instant.MAX)) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.settle(time));
    }
  }

  @Rule({"1.6", "2.4"})
  void as_of_a_settled_time_nothing_can_come_any_more(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    lab.clock().move(1_000);
    Instant settled = store.settle(lab.clock().instant());
    lab.clock().move(-500);
    assertTrue(store.put("a", "2").isAfter(settled));
    assertEquals(Optional.of("1"), store.get("a", settled));
  }
}
