// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that a store holds, as it says or as it should.
 *
 * @param horizon its horizon
 * @param watermark its watermark
 * @param baseline what holds at the horizon, by key
 * @param commits the commits after it
 * @param gone what no file of the store may have a byte of; nothing, in what a store says
 */
record Content(
    Instant horizon,
    Instant watermark,
    Map<String, Held> baseline,
    Map<Instant, Told> commits,
    Set<String> gone) {
  static final Content EMPTY = new Content(Instant.MIN, Instant.MIN, Map.of(), Map.of(), Set.of());

  /** A version: since when, and what. */
  record Held(Instant since, String value) {}

  /** A commit: its changes, empty for a deletion, and its note. */
  record Told(Map<String, Optional<String>> changes, Optional<String> note) {
    Told without(Set<String> keys) {
      Map<String, Optional<String>> left = new TreeMap<>(changes);
      return left.keySet().removeAll(keys) ? new Told(left, Optional.empty()) : this;
    }
  }

  /** Reads what a store holds, and looks whether it finds single versions too. */
  static Content of(TimeTravelStore<String, String> store) {
    Map<String, Held> baseline = new TreeMap<>();
    Instant horizon = store.horizon();
    if (!horizon.equals(Instant.MIN)) {
      for (Entry<String, String> entry : store.asOf(horizon).entries().toList()) {
        baseline.put(entry.key(), new Held(entry.since(), entry.value()));
        assertThat(store.get(entry.key(), horizon)).contains(entry.value());
      }
    }
    Map<Instant, Told> commits = new TreeMap<>();
    for (Commit<String, String> commit : store.commits(TimeRange.all(), Order.ASCENDING).toList()) {
      Map<String, Optional<String>> changes = new TreeMap<>();
      for (Change<String, String> change : commit.changes()) {
        changes.put(change.key(), change.value());
        assertThat(store.get(change.key(), commit.time())).isEqualTo(change.value());
      }
      commits.put(commit.time(), new Told(changes, commit.note()));
    }
    return new Content(horizon, store.watermark(), baseline, commits, Set.of());
  }

  /** Tells whether a store that should hold this may say the other. */
  boolean isSeenIn(Content said) {
    return said.equals(new Content(horizon, watermark, baseline, commits, Set.of()));
  }

  Content committed(Instant time, Told commit) {
    Map<Instant, Told> more = new TreeMap<>(commits);
    more.put(time, commit);
    return new Content(horizon, time, baseline, more, gone);
  }

  Content settled(Instant time) {
    return new Content(horizon, time, baseline, commits, gone);
  }

  Content trimmed(Instant to) {
    Map<String, Held> held = new TreeMap<>(baseline);
    Map<Instant, Told> left = new TreeMap<>();
    commits.forEach(
        (time, commit) -> {
          if (time.isAfter(to)) {
            left.put(time, commit);
          } else {
            commit.changes.forEach(
                (key, value) -> {
                  held.remove(key);
                  value.ifPresent(v -> held.put(key, new Held(time, v)));
                });
          }
        });
    return new Content(to, watermark, held, left, gone);
  }

  /**
   * Erases.
   *
   * @param keys the keys
   * @param traces what of them and their values and notes no file may have
   */
  Content erased(Set<String> keys, Set<String> traces) {
    Map<String, Held> held = new TreeMap<>(baseline);
    held.keySet().removeAll(keys);
    Map<Instant, Told> left = new TreeMap<>();
    commits.forEach((time, commit) -> left.put(time, commit.without(keys)));
    left.values().removeIf(commit -> commit.changes.isEmpty());
    Set<String> more = new HashSet<>(gone);
    more.addAll(traces);
    return new Content(horizon, watermark, held, left, more);
  }

  /** Returns the value that a key has now. */
  Optional<String> value(String key) {
    return Optional.ofNullable(trimmed(watermark).baseline.get(key)).map(Held::value);
  }

  /** Returns the files of a folder that have something in them that is to be gone. */
  List<Path> tracesIn(Path folder) throws IOException {
    if (gone.isEmpty()) {
      return List.of();
    }
    return PowerFailure.contents(folder).entrySet().stream()
        .filter(
            file -> {
              String content = new String(file.getValue(), StandardCharsets.ISO_8859_1);
              return gone.stream().anyMatch(content::contains);
            })
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public String toString() {
    return "horizon %s, watermark %s, then %s, commits %s"
        .formatted(horizon, watermark, baseline.keySet(), commits.keySet());
  }

  /** Returns the newest time but so many, of commits; the watermark if there are fewer. */
  Instant back(int number) {
    return commits.size() <= number
        ? watermark
        : commits.keySet().stream().skip(commits.size() - 1L - number).findFirst().orElseThrow();
  }
}
