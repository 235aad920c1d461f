// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Entry;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** Rules 2.9 and 8.3 while several threads use a store: trims and backups beside writes. */
final class MeanwhileRules {
  @Rule("2.9")
  void readers_see_whole_states_or_an_exception_while_others_write_and_trim(Lab lab) {
    if (!lab.forgets()) {
      return;
    }
    int accounts = 40;
    TimeTravelStore<String, String> store = lab.store();
    Batch<String, String> opening = Batch.create();
    for (int i = 0; i < accounts; i++) {
      opening.put("" + i, "100");
    }
    store.commit(opening);
    AtomicLong states = new AtomicLong();
    int rounds = lab.tries(60);
    Threads.run(
        4,
        thread -> {
          if (thread == 0) {
            move(lab.random(), store, accounts, rounds * 10);
          } else if (thread == 1) {
            for (int i = 0; i < rounds; i++) {
              store.maintenance().trim(store.watermark());
            }
          } else {
            for (int i = 0; i < rounds * 4; i++) {
              states.addAndGet(sum(store.latest()).map(sum -> whole(sum, accounts)).orElse(0));
            }
          }
        });
    assertEquals(accounts * 100L, sum(store.latest()).orElseThrow());
    assertTrue(store.maintenance().verify().clean());
    assertTrue(states.get() > 0, "no state was read before it was trimmed");
  }

  private static void move(
      Random random, TimeTravelStore<String, String> store, int accounts, int times) {
    for (int i = 0; i < times; i++) {
      int from = random.nextInt(accounts);
      int to = (from + 1 + random.nextInt(accounts - 1)) % accounts;
      long amount = random.nextInt(10);
      store.commit(
          Batch.<String, String>create()
              .put("" + from, "" + (Long.parseLong(store.getOrThrow("" + from)) - amount))
              .put("" + to, "" + (Long.parseLong(store.getOrThrow("" + to)) + amount)));
    }
  }

  private static int whole(long sum, int accounts) {
    assertEquals(accounts * 100L, sum, "a snapshot has a part of a commit");
    return 1;
  }

  private static Optional<Long> sum(Snapshot<String, String> snapshot) {
    try {
      return Optional.of(snapshot.entries().map(Entry::value).mapToLong(Long::parseLong).sum());
    } catch (HistoryTrimmedException e) {
      return Optional.empty();
    }
  }

  @Rule("8.3")
  void a_backup_is_made_while_others_write(Lab lab) {
    if (!lab.backsUp()) {
      return;
    }
    Lab.Place place = lab.place();
    TimeTravelStore<String, String> store = place.open();
    for (int i = 0; i < 200; i++) {
      store.put("" + i, "before");
    }
    Instant begun = store.watermark();
    Lab.Place other = lab.place();
    Threads.run(
        2,
        thread -> {
          if (thread == 0) {
            store.maintenance().backup(other.backupOf(place));
          } else {
            for (int i = 0; i < 300; i++) {
              store.commit(Batch.<String, String>create().put("a", "" + i).put("b", "" + i));
            }
          }
        });
    TimeTravelStore<String, String> backup = other.open();
    assertTrue(!backup.watermark().isBefore(begun));
    assertEquals(
        store.maintenance().digest(backup.watermark()), backup.maintenance().digest(Instant.MAX));
    assertEquals(backup.get("a"), backup.get("b"));
    assertTrue(backup.maintenance().verify().clean());
  }
}
