// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.ConflictException;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chapter 4: batches, conditions, notes. */
final class CommitRules {
  @Rule("4.1")
  void a_batch_is_seen_whole_by_every_way_to_read(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    store.put("c", "0");
    lab.clock().move(100);
    Instant time =
        store
            .commit(Batch.<String, String>create().put("b", "1").delete("c").put("a", "1"))
            .orElseThrow();
    lab.clock().move(100);
    store.put("a", "2");
    assertWhole(store, time);
    if (lab.survives()) {
      store.close();
      assertWhole(place.open(), time);
    }
  }

  private static void assertWhole(TimeTravelStore<String, String> store, Instant time) {
    for (String key : List.of("a", "b", "c")) {
      assertTrue(store.times(key).toList().contains(time), key);
      assertEquals(
          1, store.history(key).filter(version -> version.from().equals(time)).count(), key);
      assertEquals(time, store.asOf(time).lookup(key).since(), key);
    }
    assertEquals(Map.of("c", "0"), store.asOf(time.minusNanos(1)).asMap());
    assertEquals(Map.of("a", "1", "b", "1"), store.asOf(time).asMap());
    Commit<String, String> expected =
        new Commit<>(
            time,
            List.of(
                new Change<>("a", Optional.of("1")),
                new Change<>("b", Optional.of("1")),
                new Change<>("c", Optional.empty())),
            Optional.empty());
    for (Order order : Order.values()) {
      assertEquals(
          List.of(expected),
          store.commits(new TimeRange(time.minusNanos(1), time), order).toList());
      assertEquals(3, store.commits(TimeRange.all(), order).count());
    }
  }

  @Rule("4.1")
  void commits_of_many_changes_stay_whole_in_the_feed(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Integer> sizes = List.of(1, 700, 2, 33, 1_000, 31, 1, 400);
    for (int size : sizes) {
      Batch<String, String> batch = Batch.create();
      for (int i = 0; i < size; i++) {
        batch.put("key%04d".formatted(i), size + " ".repeat(500));
      }
      store.commit(batch);
    }
    List<Integer> ascending =
        store
            .commits(TimeRange.all(), Order.ASCENDING)
            .map(commit -> commit.changes().size())
            .toList();
    List<Integer> descending =
        new ArrayList<>(
            store
                .commits(TimeRange.all(), Order.DESCENDING)
                .map(commit -> commit.changes().size())
                .toList());
    Collections.reverse(descending);
    assertEquals(sizes, ascending);
    assertEquals(sizes, descending);
  }

  @Rule("4.2")
  void a_key_that_was_not_changed_since_may_be_changed(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    lab.clock().move(1_000);
    Snapshot<String, String> snapshot = store.asOf(store.settle(lab.clock().instant()));
    store.put("b", "1");
    Optional<Instant> time =
        store.commit(
            Batch.<String, String>create().put("a", "2").ifUnchangedSince("a", snapshot.time()));
    assertEquals(Optional.of("2"), store.get("a"));
    assertEquals(time, Optional.of(store.watermark()));
    assertTrue(
        store
            .commit(Batch.<String, String>create().put("c", "1").ifUnchangedSince("new", first))
            .isPresent());
    assertTrue(
        store
            .commit(
                Batch.<String, String>create().put("c", "2").ifUnchangedSince("new", Instant.MIN))
            .isPresent());
    assertTrue(
        store
            .commit(Batch.<String, String>create().put("c", "3").ifUnchangedSince("a", Instant.MAX))
            .isPresent());
  }

  @Rule({"4.2", "4.6"})
  void a_key_that_was_changed_since_is_a_conflict(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("key1", "1");
    lab.clock().move(1_000);
    Instant second = store.put("key1", "2");
    assertConflict(store, second, unchanged("key1", first));
    assertConflict(store, second, unchanged("key1", second.minusNanos(1)));
    assertConflict(store, second, unchanged("key1", Instant.MIN));
    Instant deleted = store.delete("key1").orElseThrow();
    assertConflict(store, deleted, unchanged("key1", second));
    assertTrue(store.commit(unchanged("key1", deleted)).isPresent());
  }

  @Rule({"4.2", "4.6"})
  void a_key_that_has_a_value_is_not_absent(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Batch<String, String> once = Batch.<String, String>create().put("key1", "1").ifAbsent("key1");
    Instant first = store.commit(once).orElseThrow();
    assertConflict(store, first, once);
    lab.clock().move(1_000);
    Instant second = store.put("key1", "");
    assertConflict(store, second, once);
    store.delete("key1");
    assertTrue(store.commit(once).isPresent());
    assertEquals(Optional.of("1"), store.get("key1"));
  }

  @Rule({"4.2", "4.6"})
  void every_condition_must_hold(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("key1", "1");
    for (int bad = 0; bad < 3; bad++) {
      Batch<String, String> batch = Batch.<String, String>create().put("b", "1").note("no");
      for (int i = 0; i < 3; i++) {
        batch.ifAbsent(i == bad ? "key1" : "other" + i);
      }
      assertConflict(store, first, batch);
      Batch<String, String> good = Batch.<String, String>create().put("b" + bad, "1");
      for (int i = 0; i < 3; i++) {
        good.ifAbsent("other" + i).ifUnchangedSince("key1", first);
      }
      assertTrue(store.commit(good).isPresent());
    }
  }

