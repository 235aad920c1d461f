// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Commits to a store and keeps in mind what was tried and what was acknowledged, to tell later
 * whether a store is one that may be found after a failure.
 */
final class Acknowledged {
  /**
   * What was wanted of a commit.
   *
   * @param changes the values put, empty for a key deleted
   * @param time its time, if it was acknowledged
   * @param step the number of steps that the disk had taken when it was acknowledged
   * @param refused whether it was said that nothing was written
   */
  record Attempt(
      Map<String, Optional<String>> changes, Optional<Instant> time, int step, boolean refused) {}

  private final List<Attempt> attempts;

  Acknowledged() {
    this(List.of());
  }

  private Acknowledged(List<Attempt> attempts) {
    this.attempts = new ArrayList<>(attempts);
  }

  /** Returns what is known if the disk fails after some steps. */
  Acknowledged until(int step) {
    return new Acknowledged(
        attempts.stream()
            .map(a -> a.step <= step ? a : new Attempt(a.changes, Optional.empty(), a.step, false))
            .toList());
  }

  /** Returns the same, with all that was acknowledged so after so many steps. */
  Acknowledged since(int step) {
    return new Acknowledged(
        attempts.stream().map(a -> new Attempt(a.changes, a.time, step, a.refused)).toList());
  }

  void acknowledged(Map<String, Optional<String>> changes, Instant time, int step) {
    attempts.add(new Attempt(changes, Optional.of(time), step, false));
  }

  void failed(Map<String, Optional<String>> changes, int step, boolean refused) {
    attempts.add(new Attempt(changes, Optional.empty(), step, refused));
  }

  int count() {
    return (int) attempts.stream().filter(a -> a.time.isPresent()).count();
  }

  static Batch<String, String> batch(Map<String, Optional<String>> changes) {
    Batch<String, String> batch = Batch.create();
    for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
      if (change.getValue().isPresent()) {
        batch.put(change.getKey(), change.getValue().get());
      } else {
        batch.delete(change.getKey());
      }
    }
    return batch;
  }

  /** Checks that the store has every acknowledged commit, and of the others all or nothing. */
  void check(TimeTravelStore<String, String> store) {
    Instant last = Instant.MIN;
    Map<Instant, Map<String, Optional<String>>> found = new TreeMap<>();
    for (Commit<String, String> commit : store.commits(TimeRange.all(), Order.ASCENDING).toList()) {
      assertThat(commit.time()).isAfter(last);
      last = commit.time();
      Map<String, Optional<String>> changes = new TreeMap<>();
      for (Change<String, String> change : commit.changes()) {
        changes.put(change.key(), change.value());
        assertThat(store.get(change.key(), commit.time())).isEqualTo(change.value());
      }
      found.put(commit.time(), changes);
    }
    assertThat(store.watermark()).isAfterOrEqualTo(last);
    List<Map<String, Optional<String>>> left = new ArrayList<>(found.values());
    for (Attempt attempt : attempts) {
      if (attempt.time.isPresent()) {
        assertThat(found.get(attempt.time.get())).isEqualTo(attempt.changes);
        left.remove(attempt.changes);
      }
    }
    List<Map<String, Optional<String>>> possible =
        attempts.stream()
            .filter(a -> a.time.isEmpty() && !a.refused)
            .map(Attempt::changes)
            .toList();
    assertThat(possible).containsAll(left);
  }
}
