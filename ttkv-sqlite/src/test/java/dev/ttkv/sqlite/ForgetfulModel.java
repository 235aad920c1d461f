// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a store with a horizon is to answer, kept as a list of all commits, trimmed ones too. */
final class ForgetfulModel {
  final List<Commit<String, String>> all = new ArrayList<>();
  Instant horizon = Instant.MIN;
  Instant watermark = Instant.MIN;

  void commit(Batch<String, String> batch, Instant time) {
    List<Change<String, String>> changes =
        batch.changes().stream()
            .filter(change -> !change.isDeletion() || value(change.key(), watermark).isPresent())
            .sorted(Comparator.comparing(Change::key))
            .toList();
    if (!changes.isEmpty()) {
      all.add(new Commit<>(time, changes, batch.note()));
      watermark = time;
    }
  }

  void erase(Set<String> keys) {
    all.replaceAll(
        commit -> {
          List<Change<String, String>> left =
              commit.changes().stream().filter(change -> !keys.contains(change.key())).toList();
          return left.size() == commit.changes().size()
              ? commit
              : new Commit<>(commit.time(), left, Optional.empty());
        });
    all.removeIf(commit -> commit.changes().isEmpty());
  }

  /** The change feed. */
  List<Commit<String, String>> commits() {
    return all.stream().filter(commit -> commit.time().isAfter(horizon)).toList();
  }

  NavigableMap<String, String> asOf(Instant time) {
    NavigableMap<String, String> map = new TreeMap<>();
    for (Commit<String, String> commit : all) {
      if (!commit.time().isAfter(time)) {
        for (Change<String, String> change : commit.changes()) {
          change.value().ifPresent(value -> map.put(change.key(), value));
          if (change.isDeletion()) {
            map.remove(change.key());
          }
        }
      }
    }
    return map;
  }

  Optional<String> value(String key, Instant time) {
    return Optional.ofNullable(asOf(time).get(key));
  }

  /** The versions that are kept, oldest first. */
  List<Version<String>> history(String key) {
    List<Version<String>> versions = new ArrayList<>();
    for (Commit<String, String> commit : all) {
      for (Change<String, String> change : commit.changes()) {
        if (change.key().equals(key)) {
          if (!versions.isEmpty()) {
            Version<String> last = versions.remove(versions.size() - 1);
            if (commit.time().isAfter(horizon)) {
              versions.add(new Version<>(last.from(), Optional.of(commit.time()), last.value()));
            }
          }
          if (!change.isDeletion() || commit.time().isAfter(horizon)) {
            versions.add(new Version<>(commit.time(), Optional.empty(), change.value()));
          }
        }
      }
    }
    return versions;
  }
}
