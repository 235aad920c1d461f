// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ttkv.Batch;
import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Rule 4.1 while several threads use a store: all of a commit is seen or none of it. */
final class WholeCommitRules {
  private static final int WRITERS = 2;

  @Rule("4.1")
  void nobody_sees_half_a_commit(Lab lab) {
    raceToSeeHalf(lab, List.of("a", "b", "c", "d", "e", "f", "g", "h"), 150);
  }

  @Rule("4.1")
  void nobody_sees_half_a_commit_that_is_read_in_several_pages(Lab lab) {
    raceToSeeHalf(lab, IntStream.range(0, 300).mapToObj(i -> "key" + (1_000 + i)).toList(), 25);
  }

  /** Commits all keys again and again, and reads them meanwhile. */
  private static void raceToSeeHalf(Lab lab, List<String> keys, int writes) {
    TimeTravelStore<String, String> store = lab.store();
    store.commit(batch(keys, "first"));
    AtomicBoolean writing = new AtomicBoolean(true);
    Threads.run(
        2 * WRITERS,
        thread -> {
          if (thread < WRITERS) {
            for (int i = 0; i < writes; i++) {
              store.commit(batch(keys, thread + " " + i));
            }
            writing.set(false);
            return;
          }
          int reads = 0;
          do {
            assertReadsAreWhole(store, keys);
          } while (writing.get() && ++reads < 2_000);
        });
    for (Instant time : store.times().toList()) {
      assertWhole(keys, store.asOf(time).entries().toList());
    }
    assertEquals(WRITERS * writes + 1, store.commits(TimeRange.all(), Order.ASCENDING).count());
  }

  private static void assertReadsAreWhole(
      TimeTravelStore<String, String> store, List<String> keys) {
    assertWhole(keys, store.latest().entries().toList());
    store
        .commits(TimeRange.all(), Order.DESCENDING)
        .limit(3)
        .forEach(commit -> assertEquals(keys.size(), commit.changes().size()));
    Snapshot<String, String> snapshot = store.latest();
    String first = keys.get(0);
    assertEquals(snapshot.get(keys.get(keys.size() - 1)), snapshot.get(first));
    assertEquals(snapshot.lookup(first), snapshot.lookup(keys.get(keys.size() / 2)));
  }

  private static Batch<String, String> batch(List<String> keys, String value) {
    Batch<String, String> batch = Batch.create();
    keys.forEach(key -> batch.put(key, value));
    return batch;
  }

  private static void assertWhole(List<String> keys, List<Entry<String, String>> entries) {
    assertEquals(keys, entries.stream().map(Entry::key).toList());
    assertEquals(1, entries.stream().map(Entry::since).distinct().count(), entries::toString);
    assertEquals(1, entries.stream().map(Entry::value).distinct().count(), entries::toString);
  }
}
