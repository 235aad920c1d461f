// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What processes that wrote, trimmed, erased and backed up were told, kept where no kill reaches
 * it, and what the store and its backups have to say to that.
 */
final class ForgettingLedger {
  /**
   * A backup that was begun.
   *
   * @param directory the name of the directory that it is in
   * @param erased the secrets that had been erased before
   * @param horizon where the horizon was
   * @param through the newest commit that was acknowledged before
   * @param done whether it was said to be made
   */
  record Backup(
      String directory, List<Secret> erased, Instant horizon, Instant through, boolean done) {
    Backup whole() {
      return new Backup(directory, erased, horizon, through, true);
    }
  }

  /** A thread of a process. */
  private record Writer(int run, int thread) {}

  private final long seed;
  private final NavigableMap<Instant, Commit<String, String>> known = new TreeMap<>();
  private final Map<Writer, Integer> last = new HashMap<>();
  private final List<Secret> erased = new ArrayList<>();
  private final List<Backup> backups = new ArrayList<>();
  private Instant horizon = Instant.MIN;
  private Optional<Instant> trimming = Optional.empty();
  private Optional<Secret> erasing = Optional.empty();
  private Optional<Backup> copying = Optional.empty();
  private int acknowledged;

  ForgettingLedger(long seed) {
    this.seed = seed;
  }

  /** Takes note of what a process said. */
  void read(int run, List<String> lines) {
    for (String line : lines) {
      String[] words = line.split(" ");
      String word = words.length > 1 ? words[1] : "";
      switch (words[0]) {
        case "ack" -> {
          int thread = Integer.parseInt(words[2]);
          int number = Integer.parseInt(words[3]);
          last.put(new Writer(run, thread), number);
          acknowledge(new Written(seed, run, thread, number).at(Instant.parse(word)));
        }
        case "secret" -> {
          int number = Integer.parseInt(words[2]);
          last.put(new Writer(run, ForgettingWork.WRITERS), number);
          acknowledge(new Secret(run, number).at(Instant.parse(word)));
        }
        case "trimming" -> trimming = Optional.of(Instant.parse(word));
        case "trimmed" -> {
          horizon = Instant.parse(word);
          trimming = Optional.empty();
        }
        case "erasing" -> erasing = Optional.of(new Secret(run, Integer.parseInt(word)));
        case "erased" -> {
          erased.add(erasing.orElseThrow());
          erasing = Optional.empty();
        }
        case "copying" ->
            copying =
                Optional.of(new Backup(word, List.copyOf(erased), horizon, known.lastKey(), false));
        case "copied" -> {
          backups.add(copying.orElseThrow().whole());
          copying = Optional.empty();
        }
        default -> {
          // not about what is in the store
        }
      }
    }
    copying.ifPresent(backups::add);
    copying = Optional.empty();
  }

  /** Takes note of a commit that was acknowledged. */
  void acknowledge(Commit<String, String> commit) {
    acknowledged++;
    if (known.put(commit.time(), commit) != null) {
      throw new RuleBroken(
          "1.1", "two commits were acknowledged with one timestamp, " + commit.time(), null);
    }
  }

  int acknowledged() {
    return acknowledged;
  }

  /** Returns the newest time that was acknowledged. */
  Optional<Instant> newest() {
    return known.isEmpty() ? Optional.empty() : Optional.of(known.lastKey());
  }

  /** Returns the text that no file may have: that of each secret that was erased. */
  List<String> marks() {
    return erased.stream().map(Secret::mark).toList();
  }

  /** Returns the backups that were begun, and forgets them. */
  List<Backup> takeBackups() {
    List<Backup> taken = List.copyOf(backups);
    backups.clear();
    return taken;
  }

  /**
   * Checks a store that was opened again.
   *
   * @throws RuleBroken if it lost or tore anything, forgot too much, or forgot in part
   */
  void check(TimeTravelStore<String, String> store) {
    checkHorizon(store.horizon());
    checkErasing(store);
    store.commits(TimeRange.all(), Order.ASCENDING).forEach(commit -> find(commit));
    checkHistory(store, erased, horizon, "7.2");
  }

  private void checkHorizon(Instant now) {
    if (!now.equals(horizon)) {
      if (!trimming.equals(Optional.of(now))) {
        throw new RuleBroken("6.1", "the horizon is %s, and was %s".formatted(now, horizon), null);
      }
      horizon = now;
    }
    trimming = Optional.empty();
  }

