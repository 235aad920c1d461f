// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Batch;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.LongConsumer;

/**
 * A history that is there wherever Java is: the offset from UTC of each time zone, and each change
 * of it.
 *
 * @param commits what changed when: zone and offset
 */
record ZoneHistory(NavigableMap<Instant, Map<String, String>> commits) {
  /** The time of the first version of each zone, before the first change of any. */
  static final Instant BEGINNING = Instant.parse("1800-01-01T00:00:00Z");

  ZoneHistory {
    commits = Collections.unmodifiableNavigableMap(new TreeMap<>(commits));
  }

  /** Returns the history up to a time, with the changes that recurring rules bring. */
  static ZoneHistory through(Instant now) {
    NavigableMap<Instant, Map<String, String>> commits = new TreeMap<>();
    for (String zone : ZoneId.getAvailableZoneIds()) {
      ZoneRules rules = ZoneId.of(zone).getRules();
      if (rules.previousTransition(BEGINNING) != null) {
        throw new IllegalStateException(zone + " changed its offset before " + BEGINNING);
      }
      add(commits, BEGINNING, zone, rules.getOffset(BEGINNING));
      ZoneOffsetTransition transition = rules.nextTransition(BEGINNING);
      while (transition != null && !transition.getInstant().isAfter(now)) {
        add(commits, transition.getInstant(), zone, transition.getOffsetAfter());
        transition = rules.nextTransition(transition.getInstant());
      }
    }
    return new ZoneHistory(commits);
  }

  private static void add(
      Map<Instant, Map<String, String>> commits, Instant time, String zone, ZoneOffset offset) {
    commits.computeIfAbsent(time, t -> new TreeMap<>()).put(zone, text(offset));
  }

  /** Returns the text that stands for an offset: always with digits, as {@code +00:00}. */
  static String text(ZoneOffset offset) {
    return offset.equals(ZoneOffset.UTC) ? "+00:00" : offset.getId();
  }

  /** Returns how many versions the commits make. */
  long versions() {
    return commits.values().stream().mapToLong(Map::size).sum();
  }

  /**
   * Commits everything to a store, each commit with its own time.
   *
   * @param progress is told the number of versions so far
   */
  void load(TimeTravelStore<String, String> store, LongConsumer progress) {
    long versions = 0;
    for (Map.Entry<Instant, Map<String, String>> commit : commits.entrySet()) {
      Batch<String, String> batch = Batch.<String, String>create().at(commit.getKey());
      commit.getValue().forEach(batch::put);
      store.commit(batch);
      versions += commit.getValue().size();
      progress.accept(versions);
    }
  }
}
