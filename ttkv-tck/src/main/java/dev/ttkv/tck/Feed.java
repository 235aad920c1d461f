// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Order;
import dev.ttkv.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A step that returns a stream, which need not be consumed at once. */
sealed interface Feed extends Op {
  /** Calls the store. */
  Stream<?> stream(Run run);

  /** Returns the call as Java. */
  String call(Run run);

  @Override
  List<?> expect(Run run);

  @Override
  default Object ask(Run run) {
    return stream(run).toList();
  }

  @Override
  default String java(Run run) {
    return call(run) + ".toList()";
  }

  /** The versions of a key in a range of times. */
  record History(String key, When after, When through, Order order) implements Feed {
    @Override
    public Stream<?> stream(Run run) {
      return run.store().history(key, Op.range(run, after, through), order);
    }

    @Override
    public List<?> expect(Run run) {
      TimeRange range = run.model().kept(Op.range(run, after, through));
      return Question.ordered(
          run.model()
              .history(key, run.model().watermark)
              .filter(version -> contains(range, version.from())),
          order);
    }

    @Override
    public String call(Run run) {
      return "store.history(%s, new TimeRange(%s, %s), Order.%s)"
          .formatted(Text.java(key), after.java(run), through.java(run), order);
    }

    @Override
    public String rule() {
      return "5.1";
    }
  }

  /** The timestamps of all commits. */
  record Times() implements Feed {
    @Override
    public Stream<?> stream(Run run) {
      return run.store().times();
    }

    @Override
    public List<?> expect(Run run) {
      return List.copyOf(run.model().notes.descendingKeySet());
    }

    @Override
    public String call(Run run) {
      return "store.times()";
    }

    @Override
    public String rule() {
      return "5.2";
    }
  }

  /** The timestamps of a key. */
  record TimesOf(String key) implements Feed {
    @Override
    public Stream<?> stream(Run run) {
      return run.store().times(key);
    }

    @Override
    public List<?> expect(Run run) {
      return Question.ordered(
          run.model()
              .history(key, run.model().watermark)
              .map(version -> version.from())
              .filter(time -> time.isAfter(run.model().horizon)),
          Order.DESCENDING);
    }

    @Override
    public String call(Run run) {
      return "store.times(" + Text.java(key) + ")";
    }

    @Override
    public String rule() {
      return "5.2";
    }
  }

  /** The commits of a range of times. */
  record Commits(When after, When through, Order order) implements Feed {
    @Override
    public Stream<?> stream(Run run) {
      return run.store().commits(Op.range(run, after, through), order);
    }

    @Override
    public List<?> expect(Run run) {
      TimeRange range = run.model().kept(Op.range(run, after, through));
      return Question.ordered(
          run.model().notes.keySet().stream()
              .filter(time -> contains(range, time))
              .map(run.model()::commitAt),
          order);
    }

    @Override
    public String call(Run run) {
      return "store.commits(new TimeRange(%s, %s), Order.%s)"
          .formatted(after.java(run), through.java(run), order);
    }

    @Override
    public String rule() {
      return "5.3";
    }
  }

  /** The differences between two times. */
  record Diff(When after, When through) implements Feed {
    @Override
    public Stream<?> stream(Run run) {
      return run.store().diff(after.in(run), through.in(run));
    }

    @Override
    public List<?> expect(Run run) {
      TimeRange range = Op.range(run, after, through);
      return run.model().diff(range.after(), range.through()).toList();
    }

    @Override
    public String call(Run run) {
      return "store.diff(" + after.java(run) + ", " + through.java(run) + ")";
    }

    @Override
    public String rule() {
      return "5.3";
    }
  }

  private static boolean contains(TimeRange range, Instant time) {
    return time.isAfter(range.after()) && !time.isAfter(range.through());
  }
}