  private void checkErasing(TimeTravelStore<String, String> store) {
    if (erasing.isPresent()) {
      List<String> keys = erasing.get().keys();
      long left = keys.stream().filter(key -> store.history(key).findAny().isPresent()).count();
      if (left != 0 && left != keys.size()) {
        throw new RuleBroken(
            "6.3",
            "of %d keys that were being erased at once %d are left".formatted(keys.size(), left),
            null);
      }
      if (left == 0) {
        erased.add(erasing.get());
      }
      erasing = Optional.empty();
    }
  }

  /** Adds a commit that is in the feed and was not acknowledged, if a process was making it. */
  private void find(Commit<String, String> commit) {
    if (!known.containsKey(commit.time())) {
      known.put(
          commit.time(),
          underWay(commit)
              .orElseThrow(
                  () ->
                      new RuleBroken(
                          "7.2",
                          "made up: a commit that nobody was making: %s".formatted(commit),
                          null)));
    }
  }

  private Optional<Commit<String, String>> underWay(Commit<String, String> commit) {
    Optional<Commit<String, String>> written =
        Written.of(seed, commit)
            .filter(w -> isNext(w.run(), w.thread(), w.number()))
            .map(w -> w.at(commit.time()));
    return written.or(
        () ->
            Secret.of(commit)
                .filter(s -> isNext(s.run(), ForgettingWork.WRITERS, s.number()))
                .map(s -> s.at(commit.time())));
  }

  private boolean isNext(int run, int thread, int number) {
    return number == last.getOrDefault(new Writer(run, thread), -1) + 1;
  }

  /** Checks a backup, which is there. */
  void check(Backup backup, TimeTravelStore<String, String> copy) {
    if (!copy.horizon().equals(backup.horizon())) {
      throw new RuleBroken(
          "8.3",
          "the horizon of a backup is %s and was %s".formatted(copy.horizon(), backup.horizon()),
          null);
    }
    if (copy.watermark().isBefore(backup.through())) {
      throw new RuleBroken(
          "8.3",
          "the watermark of a backup is %s, and %s was acknowledged before it was begun"
              .formatted(copy.watermark(), backup.through()),
          null);
    }
    checkHistory(copy, backup.erased(), backup.horizon(), "8.3");
  }

  /** Compares a store with what it was told, by digest, and one by one if that is another. */
  private void checkHistory(
      TimeTravelStore<String, String> store, List<Secret> without, Instant trimmed, String rule) {
    Model model = model(store.watermark(), without, trimmed);
    if (ModelDigest.of(model, KeyCodec.utf8(), Instant.MAX)
        .equals(store.maintenance().digest(Instant.MAX))) {
      return;
    }
    List<Commit<String, String>> commits = store.commits(TimeRange.all(), Order.ASCENDING).toList();
    List<Commit<String, String>> expected =
        model.notes.keySet().stream().map(model::commitAt).toList();
    refuse(rule, "commits after the horizon", expected, commits);
    if (!trimmed.equals(Instant.MIN)) {
      List<Entry<String, String>> baseline = store.asOf(trimmed).entries().toList();
      refuse(rule, "versions as of the horizon", model.entries(trimmed).toList(), baseline);
    }
    throw new RuleBroken("8.2", "the digest is not that of what the store has", null);
  }

  private static <T> void refuse(String rule, String what, List<T> expected, List<T> found) {
    if (!expected.equals(found)) {
      throw new RuleBroken(
          rule,
          "%s: %d of %d are lost or changed, the first of them %s; %d are there instead, the first of them %s"
              .formatted(
                  what,
                  expected.stream().filter(e -> !found.contains(e)).count(),
                  expected.size(),
                  expected.stream().filter(e -> !found.contains(e)).findFirst(),
                  found.stream().filter(e -> !expected.contains(e)).count(),
                  found.stream().filter(e -> !expected.contains(e)).findFirst()),
          null);
    }
  }

  private Model model(Instant watermark, List<Secret> without, Instant trimmed) {
    Model model = new Model();
    model.watermark = watermark;
    for (Commit<String, String> commit : known.headMap(watermark, true).values()) {
      model.notes.put(commit.time(), commit.note());
      for (Change<String, String> change : commit.changes()) {
        model
            .versions
            .computeIfAbsent(change.key(), key -> new TreeMap<>())
            .put(commit.time(), change.value());
      }
    }
    without.forEach(secret -> secret.keys().forEach(model::erase));
    if (!trimmed.equals(Instant.MIN)) {
      model.trim(trimmed);
    }
    return model;
  }
}
