// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Shrinkable;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Makes random programs, and of those that fail the shortest. The only class that knows jqwik,
 * which generates the steps and knows simpler ones; everything follows from the seed.
 */
final class Programs {
  /** What the programs of a property ask, between the writes that all of them do. */
  enum Topic {
    /** Single reads as of any time. */
    READS,
    /** Snapshots: scans, counts, views, and those that are kept for later. */
    SNAPSHOTS,
    /** Histories and times of single keys. */
    HISTORY,
    /** Commits, times and differences. */
    FEED,
    /** Streams that are consumed while the program goes on. */
    STREAMS,
    /** Clocks that move, settled times, times that are given. */
    TIME,
    /** Batches with conditions and notes, good ones and bad ones. */
    BATCHES,
    /** Closing and opening. */
    REOPEN,
    /** Trims, erases and digests. */
    FORGETTING
  }

  private static final String ENGINE = "net.jqwik.engine.JqwikTestEngine";
  private static final int LENGTH = 60;
  private static final int GEN_SIZE = 1000;
  private static final String LONGEST = "k".repeat(1 << 10);

  private final int longestKey;

  private final Arbitrary<String> keys =
      Arbitraries.frequencyOf(
              Tuple.of(12, Arbitraries.of("a", "b", "c", "d")),
              Tuple.of(
                  5,
                  Arbitraries.of(
                      "",
                      "a\0",
                      "a\0b",
                      "a\0\0",
                      "ab",
                      "b%",
                      "b_",
                      "\0",
                      "\u007F",
                      "\u0080",
                      "\u00FF",
                      "\u00FF\u00FF",
                      "'); drop table versions; --",
                      "a\u00FF",
                      LONGEST)),
              Tuple.of(1, Arbitraries.strings().withCharRange('\0', '\u00FF').ofMaxLength(6)))
          .map(this::shortened);
  private final Arbitrary<String> values =
      Arbitraries.frequencyOf(
          Tuple.of(12, Arbitraries.of("1", "2", "3", "4", "5", "6")),
          Tuple.of(4, Arbitraries.of("", "\0", "\uD83D\uDE00", "v".repeat(5000), "{\"x\": 'y'}")));
  private final Arbitrary<Long> near =
      Arbitraries.frequencyOf(
          Tuple.of(4, Arbitraries.just(0L)),
          Tuple.of(3, Arbitraries.of(-1L, 1L)),
          Tuple.of(1, Arbitraries.longs().between(-3_000, 3_000)));
  private final Arbitrary<When> times =
      Arbitraries.frequencyOf(
          Tuple.of(
              8,
              Combinators.combine(Arbitraries.integers().between(0, 200), near).as(When::commit)),
          Tuple.of(1, near.map(nanos -> new When(When.Base.CLOCK, 0, nanos))),
          Tuple.of(1, near.map(nanos -> new When(When.Base.WATERMARK, 0, nanos))),
          Tuple.of(
              1,
              Arbitraries.of(
                  When.at(When.Base.MAX), When.at(When.Base.MIN), When.at(When.Base.FIRST))));
  private final Arbitrary<When> writeTimes = times.filter(when -> when.base() != When.Base.MIN);
  private final Arbitrary<Order> orders = Arbitraries.of(Order.class);
  private final Arbitrary<Span> spans =
      Arbitraries.frequencyOf(
          Tuple.of(2, Arbitraries.just(Span.ALL)),
          Tuple.of(1, keys.map(Span::startingWith)),
          Tuple.of(
              3,
              Combinators.combine(
                      keys.optional(),
                      Arbitraries.of(true, false),
                      keys.optional(),
                      Arbitraries.of(true, false))
                  .as(
                      (from, fromIn, to, toIn) ->
                          new Span(from, fromIn, to, toIn, Optional.empty()))));
  private final Arbitrary<Question> questions =
      Arbitraries.oneOf(
          keys.map(Question.Value::new),
          keys.map(Question.Look::new),
          keys.map(Question.Past::new),
          spans.map(Question.Count::new),
          Combinators.combine(spans, orders).as(Question.Scan::new),
          Arbitraries.just(new Question.View()));
  private final Arbitrary<Feed> keyFeeds =
      Arbitraries.oneOf(
          Combinators.combine(keys, times, times, orders).as(Feed.History::new),
          Combinators.combine(keys, orders)
              .as(
                  (key, order) ->
                      new Feed.History(key, When.at(When.Base.MIN), When.at(When.Base.MAX), order)),
          keys.map(Feed.TimesOf::new));
  private final Arbitrary<Feed> storeFeeds =
      Arbitraries.oneOf(
          Arbitraries.just(new Feed.Times()),
          Combinators.combine(times, times, orders).as(Feed.Commits::new),
          orders.map(
              order -> new Feed.Commits(When.at(When.Base.MIN), When.at(When.Base.MAX), order)),
          Combinators.combine(times, times).as(Feed.Diff::new),
          times.map(after -> new Feed.Diff(after, When.at(When.Base.MAX))));
  private final Arbitrary<Part.Change> changes =
      Combinators.combine(keys, values.optional(0.7)).as(Part.Change::new);
  private final Arbitrary<String> notes =
      Arbitraries.of("", "by hand", "\0\n\u001B[31m", "\u202E\uD83D\uDE00", "'); --");
  private final Arbitrary<Part.Condition> conditions =
      Combinators.combine(keys, times.optional(0.6)).as(Part.Condition::new);

