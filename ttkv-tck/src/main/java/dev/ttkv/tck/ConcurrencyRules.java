// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Commit;
import dev.ttkv.ConflictException;
import dev.ttkv.Entry;
import dev.ttkv.Lookup;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** What holds when several threads use a store at once. */
final class ConcurrencyRules {
  private static final int WRITERS = 3;
  private static final int WRITES = 150;

  @Rule("1.1")
  void no_two_commits_of_any_threads_have_the_same_timestamp(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Set<Instant> times = Collections.synchronizedSet(new HashSet<>());
    Threads.run(
        WRITERS,
        thread -> {
          Instant last = Instant.MIN;
          for (int i = 0; i < WRITES; i++) {
            Instant time = store.put("k" + i % 3, thread + " " + i);
            assertTrue(time.isAfter(last));
            assertTrue(times.add(time), () -> time + " was given twice");
            last = time;
          }
        });
    assertEquals(WRITERS * WRITES, times.size());
    assertEquals(TestClock.START.plusNanos(WRITERS * WRITES - 1), store.watermark());
    assertEquals(times, new HashSet<>(store.times().toList()));
  }

  @Rule("2.4")
  void what_is_settled_stays_while_others_write(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    for (int i = 0; i < 50; i++) {
      store.put("k" + i % 5, "" + i);
    }
    AtomicBoolean writing = new AtomicBoolean(true);
    Threads.run(
        4,
        thread -> {
          Random random = new Random(lab.seed() + thread);
          if (thread == 0) {
            write(lab, store, random);
            writing.set(false);
            return;
          }
          List<Snapshot<String, String>> snapshots = new ArrayList<>();
          List<List<Entry<String, String>>> remembered = new ArrayList<>();
          do {
            Snapshot<String, String> now = store.latest();
            snapshots.add(now);
            remembered.add(now.entries().toList());
            int old = random.nextInt(snapshots.size());
            Instant time = snapshots.get(old).time();
            assertEquals(remembered.get(old), snapshots.get(old).entries().toList());
            assertEquals(remembered.get(old), store.asOf(time).entries().toList());
          } while (writing.get() && snapshots.size() < 400);
        });
  }

  private static void write(Lab lab, TimeTravelStore<String, String> store, Random random) {
    for (int i = 0; i < 2 * WRITES; i++) {
      lab.clock().move(random.nextInt(20) - 5);
      String key = "k" + random.nextInt(5);
      switch (random.nextInt(5)) {
        case 0 -> store.delete(key);
        case 4 -> store.settle(lab.clock().instant());
        case 1 -> store.commit(Batch.<String, String>create().put(key, "b" + i).put("x" + i, "1"));
        default -> store.put(key, "p" + i);
      }
    }
  }

  @Rule("2.5")
  void what_is_seen_is_not_after_the_watermark_and_all_before_it_is_seen(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    AtomicBoolean writing = new AtomicBoolean(true);
    Map<Instant, Optional<String>> seen = new ConcurrentHashMap<>();
    Threads.run(
        3,
        thread -> {
          if (thread == 0) {
            for (int i = 0; i < 2 * WRITES; i++) {
              store.put("a", "" + i);
            }
            writing.set(false);
            return;
          }
          int reads = 0;
          do {
            Instant watermark = store.watermark();
            Optional<String> value = store.get("a", watermark);
            Optional<String> before = seen.putIfAbsent(watermark, value);
            assertEquals(before == null ? value : before, value, "as of " + watermark);
            Lookup<String> found = store.latest().lookup("a");
            assertFalse(
                found.since().isAfter(store.watermark()),
                () -> "a change of " + found.since() + " was seen before the watermark said so");
            assertFalse(
                found.since().isBefore(watermark),
                () -> "the watermark " + watermark + " was seen, but only " + found);
          } while (writing.get() && ++reads < 5_000);
        });
    seen.forEach((time, value) -> assertEquals(store.get("a", time), value, "as of " + time));
  }

  @Rule("2.7")
  void a_snapshot_may_be_shared_between_threads(Lab lab) {
    TreeMap<String, String> expected = new TreeMap<>();
    TimeTravelStore<String, String> store = SnapshotRules.store(lab, expected);
    Snapshot<String, String> snapshot = store.latest();
    List<Entry<String, String>> entries = snapshot.entries().toList();
    Threads.run(
        4,
        thread -> {
          for (int i = 0; i < 60; i++) {
            if (thread == 0) {
              store.put("a", "later" + i);
              store.delete("b");
            } else {
              assertEquals(entries, snapshot.entries().toList());
              assertEquals(expected, snapshot.asMap());
              assertEquals(Optional.of("1"), snapshot.get("a"));
            }
          }
        });
  }

  @Rule("4.5")
  void commits_and_reads_are_in_the_order_in_which_they_were_seen_to_happen(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Witness witness = new Witness();
    Threads.run(
        5,
        thread -> {
          Random random = new Random(lab.seed() + thread);
          for (int i = 0; i < WRITES; i++) {
            String key = "k" + random.nextInt(3);
            if (thread < WRITERS) {
              long begun = witness.tick();
              lab.clock().move(random.nextInt(9) - 3);
              Instant time =
                  random.nextInt(4) == 0
                      ? store
                          .commit(
                              Batch.<String, String>create()
                                  .put(key, "batch")
                                  .put("other" + thread, "batch"))
                          .orElseThrow()
                      : store.put(key, thread + " " + i);
              witness.written(key, time, begun);
            } else {
              long begun = witness.tick();
              Instant since = store.latest().lookup(key).since();
              witness.read(key, since, begun);
            }
          }
        });
    witness.check("seed " + lab.seed());
  }

