// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ttkv.Difference;
import dev.ttkv.Lookup;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Chapter 1: the edges of time. */
final class TimeEdgeRules {
  private static final List<Instant> BEFORE_EVERYTHING =
      List.of(Instant.MIN, Instant.MIN.plusSeconds(1), Model.FIRST.minusNanos(1));
  private static final List<Instant> AFTER_EVERYTHING =
      List.of(Instant.MAX, Instant.MAX.minusSeconds(1), Model.LAST.plusNanos(1), Model.LAST);

  @Rule("1.4")
  void reads_take_every_instant_of_a_store_with_commits(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant second = store.put("a", "2");
    for (Instant time : BEFORE_EVERYTHING) {
      assertEquals(Optional.empty(), store.get("a", time));
      assertEquals(new Lookup.None<>(Instant.MIN), store.asOf(time).lookup("a"));
      assertEquals(0, store.asOf(time).count());
      assertEquals(List.of(), store.asOf(time).history("a").toList());
      assertEquals(List.of(), store.commits(TimeRange.through(time), Order.ASCENDING).toList());
      assertEquals(2, store.commits(TimeRange.after(time), Order.DESCENDING).count());
      assertEquals(2, store.history("a", TimeRange.after(time), Order.ASCENDING).count());
      assertEquals(List.of(), store.diff(Instant.MIN, time).toList());
      assertEquals(
          List.of(new Difference<>("a", Optional.empty(), Optional.of("2"))),
          store.diff(time, second).toList());
    }
    for (Instant time : AFTER_EVERYTHING) {
      assertEquals(Optional.of("2"), store.get("a", time));
      assertEquals(second, store.asOf(time).time());
      assertEquals(2, store.asOf(time).history("a").count());
      assertEquals(2, store.commits(TimeRange.through(time), Order.ASCENDING).count());
      assertEquals(List.of(), store.commits(TimeRange.after(time), Order.ASCENDING).toList());
      assertEquals(List.of(), store.history("a", TimeRange.after(time), Order.ASCENDING).toList());
      assertEquals(
          List.of(new Difference<>("a", Optional.of("1"), Optional.of("2"))),
          store.diff(first, time).toList());
      assertEquals(List.of(), store.diff(time, Instant.MAX).toList());
    }
  }

  @Rule({"1.4", "2.2"})
  void reads_take_every_instant_of_an_empty_store(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (List<Instant> times : List.of(BEFORE_EVERYTHING, AFTER_EVERYTHING)) {
      for (Instant time : times) {
        assertEquals(Optional.empty(), store.get("a", time));
        assertEquals(Instant.MIN, store.asOf(time).time(), "of a snapshot as of " + time);
        assertEquals(List.of(), store.asOf(time).entries().toList());
        assertEquals(List.of(), store.diff(Instant.MIN, time).toList());
        assertEquals(List.of(), store.commits(TimeRange.after(time), Order.DESCENDING).toList());
      }
    }
  }

  @Rule("1.4")
  void the_first_timestamp_is_taken_and_none_before_it(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (Instant time : BEFORE_EVERYTHING) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.put("a", "1", time));
    }
    assertEquals(Model.FIRST, store.put("a", "1", Model.FIRST));
    assertEquals(Optional.of("1"), store.get("a", Model.FIRST));
    assertEquals(Optional.empty(), store.get("a", Model.FIRST.minusNanos(1)));
    assertEquals(Model.FIRST, store.watermark());
    assertEquals(List.of(Model.FIRST), store.times("a").toList());
    assertEquals(List.of(Model.FIRST), store.times().toList());
    assertEquals(1, store.commits(TimeRange.all(), Order.ASCENDING).count());
    assertEquals(Model.FIRST.plusNanos(1), store.put("a", "2", Model.FIRST.plusNanos(1)));
  }

  @Rule({"1.4", "4.6"})
  void the_last_timestamp_is_taken_and_nothing_after_it(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    for (Instant time : List.of(Model.LAST.plusNanos(1), Instant.MAX)) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.put("a", "2", time));
    }
    Instant almost = Model.LAST.minusNanos(1);
    assertEquals(almost, store.put("a", "almost", almost));
    assertEquals(Model.LAST, store.put("a", "last"), "one timestamp was left");
    assertEquals(Optional.of("last"), store.get("a"));
    assertEquals(Optional.of("almost"), store.get("a", almost));
    assertEquals(Model.LAST, store.asOf(Instant.MAX).time());
    assertEquals(Model.LAST, store.watermark());
    State.assertRefusedWithoutTrace(
        store, TimeTravelStoreException.class, () -> store.put("a", "more"));
    State.assertRefusedWithoutTrace(store, TimeTravelStoreException.class, () -> store.delete("a"));
    State.assertRefusedWithoutTrace(
        store, NotAfterWatermarkException.class, () -> store.put("a", "more", Model.LAST));
    assertEquals(Optional.empty(), store.delete("b"));
    assertEquals(Model.LAST, store.settle(Instant.EPOCH));
  }

  @Rule("1.4")
  void the_last_timestamp_survives_reopening(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    store.put("a", "last", Model.LAST);
    if (lab.survives()) {
      store.close();
      store = place.open();
    }
    assertEquals(Optional.of("last"), store.get("a", Model.LAST));
    assertEquals(List.of(Model.LAST), store.times().toList());
    TimeTravelStore<String, String> full = store;
    State.assertRefusedWithoutTrace(
        full, TimeTravelStoreException.class, () -> full.put("a", "more"));
  }

  @Rule("1.4")
  void a_clock_beyond_the_last_timestamp_leaves_none(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    lab.clock().set(Instant.MAX);
    State.assertRefusedWithoutTrace(
        store, TimeTravelStoreException.class, () -> store.put("a", "2"));
    lab.clock().set(TestClock.START);
    assertEquals(TestClock.START.plusNanos(1), store.put("a", "2"));
  }

  @Rule("1.6")
  void a_time_after_the_last_timestamp_cannot_be_settled_whatever_the_clock_says(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    lab.clock().set(Instant.MAX);
    for (Instant time : List.of(Model.LAST.plusNanos(1), Instant.MAX)) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.settle(time));
    }
    assertEquals(Model.LAST, store.settle(Model.LAST));
  }

  @Rule("1.4")
  void a_clock_at_the_last_timestamp_gives_it(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    lab.clock().set(Model.LAST);
    assertEquals(Model.LAST, store.put("a", "1"));
    State.assertRefusedWithoutTrace(
        store, TimeTravelStoreException.class, () -> store.put("a", "2"));
  }

  @Rule("1.4")
  void a_clock_before_the_first_timestamp_counts_as_far_back(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    lab.clock().set(Instant.MIN);
    assertEquals(first.plusNanos(1), store.put("a", "2"));
  }
}