  private Programs(int longestKey) {
    this.longestKey = longestKey;
  }

  private String shortened(String key) {
    return key.equals(LONGEST) ? key.substring(0, longestKey) : key;
  }

  /**
   * Checks random programs against the model.
   *
   * @throws RuleBroken with the shortest program that was found if an answer differs
   * @throws IllegalStateException if jqwik cannot generate here
   */
  static void check(Lab lab, int usualTries, Set<Topic> topics) {
    requireEngine();
    JqwikSession.run(() -> new Programs(lab.longestKey()).run(lab, lab.tries(usualTries), topics));
  }

  private static void requireEngine() {
    try {
      Class.forName(ENGINE, false, JqwikSession.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(
          "the kit needs net.jqwik:jqwik-engine at run time, in the version of jqwik-api, to make"
              + " random programs; ttkv-tck brings it along unless it is excluded",
          e);
    }
  }

  private void run(Lab lab, int tries, Set<Topic> topics) {
    RandomGenerator<Op> steps = steps(topics).generator(GEN_SIZE);
    Random random = lab.random();
    for (int i = 0; i < tries; i++) {
      KeyCodec<String> codec = i % 2 == 0 ? KeyCodec.utf8() : Lab.LATIN;
      List<Shrinker.Piece> program = new ArrayList<>();
      int length = 1 + random.nextInt(LENGTH);
      while (program.size() < length) {
        program.add(piece(steps.next(random)));
      }
      List<Op> all = program.stream().map(Shrinker.Piece::value).toList();
      if (Checker.check(lab, codec, all).isPresent()) {
        List<Op> shortest =
            Shrinker.shrink(
                program, ops -> Checker.check(lab, codec, ops).isPresent(), lab.effort());
        Checker.Mismatch mismatch =
            Checker.check(lab, codec, shortest)
                .orElseThrow(
                    () -> new AssertionError("a program failed once, and not again: " + shortest));
        throw new RuleBroken(
            mismatch.rule(),
            "the shortest program that fails (of %d, number %d):\n\n%s"
                .formatted(tries, i + 1, mismatch),
            mismatch.cause().orElse(null));
      }
    }
  }

  private static Shrinker.Piece piece(Shrinkable<Op> shrinkable) {
    return new Shrinker.Piece(
        shrinkable.value(),
        () -> {
          Iterator<Shrinkable<Op>> simpler = shrinkable.shrink().iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return simpler.hasNext();
            }

            @Override
            public Shrinker.Piece next() {
              return piece(simpler.next());
            }
          };
        });
  }

  private Arbitrary<Op> steps(Set<Topic> topics) {
    List<Tuple.Tuple2<Integer, Arbitrary<Op>>> steps = new ArrayList<>();
    add(steps, 16, Combinators.combine(keys, values).as(Op.Put::new));
    add(steps, 5, keys.map(Op.Delete::new));
    add(steps, 4, commits());
    add(steps, 2, Arbitraries.longs().between(-3, 3_000).map(Op.Clock::new));
    for (Topic topic : topics) {
      addTopic(steps, topic);
    }
    return Arbitraries.frequencyOf(steps);
  }

  private void addTopic(List<Tuple.Tuple2<Integer, Arbitrary<Op>>> steps, Topic topic) {
    switch (topic) {
      case READS -> {
        add(steps, 4, keys.map(Op.Get::new));
        add(steps, 8, Combinators.combine(keys, times).as(Op.GetAsOf::new));
        add(steps, 8, Combinators.combine(times, questions).as(Op.AsOf::new));
      }
      case SNAPSHOTS -> {
        add(steps, 10, Combinators.combine(times, questions).as(Op.AsOf::new));
        add(steps, 4, times.map(Op.Take::new));
        add(steps, 8, Combinators.combine(index(), questions).as(Op.AskTaken::new));
      }
      case HISTORY -> add(steps, 16, keyFeeds.map(feed -> feed));
      case FEED -> add(steps, 12, storeFeeds.map(feed -> feed));
      case STREAMS -> {
        add(
            steps,
            8,
            Combinators.combine(
                    Arbitraries.oneOf(keyFeeds, storeFeeds), Arbitraries.integers().between(0, 3))
                .as(Op.Hold::new));
        add(steps, 8, index().map(Op.Drain::new));
      }
      case TIME -> {
        add(steps, 6, Arbitraries.longs().between(-90_000_000L, 90_000_000L).map(Op.Clock::new));
        add(steps, 6, Combinators.combine(keys, values, writeTimes).as(Op.PutAt::new));
        add(steps, 5, times.map(Op.Settle::new));
        add(steps, 4, Arbitraries.just(new Op.Watermark()));
      }
      case BATCHES -> add(steps, 20, batches());
      case FORGETTING -> {
        add(steps, 3, times.map(Forgetting.Trim::new));
        add(steps, 2, keys.map(Forgetting.Erase::new));
        add(steps, 4, times.map(Forgetting.Digest::new));
      }
      case REOPEN -> add(steps, 3, Arbitraries.just(new Op.Reopen()));
    }
  }

  private static Arbitrary<Integer> index() {
    return Arbitraries.integers().between(0, 20);
  }

  private static <T extends Op> void add(
      List<Tuple.Tuple2<Integer, Arbitrary<Op>>> steps, int weight, Arbitrary<T> step) {
    steps.add(Tuple.of(weight, step.map(op -> op)));
  }

  /** Batches that do not touch a key twice. */
  private Arbitrary<Op.Commit> commits() {
    return Combinators.combine(
            changes.list().ofMinSize(1).ofMaxSize(5).uniqueElements(Part.Change::key),
            notes.optional(0.3))
        .as((changes, note) -> new Op.Commit(List.copyOf(changes), Optional.empty(), note));
  }

  /**
   * Batches of all kinds. What fails in two ways is left out: no rule says which one comes first.
   */
  private Arbitrary<Op.Commit> batches() {
    Arbitrary<List<Part>> conditional =
        Combinators.combine(
                changes.list().ofMinSize(1).ofMaxSize(4).uniqueElements(Part.Change::key),
                conditions.list().ofSize(1))
            .as(
                (changes, conditions) ->
                    Stream.concat(changes.stream(), conditions.stream())
                        .<Part>map(part -> part)
                        .toList());
    return Arbitraries.oneOf(
        Combinators.combine(conditional, notes.optional(0.3))
            .as((parts, note) -> new Op.Commit(parts, Optional.empty(), note)),
        Combinators.combine(changes.list().ofMaxSize(4), notes.optional(0.3))
            .as((changes, note) -> new Op.Commit(List.copyOf(changes), Optional.empty(), note)),
        Combinators.combine(keys, values, writeTimes, notes.optional(0.3))
            .as(
                (key, value, time, note) ->
                    new Op.Commit(
                        List.of(new Part.Change(key, Optional.of(value))),
                        Optional.of(time),
                        note)));
  }
}