  @Rule({"4.5", "4.2"})
  void no_update_under_a_condition_is_lost(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    AtomicInteger conflicts = new AtomicInteger();
    Threads.run(
        WRITERS,
        thread -> {
          for (int i = 0; i < 50; ) {
            Snapshot<String, String> snapshot = store.latest();
            int count = snapshot.get("count").map(Integer::parseInt).orElse(0);
            try {
              store.commit(
                  Batch.<String, String>create()
                      .put("count", "" + (count + 1))
                      .ifUnchangedSince("count", snapshot.time()));
              i++;
            } catch (ConflictException e) {
              assertTrue(e.winner().isAfter(snapshot.time()), e::toString);
              conflicts.incrementAndGet();
            }
          }
        });
    assertEquals(Optional.of("" + 50 * WRITERS), store.get("count"), conflicts + " conflicts");
    assertEquals(50 * WRITERS, store.history("count").count());
  }

  @Rule({"4.2", "3.5", "4.5"})
  void of_those_who_create_or_delete_a_key_at_once_one_does(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Map<String, Instant> created = new ConcurrentHashMap<>();
    Map<String, Instant> deleted = new ConcurrentHashMap<>();
    Map<String, Instant> lost = new ConcurrentHashMap<>();
    Threads.run(
        WRITERS,
        thread -> {
          for (int i = 0; i < 50; i++) {
            String key = "key" + i;
            try {
              Instant time =
                  store
                      .commit(
                          Batch.<String, String>create()
                              .put(key, "1")
                              .ifUnchangedSince(key, Instant.MIN))
                      .orElseThrow();
              assertEquals(null, created.put(key, time), () -> key + " was created twice");
            } catch (ConflictException e) {
              lost.merge(key, e.winner(), (a, b) -> a.isBefore(b) ? a : b);
            }
            store
                .delete(key)
                .ifPresent(
                    time ->
                        assertEquals(
                            null, deleted.put(key, time), () -> key + " was deleted twice"));
          }
        });
    assertEquals(50, created.size());
    assertEquals(created.keySet(), deleted.keySet());
    created.forEach(
        (key, time) -> {
          assertEquals(List.of(deleted.getOrDefault(key, time), time), store.times(key).toList());
          Instant winner = lost.getOrDefault(key, time);
          assertTrue(
              winner.equals(time) || winner.equals(deleted.get(key)),
              () -> key + " was won by " + winner);
        });
  }

  @Rule({"4.6", "4.5"})
  void a_refusal_touches_nobody_elses_commit(Lab lab) {
    TimeTravelStore<String, String> store = lab.store();
    Instant first = store.put("taken", "1");
    Map<Instant, String> acknowledged = new ConcurrentHashMap<>(Map.of(first, "1"));
    Threads.run(
        WRITERS,
        thread -> {
          for (int i = 0; i < WRITES; i++) {
            String value = thread + " " + i;
            switch ((i + thread) % 3) {
              case 0 ->
                  assertThrows(
                      ConflictException.class,
                      () ->
                          store.commit(
                              Batch.<String, String>create().put("a", value).ifAbsent("taken")));
              case 1 ->
                  assertThrows(
                      NotAfterWatermarkException.class, () -> store.put("a", value, first));
              default -> acknowledged.put(store.put("k" + thread, value), value);
            }
          }
        });
    Map<Instant, String> found = new HashMap<>();
    store
        .commits(TimeRange.all(), Order.ASCENDING)
        .forEach(commit -> found.put(commit.time(), value(commit)));
    assertEquals(Map.copyOf(acknowledged), found);
  }

  @Rule({"7.7", "4.6"})
  void a_call_under_way_while_the_store_is_closed_finishes_or_is_refused(Lab lab) {
    for (int round = 0; round < 6; round++) {
      Lab.Place place = lab.place();
      TimeTravelStore<String, String> store = place.open();
      store.put("a", "0");
      Map<Instant, String> acknowledged = new ConcurrentHashMap<>();
      ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
      CountDownLatch working = new CountDownLatch(3 + round * 20);
      Threads.run(
          4,
          thread -> {
            if (thread == 0) {
              working.await();
              store.close();
              assertThrows(IllegalStateException.class, () -> store.get("a"));
              return;
            }
            for (int i = 0; i < 20_000; i++) {
              String value = thread + " " + i;
              working.countDown();
              try {
                if (thread == 1) {
                  acknowledged.put(store.put("a", value), value);
                } else if (thread == 2) {
                  assertTrue(store.get("a").isPresent());
                } else {
                  assertTrue(store.commits(TimeRange.all(), Order.DESCENDING).count() > 0);
                }
              } catch (IllegalStateException e) {
                refused.add(value);
                return;
              }
            }
          });
      if (lab.survives()) {
        TimeTravelStore<String, String> again = place.open();
        Map<Instant, String> found = new HashMap<>();
        again
            .commits(TimeRange.all(), Order.ASCENDING)
            .skip(1)
            .forEach(commit -> found.put(commit.time(), value(commit)));
        assertEquals(Map.copyOf(acknowledged), found, "commits that are there, " + refused);
        again.close();
      }
    }
  }

  private static String value(Commit<String, String> commit) {
    return commit.changes().get(0).value().orElse("a deletion");
  }
}
