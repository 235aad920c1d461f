// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Change;
import dev.ttkv.Commit;
import dev.ttkv.Entry;
import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What the processes that wrote to a store were told, kept where no kill reaches it, and what the
 * store has to say to that.
 */
final class Ledger {
  private static final int REMEMBERED = 200;
  private static final int MOST_SHOWN = 5;

  /** An answer that was given once. */
  private record Answer(String key, Instant time, Optional<String> value) {
    static Answer of(TimeTravelStore<String, String> store, String key, Instant time) {
      return new Answer(key, time, store.get(key, time));
    }
  }

  /** A thread of a process. */
  private record Writer(int run, int thread) {
    static Writer of(Written written) {
      return new Writer(written.run(), written.thread());
    }
  }

  /** What the feed of a store makes of it. */
  private static final class Feed {
    private final NavigableMap<Instant, Written> commits = new TreeMap<>();
    private final Map<String, Entry<String, String>> state = new TreeMap<>();
    private final Map<String, Deque<Instant>> times = new TreeMap<>();

    /**
     * What there was as of the first commit of each process: what it was left by the one before.
     */
    private final Map<Instant, List<Entry<String, String>>> states = new TreeMap<>();

    private final List<String> losses = new ArrayList<>();
    private final List<String> disorder = new ArrayList<>();

    void apply(Commit<String, String> commit, Written written) {
      boolean first = commits.isEmpty() || commits.lastEntry().getValue().run() < written.run();
      commits.put(commit.time(), written);
      for (Change<String, String> change : commit.changes()) {
        String key = change.key();
        times.computeIfAbsent(key, k -> new ArrayDeque<>()).addFirst(commit.time());
        if (change.value().isPresent()) {
          state.put(key, new Entry<>(key, change.value().get(), commit.time()));
        } else {
          state.remove(key);
        }
      }
      if (first) {
        states.put(commit.time(), List.copyOf(state.values()));
      }
    }
  }

  private final long seed;
  private final Random random;
  private final NavigableMap<Instant, Written> known = new TreeMap<>();
  private final Map<Writer, Integer> last = new HashMap<>();
  private final List<Answer> remembered = new ArrayList<>();
  private Instant settled = Instant.MIN;
  private int acknowledged;
  private int unacknowledged;
  private int lost;
  private int torn;

