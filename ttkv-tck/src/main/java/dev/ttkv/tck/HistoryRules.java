// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Difference;
import dev.ttkv.Entry;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Chapter 5: histories, times, commits, differences. */
final class HistoryRules {
  @Rule("5.1")
  void a_history_has_every_version_with_from_and_until(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant put = store.put("a", "1");
    store.put("b", "x");
    lab.clock().move(100);
    Instant again = store.put("a", "1");
    lab.clock().move(100);
    Instant deleted = store.delete("a").orElseThrow();
    store.delete("a");
    lab.clock().move(100);
    Instant back =
        store.commit(Batch.<String, String>create().put("a", "2").put("c", "x")).orElseThrow();
    List<Version<String>> newestFirst =
        List.of(
            new Version<>(back, Optional.empty(), Optional.of("2")),
            new Version<>(deleted, Optional.of(back), Optional.empty()),
            new Version<>(again, Optional.of(deleted), Optional.of("1")),
            new Version<>(put, Optional.of(again), Optional.of("1")));
    assertEquals(newestFirst, store.history("a").toList());
    assertEquals(newestFirst, store.history("a", TimeRange.all(), Order.DESCENDING).toList());
    assertEquals(
        reversed(newestFirst), store.history("a", TimeRange.all(), Order.ASCENDING).toList());
    assertTrue(newestFirst.get(1).isDeletion());
    assertFalse(newestFirst.get(0).isDeletion());
    assertEquals(List.of(), store.history("never").toList());
    assertEquals(List.of(), store.history("").toList());
  }

