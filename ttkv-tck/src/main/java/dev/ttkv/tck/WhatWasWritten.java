// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What a store had before its files were damaged, to compare with what it says afterwards. */
final class WhatWasWritten {
  /** What becomes of a store whose files are damaged. */
  enum Outcome {
    WITHOUT_EFFECT,
    REFUSED_AT_OPENING,
    FOUND_AND_READ_AS_BEFORE,
    FOUND_AND_NOT_READ,
    FOUND_AND_MISSING,
    WITHOUT_THE_NEWEST_COMMITS
  }

  private static final int SCANS = 10;

  private final List<Commit<String, String>> commits;
  private final Instant watermark;
  private final Model written;

  /**
   * Reads a store that is as it was written; empty if its reads do not agree, which other rules are
   * about.
   */
  static Optional<WhatWasWritten> of(TimeTravelStore<String, String> store) {
    WhatWasWritten written = new WhatWasWritten(store);
    return Optional.of(written).filter(w -> !w.commits.isEmpty() && w.isAllOf(store));
  }

  private WhatWasWritten(TimeTravelStore<String, String> store) {
    commits = store.commits(TimeRange.all(), Order.ASCENDING).toList();
    watermark = store.watermark();
    written = model(commits.size(), watermark);
  }

  private boolean isAllOf(TimeTravelStore<String, String> store) {
    try {
      return new Comparison(store, written, "").isSame();
    } catch (AssertionError e) {
      return false;
    }
  }

  /** Returns what there is if only the oldest commits are. */
  private Model model(int oldest, Instant known) {
    Model model = new Model();
    for (Commit<String, String> commit : commits.subList(0, oldest)) {
      Batch<String, String> batch = Batch.<String, String>create().at(commit.time());
      commit
          .changes()
          .forEach(
              c ->
                  c.value()
                      .ifPresentOrElse(v -> batch.put(c.key(), v), () -> batch.delete(c.key())));
      commit.note().ifPresent(batch::note);
      model.commit(batch, commit.time());
    }
    model.watermark = known;
    return model;
  }

  /**
   * Opens a store whose files were damaged, reads it, and verifies it.
   *
   * @param damage what was done to them
   * @throws AssertionError if it says what was not written, or if something is missing or cannot be
   *     read, and verifying does not find that
   */
  Outcome outcome(Lab.Place place, String damage) {
    place.damaged(damage);
    TimeTravelStore<String, String> store;
    try {
      store = place.open();
      store.watermark();
    } catch (TimeTravelStoreException e) {
      return Outcome.REFUSED_AT_OPENING;
    }
    Comparison now = new Comparison(store, written, damage);
    if (isFound(store)) {
      return now.failed
          ? Outcome.FOUND_AND_NOT_READ
          : now.differs ? Outcome.FOUND_AND_MISSING : Outcome.FOUND_AND_READ_AS_BEFORE;
    }
    if (now.isSame()) {
      return Outcome.WITHOUT_EFFECT;
    }
    assertTrue(
        !now.failed && isOlder(store, damage),
        () ->
            "%s: something is missing or cannot be read, and verify() does not find it: %s"
                .formatted(damage, now.first));
    return Outcome.WITHOUT_THE_NEWEST_COMMITS;
  }

  private static boolean isFound(TimeTravelStore<String, String> store) {
    try {
      return !store.maintenance().verify().clean();
    } catch (TimeTravelStoreException e) {
      return true;
    }
  }

  /** Tells whether a store is what it was before its newest commits, which leaves no trace. */
  private boolean isOlder(TimeTravelStore<String, String> store, String damage) {
    int left = (int) store.times().count();
    if (left > commits.size() || store.watermark().isAfter(watermark)) {
      return false;
    }
    return new Comparison(store, model(left, store.watermark()), damage).isSame();
  }

  /** What all reads of a store say, beside what is expected of them. */
  private final class Comparison {
    private final String damage;
    private boolean failed;
    private boolean differs;
    private String first = "";

    Comparison(TimeTravelStore<String, String> store, Model expected, String damage) {
      this.damage = damage;
      for (String key : written.versions.keySet()) {
        compareKey(store, expected, key);
      }
      List<Instant> times = List.copyOf(expected.notes.descendingKeySet());
      compare("times()", times, () -> store.times().toList(), read -> true);
      for (Order order : Order.values()) {
        compare(
            "commits in " + order + " order",
            (order == Order.ASCENDING ? expected.notes : expected.notes.descendingMap())
                .keySet().stream().map(expected::commitAt).toList(),
            () -> store.commits(TimeRange.all(), order).toList(),
            read -> read.stream().allMatch(c -> c.equals(written.commitAt(c.time()))));
      }
      for (int i = 0; i <= SCANS; i++) {
        Instant time = i == SCANS ? Instant.MAX : commits.get(i * commits.size() / SCANS).time();
        compare(
            "entries as of " + time,
            expected.entries(time).toList(),
            () -> store.asOf(time).entries().toList(),
            read -> read.stream().allMatch(this::wasWritten));
      }
    }

    boolean isSame() {
      return !failed && !differs;
    }

    private void compareKey(TimeTravelStore<String, String> store, Model expected, String key) {
      for (Instant time : written.history(key, Instant.MAX).map(Version::from).toList()) {
        compare(
            "get(%s, %s)".formatted(key, time),
            expected.lookup(key, time).value(),
            () -> store.get(key, time),
            read ->
                read.isEmpty() || written.history(key, time).anyMatch(v -> v.value().equals(read)));
      }
      compare(
          "history(" + key + ")",
          expected.history(key, Instant.MAX).toList(),
          () -> store.history(key, TimeRange.all(), Order.ASCENDING).toList(),
          read -> read.stream().allMatch(version -> wasWritten(key, version)));
    }

    private boolean wasWritten(Entry<String, String> entry) {
      return isOneOf(entry.key(), entry.since(), Optional.of(entry.value()));
    }

    private boolean wasWritten(String key, Version<String> version) {
      return isOneOf(key, version.from(), version.value());
    }

    private boolean isOneOf(String key, Instant time, Optional<String> value) {
      return written
          .history(key, time)
          .anyMatch(v -> v.from().equals(time) && v.value().equals(value));
    }

    private <T> void compare(String what, T expected, Supplier<T> read, Predicate<T> mayBe) {
      T said;
      try {
        said = read.get();
      } catch (TimeTravelStoreException e) {
        failed = true;
        remember(what + ": " + e);
        return;
      }
      if (!said.equals(expected)) {
        assertTrue(
            mayBe.test(said),
            () -> "%s: %s is %s instead of %s".formatted(damage, what, said, expected));
        differs = true;
        remember("%s is %s instead of %s".formatted(what, said, expected));
      }
    }

    private void remember(String difference) {
      if (first.isEmpty()) {
        first = difference;
      }
    }
  }
}