  @Rule("4.2")
  void a_condition_may_name_a_key_that_the_batch_does_not_touch(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("key1", "1");
    assertConflict(store, first, Batch.<String, String>create().put("b", "1").ifAbsent("key1"));
    assertConflict(store, first, Batch.<String, String>create().delete("never").ifAbsent("key1"));
    assertTrue(
        store.commit(Batch.<String, String>create().put("b", "1").ifAbsent("c")).isPresent());
    assertEquals(0, store.history("c").count());
  }

  private static Batch<String, String> unchanged(String key, Instant since) {
    return Batch.<String, String>create().put(key, "x").put("b", "x").ifUnchangedSince(key, since);
  }

  private static void assertConflict(
      TimeTravelStore<String, String> store, Instant winner, Batch<String, String> batch) {
    ConflictException conflict =
        State.assertRefusedWithoutTrace(
            store, ConflictException.class, () -> store.commit(batch), "key1", winner);
    assertEquals(winner, conflict.winner());
  }

  @Rule("4.4")
  void a_note_comes_back_with_its_commit(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    List<String> notes =
        List.of(
            "who and why",
            "",
            " ",
            "\0",
            "a\nb\r\n",
            "\u001B[31mred",
            "\uD83D\uDE00 \u202E",
            "'); drop table notes; --",
            "{\"json\": true}",
            "n".repeat(10_000));
    List<Optional<String>> expected = new ArrayList<>();
    for (String note : notes) {
      store.commit(Batch.<String, String>create().put("a", "1").put("b", "1").note(note));
      store.put("a", "without");
      store.commit(Batch.<String, String>create().delete("b").note(note));
      expected.addAll(List.of(Optional.of(note), Optional.empty(), Optional.of(note)));
    }
    assertEquals(expected, notes(store));
    if (lab.survives()) {
      store.close();
      assertEquals(expected, notes(place.open()));
    }
  }

  private static List<Optional<String>> notes(TimeTravelStore<String, String> store) {
    return store.commits(TimeRange.all(), Order.ASCENDING).map(Commit::note).toList();
  }

  @Rule("4.4")
  void a_batch_can_be_committed_again(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Batch<String, String> batch = Batch.<String, String>create().put("a", "1").note("again");
    Instant first = store.commit(batch).orElseThrow();
    Instant second = store.commit(batch).orElseThrow();
    assertEquals(List.of(second, first), store.times("a").toList());
    assertEquals(List.of(Optional.of("again"), Optional.of("again")), notes(store));
  }

  @Rule("4.6")
  void after_every_refusal_the_store_is_as_before_and_goes_on(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant first = store.put("key1", "1");
    Instant expected = store.put("key1", "2");
    List<Batch<String, String>> refused =
        List.of(
            Batch.<String, String>create(),
            Batch.<String, String>create().put("a", "1").put("a", "2"),
            Batch.<String, String>create().put("a", "1").put("\uD800", "2"),
            Batch.<String, String>create().put("a", "1").put("b", "\uD800"),
            Batch.<String, String>create().put("a", "1").at(first),
            Batch.<String, String>create().put("a", "1").at(Instant.MAX),
            Batch.<String, String>create().put("a", "1").put("key1", "3").ifAbsent("key1"),
            Batch.<String, String>create().put("a", "1").ifUnchangedSince("key1", first));
    for (Batch<String, String> batch : refused) {
      State.assertRefusedWithoutTrace(store, RuntimeException.class, () -> store.commit(batch));
      expected = expected.plusNanos(1);
      assertEquals(expected, store.put("b", "after " + refused.indexOf(batch)));
    }
    State<String, String> state = State.of(store);
    if (lab.survives()) {
      store.close();
      assertEquals(state, State.of(place.open()));
    }
  }

  @Rule("4.6")
  void a_commit_that_was_refused_can_be_tried_again(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Batch<String, String> batch = Batch.<String, String>create().put("a", "2").at(first);
    assertThrows(NotAfterWatermarkException.class, () -> store.commit(batch));
    Instant next = first.plusNanos(1);
    assertEquals(Optional.of(next), store.commit(batch.at(next)));
    assertEquals(Optional.of("2"), store.get("a"));
  }

  @Rule("4.6")
  void a_commit_of_an_interrupted_thread_is_written_or_refused_and_the_store_goes_on(Lab lab) {
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    store.put("a", "before");
    Optional<Instant> written = Optional.empty();
    Thread.currentThread().interrupt();
    try {
      written = Optional.of(store.put("a", "interrupted"));
    } catch (TimeTravelStoreException e) {
      // refused, so that nothing was written
    } finally {
      Thread.interrupted();
    }
    assertEquals(written.isPresent() ? 2 : 1, store.history("a").count());
    assertEquals(written, store.times("a").limit(written.isPresent() ? 1 : 0).findFirst());
    Instant after = store.put("a", "after");
    if (lab.survives()) {
      store.close();
      store = place.open();
    }
    assertEquals(Optional.of("after"), store.get("a", after));
    assertEquals(written.isPresent() ? 3 : 2, store.history("a").count());
  }
}
