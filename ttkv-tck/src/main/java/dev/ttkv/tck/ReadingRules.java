// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Entry;
import dev.ttkv.KeyRange;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Chapter 2: the value of a key as of a time, and snapshots as what is frozen. */
final class ReadingRules {
  @Rule("2.1")
  void a_put_at_t_is_seen_as_of_t_and_not_one_nanosecond_before(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("before", "x");
    lab.clock().move(1_000);
    Instant time = store.put("a", "1");
    lab.clock().move(1_000);
    store.put("after", "x");
    Snapshot<String, String> at = store.asOf(time);
    Snapshot<String, String> before = store.asOf(time.minusNanos(1));
    assertEquals(Optional.of("1"), store.get("a", time));
    assertEquals(Optional.empty(), store.get("a", time.minusNanos(1)));
    assertEquals(Optional.of("1"), at.get("a"));
    assertEquals(Optional.empty(), before.get("a"));
    assertEquals(new Lookup.Present<>("1", time), at.lookup("a"));
    assertEquals(new Lookup.None<>(Instant.MIN), before.lookup("a"));
    assertEquals(List.of("a", "before"), keys(at));
    assertEquals(List.of("before"), keys(before));
    assertEquals(2, at.count());
    assertEquals(1, before.count());
    assertEquals(1, at.history("a").count());
    assertEquals(0, before.history("a").count());
    assertEquals(Map.of("a", "1", "before", "x"), at.asMap());
    assertEquals(Map.of("before", "x"), before.asMap());
  }

  @Rule("2.1")
  void a_deletion_at_t_is_seen_as_of_t_and_not_one_nanosecond_before(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant put = store.put("a", "1");
    lab.clock().move(1_000);
    Instant time = store.delete("a").orElseThrow();
    lab.clock().move(1_000);
    store.put("b", "x");
    assertEquals(Optional.empty(), store.get("a", time));
    assertEquals(Optional.of("1"), store.get("a", time.minusNanos(1)));
    assertEquals(List.of(), keys(store.asOf(time)));
    assertEquals(List.of("a"), keys(store.asOf(time.minusNanos(1))));
    assertEquals(new Lookup.Deleted<>(time), store.asOf(time).lookup("a"));
    assertEquals(new Lookup.Present<>("1", put), store.asOf(time.minusNanos(1)).lookup("a"));
  }

  @Rule("2.1")
  void a_batch_at_t_is_seen_as_of_t_and_not_one_nanosecond_before(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.put("c", "0");
    lab.clock().move(1_000);
    Instant time =
        store
            .commit(Batch.<String, String>create().put("a", "1").put("b", "1").delete("c"))
            .orElseThrow();
    lab.clock().move(1_000);
    store.put("d", "1");
    assertEquals(Map.of("c", "0"), store.asOf(time.minusNanos(1)).asMap());
    assertEquals(Map.of("a", "1", "b", "1"), store.asOf(time).asMap());
    assertEquals(Map.of("a", "1", "b", "1"), store.asOf(time.plusNanos(1)).asMap());
  }

