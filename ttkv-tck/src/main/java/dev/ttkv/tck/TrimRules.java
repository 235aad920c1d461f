// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.Lookup;
import dev.ttkv.Maintenance;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Trimming;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.function.Executable;

/** Rules 2.6 and 6.1: moving the horizon, and what is below it. */
final class TrimRules {
  private static final int MANY = 2_500;

  @Rule("6.1")
  void a_backend_that_keeps_everything_says_so(Lab lab) {
    if (!lab.forgets()) {
      TimeTravelStore<String, String> store = lab.store();
      Instant time = store.put("a", "1");
      Maintenance<String> maintenance = store.maintenance();
      assertThrows(UnsupportedOperationException.class, () -> maintenance.trim(time));
      assertThrows(UnsupportedOperationException.class, () -> maintenance.erase(List.of("a")));
      assertEquals(Instant.MIN, store.horizon());
      assertEquals(Optional.of("1"), store.get("a"));
    }
  }

  @Rule({"6.1", "2.3"})
  void a_trim_keeps_what_holds_at_the_horizon_and_all_that_is_later(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    assertEquals(Instant.MIN, store.horizon());
    store.commit(Batch.<String, String>create().put("a", "1").put("b", "1").note("first"));
    Instant since = store.put("a", "22");
    store.put("gone", "1");
    Instant gone = store.delete("gone").orElseThrow();
    lab.clock().move(1_000);
    store.settle(lab.clock().instant());
    Instant horizon = lab.clock().instant().minusNanos(500);
    Instant later = store.put("a", "3");
    Instant deleted = store.delete("b").orElseThrow();
    List<Commit<String, String>> feed =
        store.commits(TimeRange.after(horizon), Order.ASCENDING).toList();
    String before = store.maintenance().digest(Instant.MAX);

    // of a, b, a, gone and its deletion one version of a and that of b are left
    Trimming expected = new Trimming(horizon, 4, 3, 2 + 5 + 4);
    assertEquals(expected, store.maintenance().planTrim(horizon));
    assertEquals(Instant.MIN, store.horizon());
    assertEquals(before, store.maintenance().digest(Instant.MAX));
    assertEquals(expected, store.maintenance().trim(horizon));

    assertEquals(horizon, store.horizon());
    assertEquals(new Lookup.Present<>("22", since), store.asOf(horizon).lookup("a"));
    assertEquals(new Lookup.None<>(horizon), store.asOf(horizon).lookup("gone"));
    assertEquals(2, store.asOf(horizon).count());
    assertTrue(gone.isBefore(horizon));
    assertEquals(
        List.of(
            new Version<>(later, Optional.empty(), Optional.of("3")),
            new Version<>(since, Optional.of(later), Optional.of("22"))),
        store.history("a").toList());
    assertEquals(
        List.of(new Version<>(since, Optional.of(later), Optional.of("22"))),
        store.history("a", TimeRange.through(horizon), Order.ASCENDING).toList());
    assertEquals(List.of(), store.history("gone").toList());
    assertEquals(List.of(later), store.times("a").toList());
    assertEquals(List.of(), store.times("gone").toList());
    assertEquals(List.of(deleted, later), store.times().toList());
    assertEquals(feed, store.commits(TimeRange.all(), Order.ASCENDING).toList());
    assertEquals(Optional.of("3"), store.get("a"));
    assertEquals(List.of("a", "b"), store.diff(horizon, Instant.MAX).map(d -> d.key()).toList());
    assertTrue(store.maintenance().verify().clean());
  }

  @Rule("2.6")
  void below_the_horizon_every_read_throws_and_at_it_none_does(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Instant horizon = store.put("a", "2");
    Instant later = store.put("b", "3");
    store.maintenance().trim(horizon);
    for (Instant time :
        List.of(horizon.minusNanos(1), Model.FIRST, Model.FIRST.minusNanos(1), Instant.MIN)) {
      reads(store, time).forEach((call, read) -> assertTrimmed(horizon, read, call + time));
    }
    for (Instant time :
        List.of(horizon, horizon.plusNanos(1), later, later.plusNanos(1), Instant.MAX)) {
      reads(store, time).forEach((call, read) -> assertReads(read, call + time));
    }
    for (Instant after : List.of(Model.FIRST, horizon.minusNanos(1))) {
      TimeRange range = TimeRange.after(after);
      for (Order order : Order.values()) {
        assertTrimmed(horizon, () -> store.history("a", range, order).toList(), "" + range);
        assertTrimmed(horizon, () -> store.commits(range, order).toList(), "" + range);
      }
    }
    for (Instant after : List.of(Instant.MIN, Model.FIRST.minusNanos(1), horizon)) {
      assertEquals(
          List.of(later),
          store
              .commits(TimeRange.after(after), Order.DESCENDING)
              .map(commit -> commit.time())
              .toList());
    }
  }