  @Rule("5.1")
  void a_range_of_a_history_leaves_out_versions_and_no_until(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      lab.clock().move(10);
      times.add(store.put("a", "" + i));
      store.put("b", "" + i);
    }
    List<Version<String>> all = store.history("a", TimeRange.all(), Order.ASCENDING).toList();
    List<Instant> ends = new ArrayList<>(List.of(Instant.MIN, Instant.MAX));
    for (Instant time : times) {
      ends.addAll(List.of(time.minusNanos(1), time, time.plusNanos(1)));
    }
    for (Instant after : ends) {
      for (Instant through : ends) {
        if (!through.isBefore(after)) {
          TimeRange range = new TimeRange(after, through);
          List<Version<String>> expected =
              all.stream()
                  .filter(v -> v.from().isAfter(after) && !v.from().isAfter(through))
                  .toList();
          assertEquals(
              expected, store.history("a", range, Order.ASCENDING).toList(), range::toString);
          assertEquals(
              reversed(expected),
              store.history("a", range, Order.DESCENDING).toList(),
              range::toString);
        }
      }
    }
  }

  @Rule("5.2")
  void times_are_those_of_versions_newest_first(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("a", "1");
    Instant both =
        store.commit(Batch.<String, String>create().put("a", "2").put("b", "2")).orElseThrow();
    Instant deleted = store.delete("a").orElseThrow();
    store.delete("a");
    lab.clock().move(50);
    store.settle(lab.clock().instant());
    Instant last = store.put("c", "1");
    assertEquals(List.of(last, deleted, both, first), store.times().toList());
    assertEquals(List.of(deleted, both, first), store.times("a").toList());
    assertEquals(List.of(both), store.times("b").toList());
    assertEquals(List.of(), store.times("d").toList());
  }

  @Rule("5.2")
  void at_each_of_its_times_a_key_has_a_version_and_between_them_nothing_changes(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (int i = 0; i < 20; i++) {
      lab.clock().move(10);
      if (i % 3 == 2) {
        store.delete("a");
      } else {
        store.put(i % 2 == 0 ? "a" : "b", "" + i);
      }
    }
    List<Instant> times = store.times("a").toList();
    assertEquals(store.history("a").map(Version::from).toList(), times);
    for (int i = 0; i < times.size(); i++) {
      Instant end = i == 0 ? store.watermark() : times.get(i - 1).minusNanos(1);
      assertEquals(times.get(i), store.asOf(end).lookup("a").since());
      assertEquals(store.get("a", times.get(i)), store.get("a", end));
    }
  }

  @Rule("5.3")
  void the_feed_has_the_commits_of_a_range_in_either_order(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    List<Commit<String, String>> all = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      lab.clock().move(10);
      Instant time =
          store
              .commit(
                  Batch.<String, String>create().put("a", "" + i).put("b" + i, "").note("n" + i))
              .orElseThrow();
      all.add(
          new Commit<>(
              time,
              List.of(
                  new Change<>("a", Optional.of("" + i)), new Change<>("b" + i, Optional.of(""))),
              Optional.of("n" + i)));
    }
    List<Instant> ends = new ArrayList<>(List.of(Instant.MIN, Instant.MAX));
    for (Commit<String, String> commit : all) {
      ends.addAll(List.of(commit.time().minusNanos(1), commit.time(), commit.time().plusNanos(1)));
    }
    for (Instant after : ends) {
      for (Instant through : ends) {
        if (!through.isBefore(after)) {
          TimeRange range = new TimeRange(after, through);
          List<Commit<String, String>> expected =
              all.stream()
                  .filter(c -> c.time().isAfter(after) && !c.time().isAfter(through))
                  .toList();
          assertEquals(expected, store.commits(range, Order.ASCENDING).toList(), range::toString);
          assertEquals(
              reversed(expected), store.commits(range, Order.DESCENDING).toList(), range::toString);
        }
      }
    }
  }

  @Rule("5.3")
  void replaying_the_feed_gives_the_store(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    fill(lab, store);
    TimeTravelStore<String, String> copy = lab.store();
    store
        .commits(TimeRange.all(), Order.ASCENDING)
        .forEach(
            commit -> {
              Batch<String, String> batch = Batch.<String, String>create().at(commit.time());
              commit.note().ifPresent(batch::note);
              for (Change<String, String> change : commit.changes()) {
                change
                    .value()
                    .ifPresentOrElse(
                        value -> batch.put(change.key(), value), () -> batch.delete(change.key()));
              }
              assertEquals(Optional.of(commit.time()), copy.commit(batch));
            });
    assertEquals(State.of(store), State.of(copy));
    for (Instant time : store.times().toList()) {
      assertEquals(store.asOf(time).asMap(), copy.asOf(time).asMap());
    }
  }

  @Rule("5.3")
  void a_difference_is_what_the_commits_in_between_did(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    fill(lab, store);
    List<Instant> times = store.times().toList();
    Random random = lab.random();
    for (int i = 0; i < lab.tries(60); i++) {
      Instant a = times.get(random.nextInt(times.size())).plusNanos(random.nextInt(3) - 1);
      Instant b = times.get(random.nextInt(times.size())).plusNanos(random.nextInt(3) - 1);
      Instant after = a.isBefore(b) ? a : b;
      Instant through = a.isBefore(b) ? b : a;
      Map<String, String> before = store.asOf(after).asMap();
      Map<String, String> replayed = new TreeMap<>(before);
      store
          .commits(new TimeRange(after, through), Order.ASCENDING)
          .flatMap(commit -> commit.changes().stream())
          .forEach(
              change ->
                  change
                      .value()
                      .ifPresentOrElse(
                          value -> replayed.put(change.key(), value),
                          () -> replayed.remove(change.key())));
      assertEquals(store.asOf(through).asMap(), replayed);
      TreeMap<String, String> all = new TreeMap<>(before);
      all.putAll(replayed);
      List<Difference<String, String>> expected =
          all.keySet().stream()
              .map(
                  key ->
                      new Difference<>(
                          key,
                          Optional.ofNullable(before.get(key)),
                          Optional.ofNullable(replayed.get(key))))
              .filter(difference -> !difference.before().equals(difference.after()))
              .toList();
      assertEquals(
          expected, store.diff(after, through).toList(), () -> "(" + after + ", " + through + "]");
    }
  }

  @Rule("5.3")
  void a_difference_is_net_and_sorted_by_key(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    store.commit(
        Batch.<String, String>create()
            .put("kept", "1")
            .put("gone", "1")
            .put("changed", "1")
            .put("same", "1"));
    Instant after = store.watermark();
    store.put("same", "2");
    store.put("changed", "2");
    store.put("brief", "1");
    store.delete("gone");
    store.put("added", "1");
    store.put("same", "1");
    store.delete("brief");
    Instant through = store.watermark();
    store.put("later", "1");
    assertEquals(
        List.of(
            new Difference<>("added", Optional.empty(), Optional.of("1")),
            new Difference<>("changed", Optional.of("1"), Optional.of("2")),
            new Difference<>("gone", Optional.of("1"), Optional.<String>empty())),
        store.diff(after, through).toList());
    assertEquals(List.of(), store.diff(through, through).toList());
    assertEquals(List.of(), store.diff(after, after).toList());
    assertEquals(4, store.diff(Instant.MIN, after).filter(Difference::isAdded).count());
    State.assertRefusedWithoutTrace(
        store, IllegalArgumentException.class, () -> store.diff(through, after));
  }

  private static void fill(Lab lab, TimeTravelStore<String, String> store) {
    Random random = lab.random();
    for (int i = 0; i < 60; i++) {
      lab.clock().move(random.nextInt(3));
      Batch<String, String> batch = Batch.create();
      int first = random.nextInt(8);
      for (int k = first; k < first + 1 + random.nextInt(4); k++) {
        if (random.nextInt(3) == 0) {
          batch.delete("k" + k);
        } else {
          batch.put("k" + k, "" + random.nextInt(3));
        }
      }
      if (random.nextInt(4) == 0) {
        batch.note("note " + i);
      }
      store.commit(batch);
    }
  }

  private static <T> List<T> reversed(List<T> list) {
    List<T> reversed = new ArrayList<>(list);
    Collections.reverse(reversed);
    return reversed;
  }

  @Rule({"5.1", "5.3", "2.3"})
  void answers_are_equal_if_they_say_the_same(Lab lab) {
    Instant time = TestClock.START;
    Instant later = time.plusNanos(1);
    Optional<byte[]> none = Optional.empty();
    assertToldApart(
        () ->
            List.of(
                new Entry<>(bytes(1), bytes(1), time),
                new Entry<>(bytes(2), bytes(1), time),
                new Entry<>(bytes(1), bytes(2), time),
                new Entry<>(bytes(1), bytes(1), later)));
    assertToldApart(
        () ->
            List.of(
                new Lookup.Present<>(bytes(1), time),
                new Lookup.Present<>(bytes(2), time),
                new Lookup.Present<>(bytes(1), later),
                new Lookup.Deleted<byte[]>(time),
                new Lookup.Deleted<byte[]>(later),
                new Lookup.None<byte[]>(time)));
    assertToldApart(
        () ->
            List.of(
                new Version<>(time, Optional.empty(), Optional.of(bytes(1))),
                new Version<>(later, Optional.empty(), Optional.of(bytes(1))),
                new Version<>(time, Optional.of(later), Optional.of(bytes(1))),
                new Version<>(time, Optional.empty(), Optional.of(bytes(2))),
                new Version<>(time, Optional.empty(), none)));
    assertToldApart(
        () ->
            List.of(
                new Change<>(bytes(1), Optional.of(bytes(1))),
                new Change<>(bytes(2), Optional.of(bytes(1))),
                new Change<>(bytes(1), Optional.of(bytes(2))),
                new Change<>(bytes(1), none)));
    assertToldApart(
        () ->
            List.of(
                new Difference<>(bytes(1), Optional.of(bytes(1)), Optional.of(bytes(2))),
                new Difference<>(bytes(2), Optional.of(bytes(1)), Optional.of(bytes(2))),
                new Difference<>(bytes(1), Optional.of(bytes(2)), Optional.of(bytes(1))),
                new Difference<>(bytes(1), none, Optional.of(bytes(2))),
                new Difference<>(bytes(1), Optional.of(bytes(1)), none)));
    Difference<String, String> added = new Difference<>("a", Optional.empty(), Optional.of("1"));
    Difference<String, String> removed = new Difference<>("a", Optional.of("1"), Optional.empty());
    assertTrue(added.isAdded() && !added.isRemoved());
    assertTrue(removed.isRemoved() && !removed.isAdded());
    assertTrue(new Change<>("a", Optional.empty()).isDeletion());
    assertFalse(new Change<>("a", Optional.of("1")).isDeletion());
  }

  private static byte[] bytes(int b) {
    return new byte[] {(byte) b};
  }

  private static void assertToldApart(Supplier<List<?>> made) {
    List<?> answers = made.get();
    List<?> again = made.get();
    for (int i = 0; i < answers.size(); i++) {
      Object answer = answers.get(i);
      assertEquals(answer.hashCode(), again.get(i).hashCode(), answer::toString);
      for (int j = 0; j < again.size(); j++) {
        assertEquals(i == j, answer.equals(again.get(j)), answer + " is " + again.get(j));
      }
    }
  }
}