  @Rule("2.1")
  void commits_one_nanosecond_apart_are_told_apart(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      times.add(store.put("a", "" + i));
    }
    for (int i = 0; i < 50; i++) {
      assertEquals(Optional.of("" + i), store.get("a", times.get(i)));
    }
  }

  @Rule("2.2")
  void a_read_as_of_a_later_time_is_as_of_the_watermark(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Snapshot<String, String> snapshot = store.asOf(first.plusSeconds(5));
    Snapshot<String, String> latest = store.latest();
    assertEquals(first, snapshot.time());
    assertEquals(first, latest.time());
    lab.clock().move(Duration.ofSeconds(1));
    store.put("a", "2");
    store.put("b", "2");
    store.delete("a");
    for (Snapshot<String, String> frozen : List.of(snapshot, latest)) {
      assertEquals(Optional.of("1"), frozen.get("a"));
      assertEquals(Optional.empty(), frozen.get("b"));
      assertEquals(new Lookup.Present<>("1", first), frozen.lookup("a"));
      assertEquals(List.of(new Entry<>("a", "1", first)), frozen.entries().toList());
      assertEquals(1, frozen.count());
      assertEquals(Map.of("a", "1"), frozen.asMap());
      assertEquals(1, frozen.history("a").count());
      assertEquals(first, frozen.time());
    }
  }

  @Rule("2.2")
  void a_snapshot_is_as_of_the_time_that_was_asked_for_if_it_is_settled(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    lab.clock().move(1_000);
    Instant second = store.put("a", "2");
    for (Instant time :
        List.of(
            Instant.MIN,
            Instant.EPOCH,
            first.minusNanos(1),
            first,
            first.plusNanos(1),
            second.minusNanos(1),
            second)) {
      assertEquals(time, store.asOf(time).time());
    }
    assertEquals(second, store.asOf(second.plusNanos(1)).time());
    assertEquals(second, store.asOf(Instant.MAX).time());
  }

  @Rule("2.2")
  void a_snapshot_of_an_empty_store_stays_empty(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Snapshot<String, String> latest = store.latest();
    Snapshot<String, String> later = store.asOf(Instant.MAX);
    store.put("a", "1");
    for (Snapshot<String, String> snapshot : List.of(latest, later)) {
      assertEquals(Instant.MIN, snapshot.time());
      assertEquals(Optional.empty(), snapshot.get("a"));
      assertTrue(snapshot.isEmpty());
    }
  }

  @Rule("2.2")
  void all_ways_to_read_a_value_agree(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      lab.clock().move(i % 3);
      times.add(i % 4 == 3 ? store.delete("a").orElseThrow() : store.put("a", "" + i));
    }
    for (Instant commit : times) {
      for (long off = -1; off <= 1; off++) {
        Instant time = commit.plusNanos(off);
        Snapshot<String, String> snapshot = store.asOf(time);
        Optional<String> value = store.get("a", time);
        assertEquals(value, snapshot.get("a"));
        assertEquals(value, snapshot.lookup("a").value());
        assertEquals(value, Optional.ofNullable(snapshot.asMap().get("a")));
        assertEquals(value, snapshot.entries().map(Entry::value).findAny());
        assertEquals(
            value,
            snapshot
                .entries(KeyRange.startingWith("a"), Order.DESCENDING)
                .map(Entry::value)
                .findAny());
        assertEquals(value, snapshot.history("a").findFirst().flatMap(Version::value));
      }
    }
    assertEquals(store.get("a", store.watermark()), store.get("a"));
    assertEquals(store.latest().get("a"), store.get("a"));
  }

  @Rule("2.3")
  void never_there_and_deleted_are_different_answers(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant put = store.put("a", "1");
    lab.clock().move(100);
    Instant again = store.put("a", "1");
    lab.clock().move(100);
    Instant deleted = store.delete("a").orElseThrow();
    lab.clock().move(100);
    Instant back = store.put("a", "2");
    assertEquals(new Lookup.None<>(Instant.MIN), store.asOf(put.minusNanos(1)).lookup("a"));
    assertEquals(new Lookup.Present<>("1", put), store.asOf(put.plusNanos(50)).lookup("a"));
    assertEquals(new Lookup.Present<>("1", again), store.asOf(again.plusNanos(50)).lookup("a"));
    assertEquals(new Lookup.Deleted<>(deleted), store.asOf(deleted).lookup("a"));
    assertEquals(new Lookup.Deleted<>(deleted), store.asOf(back.minusNanos(1)).lookup("a"));
    assertEquals(new Lookup.Present<>("2", back), store.latest().lookup("a"));
    assertEquals(new Lookup.None<>(Instant.MIN), store.latest().lookup("b"));
    assertEquals(back, store.latest().lookup("a").since());
  }

  @Rule("2.3")
  void a_value_that_must_be_there_is_returned_or_the_message_says_since_when_not(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant put = store.put("a", "1");
    assertEquals("1", store.getOrThrow("a"));
    assertEquals("1", store.getOrThrow("a", put));
    assertEquals("1", store.latest().getOrThrow("a"));
    Instant deleted = store.delete("a").orElseThrow();
    State.assertRefused(NoSuchElementException.class, () -> store.getOrThrow("a"), "a", deleted);
    State.assertRefused(
        NoSuchElementException.class, () -> store.latest().getOrThrow("a"), deleted);
    State.assertRefused(
        NoSuchElementException.class, () -> store.getOrThrow("a", put.minusNanos(1)), "a");
    State.assertRefused(NoSuchElementException.class, () -> store.getOrThrow("never"), "never");
    assertEquals("1", store.getOrThrow("a", put));
  }

  @Rule("2.3")
  void what_a_snapshot_says_does_not_depend_on_later_commits(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    lab.clock().move(100);
    Instant second = store.put("a", "2");
    lab.clock().move(100);
    Instant third = store.delete("a").orElseThrow();
    Snapshot<String, String> snapshot = store.asOf(third.minusNanos(1));
    List<Version<String>> known =
        List.of(
            new Version<>(second, Optional.empty(), Optional.of("2")),
            new Version<>(first, Optional.of(second), Optional.of("1")));
    assertEquals(known, snapshot.history("a").toList());
    assertEquals(known, store.asOf(second).history("a").toList());
    assertEquals(known.get(0).from(), snapshot.lookup("a").since());
    store.put("a", "3");
    assertEquals(known, snapshot.history("a").toList());
    assertEquals(known, store.asOf(second).history("a").toList());
    assertEquals(
        List.of(new Version<>(first, Optional.empty(), Optional.of("1"))),
        store.asOf(second.minusNanos(1)).history("a").toList());
  }

  @Rule("2.4")
  void the_past_is_the_same_after_everything_that_comes(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      lab.clock().move(i % 4);
      String key = "k" + i % 7;
      times.add(i % 5 == 4 ? store.delete(key).orElse(store.watermark()) : store.put(key, "" + i));
    }
    List<Map<String, String>> states = states(store, times);
    List<List<Version<String>>> pasts = pasts(store, times);
    for (int i = 0; i < 30; i++) {
      store.put("k" + i % 7, "later" + i);
      store.delete("k" + i % 3);
    }
    assertEquals(states, states(store, times), "after commits");
    assertEquals(pasts, pasts(store, times), "after commits");
    lab.clock().move(Duration.ofDays(-400));
    store.put("k1", "with the clock set back");
    assertEquals(states, states(store, times), "with the clock set back");
    if (lab.survives()) {
      store.close();
      store = place.open();
      assertEquals(states, states(store, times), "after opening again");
      assertEquals(pasts, pasts(store, times), "after opening again");
      store.put("k2", "after opening again");
      assertEquals(states, states(store, times), "after one more commit");
    }
  }

  private static List<Map<String, String>> states(
      TimeTravelStore<String, String> store, List<Instant> times) {
    return times.stream().map(time -> Map.copyOf(store.asOf(time).asMap())).toList();
  }

  private static List<List<Version<String>>> pasts(
      TimeTravelStore<String, String> store, List<Instant> times) {
    return times.stream().map(time -> store.asOf(time).history("k1").toList()).toList();
  }

  private static List<String> keys(Snapshot<String, String> snapshot) {
    return snapshot.entries().map(Entry::key).toList();
  }
}