  private static Map<String, Executable> reads(
      TimeTravelStore<String, String> store, Instant time) {
    Map<String, Executable> reads = new LinkedHashMap<>();
    reads.put("get ", () -> store.get("a", time));
    reads.put("get of a key that was never there ", () -> store.get("never", time));
    reads.put("getOrThrow ", () -> store.getOrThrow("a", time));
    reads.put("asOf, lookup ", () -> store.asOf(time).lookup("a"));
    reads.put("asOf, entries ", () -> store.asOf(time).entries().toList());
    reads.put("asOf, count ", () -> store.asOf(time).count());
    reads.put("asOf, isEmpty ", () -> store.asOf(time).isEmpty());
    reads.put("asOf, history ", () -> store.asOf(time).history("a").toList());
    reads.put("asOf, asMap ", () -> store.asOf(time).asMap().firstEntry());
    reads.put("diff ", () -> store.diff(time, Instant.MAX).toList());
    reads.put("digest ", () -> store.maintenance().digest(time));
    reads.put(
        "history through ",
        () -> store.history("a", TimeRange.through(time), Order.ASCENDING).toList());
    reads.put(
        "commits through ",
        () -> store.commits(TimeRange.through(time), Order.DESCENDING).toList());
    return reads;
  }

  private static void assertTrimmed(Instant horizon, Executable read, String call) {
    HistoryTrimmedException trimmed = assertThrows(HistoryTrimmedException.class, read, call);
    assertEquals(horizon, trimmed.horizon(), call);
    assertTrue(String.valueOf(trimmed.getMessage()).contains(horizon.toString()), call);
  }

  private static void assertReads(Executable read, String call) {
    assertDoesNotThrow(read, call);
  }

  @Rule("2.6")
  void a_difference_from_below_the_horizon_throws_if_nothing_came_after_it_too(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Instant horizon = store.put("b", "1");
    store.maintenance().trim(horizon);
    for (Instant time : List.of(Instant.MIN, Model.FIRST, horizon.minusNanos(1))) {
      for (Instant through : List.of(horizon, Instant.MAX)) {
        assertTrimmed(horizon, () -> store.diff(time, through).toList(), "" + time);
      }
    }
    assertEquals(List.of(), store.diff(horizon, Instant.MAX).toList());
  }

  @Rule("2.6")
  void a_condition_on_a_time_below_the_horizon_is_refused(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    TimeTravelStore<String, String> store = lab.store();
    store.put("a", "1");
    Instant horizon = store.put("b", "1");
    store.maintenance().trim(horizon);
    for (Instant time : List.of(horizon.minusNanos(1), Instant.MIN)) {
      Batch<String, String> batch =
          Batch.<String, String>create().put("c", "1").ifUnchangedSince("a", time);
      State.assertRefusedWithoutTrace(
          store, HistoryTrimmedException.class, () -> store.commit(batch), horizon);
    }
    Batch<String, String> good =
        Batch.<String, String>create().put("c", "1").ifUnchangedSince("a", horizon).ifAbsent("d");
    assertTrue(store.commit(good).isPresent());
  }

  @Rule("6.1")
  void the_horizon_never_goes_back_nor_beyond_the_watermark(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    Instant first = store.put("a", "1");
    Instant horizon = store.put("a", "2");
    Instant last = store.put("a", "3");
    store.maintenance().trim(horizon);
    for (Instant time : List.of(Instant.MIN, first, horizon.minusNanos(1))) {
      State.assertRefusedWithoutTrace(
          store,
          IllegalArgumentException.class,
          () -> store.maintenance().trim(time),
          horizon,
          time);
    }
    for (Instant time : List.of(last.plusNanos(1), Instant.MAX)) {
      State.assertRefusedWithoutTrace(
          store, IllegalArgumentException.class, () -> store.maintenance().trim(time), last, time);
      assertThrows(IllegalArgumentException.class, () -> store.maintenance().planTrim(time));
    }
    assertEquals(new Trimming(horizon, 0, 0, 0), store.maintenance().trim(horizon));
    assertEquals(horizon, store.horizon());
    if (lab.survives()) {
      String digest = store.maintenance().digest(Instant.MAX);
      store.close();
      TimeTravelStore<String, String> again = place.open();
      assertEquals(horizon, again.horizon());
      assertThrows(HistoryTrimmedException.class, () -> again.get("a", first));
      assertEquals(digest, again.maintenance().digest(Instant.MAX));
      assertEquals(new Trimming(last, 1, 1, 2), again.maintenance().trim(last));
      again.close();
      TimeTravelStore<String, String> readOnly =
          place.open(lab.options().withMode(OpenMode.READ_ONLY));
      assertEquals(last, readOnly.horizon());
      assertThrows(IllegalStateException.class, () -> readOnly.maintenance().trim(last));
    }
  }

