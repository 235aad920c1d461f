// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.cli;

import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Asks a store for offsets that {@link ZoneRules} knows too. The changes are found by going back
 * from now, not forth as they were loaded, and what is right is what the rules say at the moment.
 */
final class ZoneCheck {
  /** Which moments are asked for, and how many of each kind. */
  enum Kind {
    AT_CHANGE("at the instant of a change", 2_500),
    BEFORE_CHANGE("1 ns before a change", 2_500),
    AFTER_CHANGE("1 ns after a change", 1_500),
    LONG_BEFORE("before a zone's first change", 1_000),
    ANY("any time since 1800", 2_000),
    TODAY("today", 500);

    private final String text;
    private final int questions;

    Kind(String text, int questions) {
      this.text = text;
      this.questions = questions;
    }

    int questions() {
      return questions;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * One answer that is not that of the rules.
   *
   * @param zone the zone
   * @param time as of when
   * @param expected what the rules say
   * @param actual what the store says
   */
  record Disagreement(String zone, Instant time, String expected, String actual) {}

  /**
   * What came of some questions.
   *
   * @param asked how many answers there should be
   * @param agreed how many are those of the rules
   * @param disagreements those that are not, without those that are missing
   */
  record Result(long asked, long agreed, List<Disagreement> disagreements) {
    Result {
      disagreements = List.copyOf(disagreements);
    }

    boolean isPerfect() {
      return agreed == asked && disagreements.isEmpty();
    }
  }

  private static final String NOTHING = "nothing";

  private final TimeTravelStore<String, String> store;
  private final Instant now;
  private final List<Zone> zones;
  private final List<Zone> changing;
  private final Random random;

  /**
   * Makes a check.
   *
   * @param seed decides which questions are asked
   */
  ZoneCheck(TimeTravelStore<String, String> store, Instant now, long seed) {
    this.random = new Random(seed);
    this.store = store;
    this.now = now;
    this.zones =
        ZoneId.getAvailableZoneIds().stream().sorted().map(id -> Zone.of(id, now)).toList();
    this.changing = zones.stream().filter(zone -> !zone.changes().isEmpty()).toList();
  }

  /** Asks the questions of one kind. */
  Result ask(Kind kind) {
    List<Zone> candidates = kind == Kind.ANY || kind == Kind.TODAY ? zones : changing;
    List<Disagreement> disagreements = new ArrayList<>();
    for (int i = 0; i < kind.questions(); i++) {
      Zone zone = candidates.get(random.nextInt(candidates.size()));
      Instant time = moment(kind, zone);
      String actual = store.get(zone.id(), time).orElse(NOTHING);
      if (!actual.equals(zone.offset(time))) {
        disagreements.add(new Disagreement(zone.id(), time, zone.offset(time), actual));
      }
    }
    return new Result(
        kind.questions(), kind.questions() - (long) disagreements.size(), disagreements);
  }

  private Instant moment(Kind kind, Zone zone) {
    return switch (kind) {
      case AT_CHANGE -> change(zone);
      case BEFORE_CHANGE -> change(zone).minusNanos(1);
      case AFTER_CHANGE -> change(zone).plusNanos(1);
      case LONG_BEFORE ->
          between(ZoneHistory.BEGINNING, zone.changes().get(zone.changes().size() - 1));
      case ANY -> between(ZoneHistory.BEGINNING, now);
      case TODAY -> between(now.truncatedTo(ChronoUnit.DAYS), now);
    };
  }

  private Instant change(Zone zone) {
    return zone.changes().get(random.nextInt(zone.changes().size()));
  }

  private Instant between(Instant from, Instant to) {
    long seconds = Duration.between(from, to).toSeconds();
    Instant time = from.plusSeconds((long) (random.nextDouble() * seconds));
    Instant inside = time.plusNanos(random.nextInt(1_000_000_000));
    return inside.isBefore(to) ? inside : time;
  }

  /** Compares every version that the store ever took; none may be missing, none be too many. */
  Result everyVersion() {
    Map<String, Zone> byId =
        zones.stream().collect(Collectors.toMap(Zone::id, Function.identity()));
    long expected = zones.stream().mapToLong(zone -> 1 + zone.changes().size()).sum();
    long agreed = 0;
    List<Disagreement> disagreements = new ArrayList<>();
    Iterator<Commit<String, String>> commits =
        store.commits(TimeRange.all(), Order.ASCENDING).iterator();
    while (commits.hasNext()) {
      Commit<String, String> commit = commits.next();
      for (Change<String, String> change : commit.changes()) {
        String right = rightVersion(byId.get(change.key()), commit.time());
        String actual = change.value().orElse("a deletion");
        if (actual.equals(right)) {
          agreed++;
        } else {
          disagreements.add(new Disagreement(change.key(), commit.time(), right, actual));
        }
      }
    }
    return new Result(expected, agreed, disagreements);
  }

  private static String rightVersion(@Nullable Zone zone, Instant time) {
    return zone != null && zone.changesAt(time) ? zone.offset(time) : "no change";
  }

  private record Zone(String id, ZoneRules rules, List<Instant> changes) {
    static Zone of(String id, Instant now) {
      ZoneRules rules = ZoneId.of(id).getRules();
      List<Instant> changes = new ArrayList<>();
      // the search begins before the second of its argument, and there may be a change at now
      ZoneOffsetTransition change = rules.previousTransition(now.plusSeconds(1));
      while (change != null) {
        if (!change.getInstant().isAfter(now)) {
          changes.add(change.getInstant());
        }
        change = rules.previousTransition(change.getInstant());
      }
      return new Zone(id, rules, List.copyOf(changes));
    }

    String offset(Instant time) {
      return ZoneHistory.text(rules.getOffset(time));
    }

    boolean changesAt(Instant time) {
      return time.equals(ZoneHistory.BEGINNING)
          || !rules.getOffset(time).equals(rules.getOffset(time.minusNanos(1)));
    }
  }
}