  Ledger(long seed) {
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Takes note of what a process said. */
  void read(int run, List<String> lines) {
    Instant before = newest().orElse(Instant.MIN);
    for (String line : lines) {
      String[] words = line.split(" ");
      if (words[0].equals("ack")) {
        Instant time = Instant.parse(words[1]);
        if (!time.isAfter(before)) {
          throw new RuleBroken(
              "1.1",
              "process %d made a commit at %s, though %s was acknowledged before it began"
                  .formatted(run, time, before),
              null);
        }
        acknowledge(
            new Written(seed, run, Integer.parseInt(words[2]), Integer.parseInt(words[3])), time);
      } else if (words[0].equals("settled")) {
        settle(Instant.parse(words[1]));
      }
    }
  }

  /** Takes note of a commit that was acknowledged. */
  void acknowledge(Written written, Instant time) {
    acknowledged++;
    last.merge(Writer.of(written), written.number(), Math::max);
    Written before = known.put(time, written);
    if (before != null) {
      throw new RuleBroken(
          "1.1",
          "two commits were acknowledged with one timestamp, %s: %s and %s"
              .formatted(time, before.id(), written.id()),
          null);
    }
  }

  private void settle(Instant time) {
    settled = time.isAfter(settled) ? time : settled;
  }

  /** Returns the newest time that was acknowledged. */
  Optional<Instant> newest() {
    return Optional.of(known.isEmpty() ? settled : max(settled, known.lastKey()))
        .filter(time -> !time.equals(Instant.MIN));
  }

  int acknowledged() {
    return acknowledged;
  }

  int unacknowledged() {
    return unacknowledged;
  }

  int lost() {
    return lost;
  }

  int torn() {
    return torn;
  }

  /**
   * Checks a store that was opened again.
   *
   * @throws RuleBroken if it lost, tore, moved or made up anything
   */
  void check(TimeTravelStore<String, String> store) {
    Feed feed = new Feed();
    store.commits(TimeRange.all(), Order.ASCENDING).forEach(commit -> find(commit, feed));
    known.forEach(
        (time, written) -> {
          if (!written.equals(feed.commits.get(time))) {
            lost++;
            feed.losses.add("lost: %s, acknowledged at %s".formatted(written.id(), time));
          }
        });
    Instant watermark = store.watermark();
    Instant least = feed.commits.isEmpty() ? settled : max(settled, feed.commits.lastKey());
    if (watermark.isBefore(least)) {
      feed.losses.add("lost: the watermark is %s, and %s was settled".formatted(watermark, least));
    }
    refuse("7.2", feed.losses);
    refuse("1.1", feed.disorder);
    refuse("7.2", wrong(store, feed));
    refuse("2.4", changed(store));
    unacknowledged += feed.commits.size() - known.size();
    known.putAll(feed.commits);
    feed.commits.values().forEach(w -> last.merge(Writer.of(w), w.number(), Math::max));
    remember(store);
  }

  private static Instant max(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private void find(Commit<String, String> commit, Feed feed) {
    Optional<Written> identified = Written.of(seed, commit);
    if (identified.isEmpty()) {
      feed.losses.add("made up: a commit that nobody made at " + commit.time());
      return;
    }
    Written written = identified.get();
    NavigableMap<String, Optional<String>> changes = new TreeMap<>();
    commit.changes().forEach(change -> changes.put(change.key(), change.value()));
    if (!changes.equals(written.changes()) || commit.changes().size() != changes.size()) {
      torn++;
      feed.losses.add(
          "torn: %s at %s has %d changes, not those %d that it was made of"
              .formatted(
                  written.id(), commit.time(), commit.changes().size(), written.changes().size()));
    }
    if (!known.containsKey(commit.time())
        && written.number() != last.getOrDefault(Writer.of(written), -1) + 1) {
      feed.losses.add(
          "made up: %s at %s, which is not what the thread was committing when it was killed"
              .formatted(written.id(), commit.time()));
    }
    Map.Entry<Instant, Written> before = feed.commits.lastEntry();
    if (before != null
        && (!commit.time().isAfter(before.getKey()) || written.run() < before.getValue().run())) {
      feed.disorder.add(
          "%s of process %d is not after %s of process %d, which had ended before"
              .formatted(commit.time(), written.run(), before.getKey(), before.getValue().run()));
    }
    feed.apply(commit, written);
  }

  /** Tells what the reads of the store say that its feed does not: parts of commits, for one. */
  private List<String> wrong(TimeTravelStore<String, String> store, Feed feed) {
    List<String> wrong = new ArrayList<>();
    feed.states.put(store.watermark(), List.copyOf(feed.state.values()));
    feed.states.forEach(
        (time, state) -> {
          if (!store.asOf(time).entries().toList().equals(state)) {
            wrong.add("wrong: as of %s is not what the commits up to it make".formatted(time));
          }
        });
    feed.times.forEach(
        (key, times) -> {
          if (key.endsWith("7") && !store.times(key).toList().equals(List.copyOf(times))) {
            wrong.add("wrong: %s has versions that are of no commit, or lacks some".formatted(key));
          }
        });
    for (Answer answer : some(REMEMBERED / 2)) {
      Written written = known.get(answer.time());
      if (written != null && !answer(store, answer).equals(written.changes().get(answer.key()))) {
        wrong.add("wrong: %s as of %s is not what was put".formatted(answer.key(), answer.time()));
      }
    }
    return wrong;
  }

  private static Optional<String> answer(TimeTravelStore<String, String> store, Answer answer) {
    return store.get(answer.key(), answer.time());
  }

  /** Returns what to ask about some changes that were acknowledged. */
  private List<Answer> some(int number) {
    List<Map.Entry<Instant, Written>> all = List.copyOf(known.entrySet());
    List<Answer> some = new ArrayList<>();
    while (!all.isEmpty() && some.size() < number) {
      Map.Entry<Instant, Written> one = all.get(random.nextInt(all.size()));
      List<String> keys = List.copyOf(one.getValue().changes().keySet());
      some.add(new Answer(keys.get(random.nextInt(keys.size())), one.getKey(), Optional.empty()));
    }
    return some;
  }

  private List<String> changed(TimeTravelStore<String, String> store) {
    return remembered.stream()
        .filter(answer -> !answer(store, answer).equals(answer.value()))
        .map(
            answer ->
                "changed: %s as of %s was %s and is %s"
                    .formatted(
                        answer.key(),
                        answer.time(),
                        Text.of(answer.value()),
                        Text.of(answer(store, answer))))
        .toList();
  }

  /** Remembers answers, of which there are at most 200, a part of them new each time. */
  private void remember(TimeTravelStore<String, String> store) {
    Instant watermark = store.watermark();
    for (Answer question : some(REMEMBERED / 4)) {
      long nanos = random.nextInt(1_000);
      Instant time = question.time().plusNanos(random.nextBoolean() ? nanos : -nanos);
      Answer answer = Answer.of(store, question.key(), time.isAfter(watermark) ? watermark : time);
      if (remembered.size() < REMEMBERED) {
        remembered.add(answer);
      } else {
        remembered.set(random.nextInt(REMEMBERED), answer);
      }
    }
  }

  private void refuse(String rule, List<String> found) {
    if (!found.isEmpty()) {
      throw new RuleBroken(
          rule,
          "of %d commits that were acknowledged %d are lost, and %d commits are torn:%n  %s%s"
              .formatted(
                  acknowledged,
                  lost,
                  torn,
                  String.join("\n  ", found.subList(0, Math.min(MOST_SHOWN, found.size()))),
                  found.size() > MOST_SHOWN
                      ? "\n  and %d more".formatted(found.size() - MOST_SHOWN)
                      : ""),
          null);
    }
  }
}