  @Rule("6.1")
  void what_is_left_is_as_before_wherever_the_horizon_moves(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Random random = lab.random();
    TimeTravelStore<String, String> store = lab.store();
    List<Instant> times = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      lab.clock().move(random.nextInt(3));
      String key = "" + random.nextInt(8);
      if (random.nextInt(4) == 0) {
        store.delete(key).ifPresent(times::add);
      } else {
        Batch<String, String> batch = Batch.<String, String>create().put(key, "" + i);
        times.add(store.commit(random.nextBoolean() ? batch.note("" + i) : batch).orElseThrow());
      }
    }
    for (int i = 0; i < times.size(); i += 1 + random.nextInt(20)) {
      Instant horizon = times.get(i).plusNanos(i % 2);
      if (horizon.isAfter(store.watermark())) {
        horizon = store.watermark();
      }
      List<List<Entry<String, String>>> before = entries(store, horizon, times);
      List<Commit<String, String>> feed =
          store.commits(TimeRange.after(horizon), Order.ASCENDING).toList();
      store.maintenance().trim(horizon);
      assertEquals(before, entries(store, horizon, times), "trimmed to " + horizon);
      assertEquals(feed, store.commits(TimeRange.all(), Order.ASCENDING).toList());
      assertTrue(store.maintenance().verify().clean());
    }
  }

  private static List<List<Entry<String, String>>> entries(
      TimeTravelStore<String, String> store, Instant horizon, List<Instant> times) {
    List<List<Entry<String, String>>> entries = new ArrayList<>();
    entries.add(store.asOf(horizon).entries().toList());
    times.stream()
        .filter(time -> time.isAfter(horizon))
        .forEach(time -> entries.add(store.asOf(time).entries().toList()));
    return entries;
  }

  @Rule("6.1")
  void a_trimmed_store_goes_on(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    for (int i = 0; i < MANY; i++) {
      store.put("" + i, "" + i);
      if (i % 5 == 0) {
        store.delete("" + i);
      }
    }
    Instant horizon = store.watermark();
    store.maintenance().trim(horizon);
    assertEquals(List.of(), store.times().toList());
    assertEquals(List.of(), store.commits(TimeRange.all(), Order.ASCENDING).toList());
    assertEquals(MANY - MANY / 5, store.latest().count());
    assertEquals(Optional.empty(), store.delete("0"));
    Instant put = store.put("0", "again");
    assertTrue(put.isAfter(horizon));
    Consumer<TimeTravelStore<String, String>> check =
        now -> {
          assertEquals(horizon, now.horizon());
          assertEquals(List.of(put), now.times().toList());
          assertEquals(
              List.of(new Version<>(put, Optional.empty(), Optional.of("again"))),
              now.history("0").toList());
          assertEquals(MANY - MANY / 5 + 1, now.latest().count());
          assertTrue(now.maintenance().verify().clean());
          assertEquals(MANY - MANY / 5 + 1, now.maintenance().verify().versions());
        };
    check.accept(store);
    if (lab.survives()) {
      store.close();
      check.accept(place.open());
    }
  }

  @Rule("3.3")
  @SuppressWarnings("NullAway") // what it is about
  void forgetting_refuses_null_by_name(Lab lab) {
    Maintenance<String> maintenance = lab.store().maintenance();
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put("horizon", () -> maintenance.trim(null));
    calls.put("time", () -> maintenance.digest(null));
    calls.put("keys", () -> maintenance.erase(null));
    calls.put("target", () -> maintenance.backup(null));
    calls.put("name", () -> maintenance.pin(null, Instant.EPOCH, Instant.MAX));
    calls.put("at", () -> maintenance.pin("a", null, Instant.MAX));
    calls.put("until", () -> maintenance.pin("a", Instant.EPOCH, null));
    calls.forEach(
        (name, call) ->
            assertEquals(name, assertThrows(NullPointerException.class, call).getMessage()));
    assertThrows(NullPointerException.class, () -> maintenance.planTrim(null));
    assertThrows(NullPointerException.class, () -> maintenance.unpin(null));
    List<String> keys = new ArrayList<>();
    keys.add(null);
    assertThrows(NullPointerException.class, () -> maintenance.erase(keys));
  }

  @Rule("7.7")
  void forgetting_is_refused_after_closing(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant time = store.put("a", "1");
    Maintenance<String> maintenance = store.maintenance();
    store.close();
    assertThrows(IllegalStateException.class, store::horizon);
    assertThrows(IllegalStateException.class, () -> maintenance.trim(time));
    assertThrows(IllegalStateException.class, () -> maintenance.planTrim(time));
    assertThrows(IllegalStateException.class, () -> maintenance.erase(List.of("a")));
    assertThrows(IllegalStateException.class, () -> maintenance.pin("a", time, Model.LAST));
    assertThrows(IllegalStateException.class, () -> maintenance.unpin("a"));
    assertThrows(IllegalStateException.class, maintenance::pins);
    assertThrows(IllegalStateException.class, () -> maintenance.digest(time));
  }
}
