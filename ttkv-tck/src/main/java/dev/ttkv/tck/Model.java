// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.ConflictException;
import dev.ttkv.Difference;
import dev.ttkv.Entry;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.Lookup;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The specification once more, as the simplest store there is: a map of maps. */
final class Model {
  static final Instant FIRST = Instant.parse("1677-09-21T00:12:43.145224193Z");
  static final Instant LAST = Instant.parse("2262-04-11T23:47:16.854775807Z");

  final NavigableMap<String, NavigableMap<Instant, Optional<String>>> versions = new TreeMap<>();
  final NavigableMap<Instant, Optional<String>> notes = new TreeMap<>();
  Instant watermark = Instant.MIN;
  Instant horizon = Instant.MIN;

  Optional<Instant> commit(Batch<String, String> batch, Instant clock) {
    Set<String> keys = new HashSet<>();
    require(
        !batch.changes().isEmpty() && batch.changes().stream().allMatch(c -> keys.add(c.key())));
    Instant time = batch.time().orElse(max(clock, watermark.plusNanos(1)));
    require(batch.time().isEmpty() || !(time.isBefore(FIRST) || time.isAfter(LAST)));
    if (!time.isAfter(watermark)) {
      throw new NotAfterWatermarkException("", time, watermark);
    }
    for (Batch.Condition<String> condition : batch.conditions()) {
      condition.unchangedSince().ifPresent(this::requireKept);
      Lookup<String> now = lookup(condition.key(), watermark);
      if (condition.unchangedSince().map(now.since()::isAfter).orElse(now.value().isPresent())) {
        throw new ConflictException("", now.since());
      }
    }
    List<Change<String, String>> changes =
        batch.changes().stream()
            .filter(c -> !c.isDeletion() || lookup(c.key(), watermark).value().isPresent())
            .toList();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    if (time.isAfter(LAST)) {
      throw new TimeTravelStoreException("");
    }
    changes.forEach(
        c -> versions.computeIfAbsent(c.key(), k -> new TreeMap<>()).put(time, c.value()));
    notes.put(time, batch.note());
    watermark = time;
    return Optional.of(time);
  }

  Instant settle(Instant time, Instant clock) {
    require(!time.isAfter(clock));
    watermark = max(watermark, time);
    return watermark;
  }

  void trim(Instant time) {
    require(!time.isAfter(watermark) && !time.isBefore(horizon));
    if (time.isBefore(FIRST)) {
      return;
    }
    for (NavigableMap<Instant, Optional<String>> key : versions.values()) {
      Map.Entry<Instant, Optional<String>> held = key.floorEntry(time);
      key.headMap(time, true).clear();
      if (held != null && held.getValue().isPresent()) {
        key.put(held.getKey(), held.getValue());
      }
    }
    notes.headMap(time, true).clear();
    horizon = time;
  }

  /** Erases a key and returns how many versions it had. */
  long erase(String key) {
    Set<Instant> times = of(key).keySet();
    versions.remove(key);
    for (Instant time : times) {
      if (notes.containsKey(time)) {
        notes.put(time, Optional.empty());
        if (commitAt(time).changes().isEmpty()) {
          notes.remove(time);
        }
      }
    }
    return times.size();
  }

  /** Refuses a time below the horizon. */
  void requireKept(Instant time) {
    if (time.isBefore(horizon)) {
      throw new HistoryTrimmedException("", horizon);
    }
  }

  /** Returns a range without what was trimmed, which it may begin with only by beginning always. */
  TimeRange kept(TimeRange range) {
    if (!range.after().isBefore(FIRST)) {
      requireKept(range.after());
    }
    requireKept(range.through().isAfter(watermark) ? watermark : range.through());
    return range;
  }

  Lookup<String> lookup(String key, Instant time) {
    requireKept(time);
    Map.Entry<Instant, Optional<String>> version = of(key).floorEntry(time);
    return version == null
        ? new Lookup.None<>(horizon)
        : version.getValue().isEmpty()
            ? new Lookup.Deleted<>(version.getKey())
            : new Lookup.Present<>(version.getValue().get(), version.getKey());
  }

  Stream<Entry<String, String>> entries(Instant time) {
    requireKept(time);
    return versions.keySet().stream()
        .filter(key -> lookup(key, time).value().isPresent())
        .map(key -> new Entry<>(key, lookup(key, time).value().get(), lookup(key, time).since()));
  }

  Stream<Version<String>> history(String key, Instant known) {
    requireKept(known);
    NavigableMap<Instant, Optional<String>> all = of(key).headMap(known, true);
    return all.entrySet().stream()
        .map(
            version ->
                new Version<>(
                    version.getKey(),
                    Optional.ofNullable(all.higherKey(version.getKey())),
                    version.getValue()));
  }

  Commit<String, String> commitAt(Instant time) {
    List<Change<String, String>> changes =
        versions.keySet().stream()
            .filter(key -> of(key).containsKey(time))
            .map(key -> new Change<>(key, lookup(key, time).value()))
            .toList();
    return new Commit<>(time, changes, notes.getOrDefault(time, Optional.empty()));
  }

  Stream<Difference<String, String>> diff(Instant after, Instant through) {
    requireKept(after);
    return versions.keySet().stream()
        .map(k -> new Difference<>(k, lookup(k, after).value(), lookup(k, through).value()))
        .filter(difference -> !difference.before().equals(difference.after()));
  }

  private NavigableMap<Instant, Optional<String>> of(String key) {
    return versions.getOrDefault(key, new TreeMap<>());
  }

  private static void require(boolean legal) {
    if (!legal) {
      throw new IllegalArgumentException();
    }
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
