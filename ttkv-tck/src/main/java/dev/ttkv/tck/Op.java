// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A step of a random program: what it does to a store, what should come of it, and its Java. */
sealed interface Op permits Op.Write, Op.Other, Feed, Forgetting {
  /** Does it to the store and returns what the store says. */
  Object ask(Run run);

  /** Returns what the store should say; does to the model what the step does to the store. */
  Object expect(Run run);

  /** Returns the call as Java, to be asked for before it is done. */
  String java(Run run);

  /** Returns the rule that is broken if the answer is wrong. */
  String rule();

  /** A step that may make a commit. */
  sealed interface Write extends Op {
    Batch<String, String> batch(Run run);

    @Override
    default Object expect(Run run) {
      Optional<Instant> time = run.model().commit(batch(run), run.clock().instant());
      time.ifPresent(run::committed);
      return time;
    }
  }

  /** A step that makes no commit and returns no stream. */
  sealed interface Other extends Op {}

  /** A put. */
  record Put(String key, String value) implements Write {
    @Override
    public Batch<String, String> batch(Run run) {
      return Batch.<String, String>create().put(key, value);
    }

    @Override
    public Object ask(Run run) {
      return Optional.of(run.store().put(key, value));
    }

    @Override
    public String java(Run run) {
      return "store.put(" + Text.java(key) + ", " + Text.java(value) + ")";
    }

    @Override
    public String rule() {
      return "1.1";
    }
  }

  /** A put at a given time. */
  record PutAt(String key, String value, When time) implements Write {
    @Override
    public Batch<String, String> batch(Run run) {
      return Batch.<String, String>create().put(key, value).at(time.in(run));
    }

    @Override
    public Object ask(Run run) {
      return Optional.of(run.store().put(key, value, time.in(run)));
    }

    @Override
    public String java(Run run) {
      return "store.put(%s, %s, %s)".formatted(Text.java(key), Text.java(value), time.java(run));
    }

    @Override
    public String rule() {
      return "1.3";
    }
  }

  /** A deletion. */
  record Delete(String key) implements Write {
    @Override
    public Batch<String, String> batch(Run run) {
      return Batch.<String, String>create().delete(key);
    }

    @Override
    public Object ask(Run run) {
      return run.store().delete(key);
    }

    @Override
    public String java(Run run) {
      return "store.delete(" + Text.java(key) + ")";
    }

    @Override
    public String rule() {
      return "3.5";
    }
  }

  /**
   * A batch.
   *
   * @param parts the changes and conditions
   * @param time its timestamp
   * @param note its note
   */
  record Commit(List<Part> parts, Optional<When> time, Optional<String> note) implements Write {
    @Override
    public Batch<String, String> batch(Run run) {
      Batch<String, String> batch = Batch.create();
      for (Part part : parts) {
        part.addTo(batch, run);
      }
      time.ifPresent(when -> batch.at(when.in(run)));
      note.ifPresent(batch::note);
      return batch;
    }

    @Override
    public Object ask(Run run) {
      return run.store().commit(batch(run));
    }

    @Override
    public String java(Run run) {
      StringBuilder java = new StringBuilder("store.commit(Batch.<String, String>create()");
      parts.forEach(part -> java.append(part.java(run)));
      time.ifPresent(when -> java.append(".at(").append(when.java(run)).append(')'));
      note.ifPresent(text -> java.append(".note(").append(Text.java(text)).append(')'));
      return java.append(')').toString();
    }

    @Override
    public String rule() {
      return parts.stream().anyMatch(Part.Condition.class::isInstance) ? "4.2" : "3.6";
    }
  }

  /** The value of a key as of the watermark. */
  record Get(String key) implements Other {
    @Override
    public Object ask(Run run) {
      return run.store().get(key);
    }

    @Override
    public Object expect(Run run) {
      return run.model().lookup(key, run.model().watermark).value();
    }

    @Override
    public String java(Run run) {
      return "store.get(" + Text.java(key) + ")";
    }

    @Override
    public String rule() {
      return "2.2";
    }
  }

  /** The value of a key as of a time. */
  record GetAsOf(String key, When time) implements Other {
    @Override
    public Object ask(Run run) {
      return run.store().get(key, time.in(run));
    }

    @Override
    public Object expect(Run run) {
      return run.model().lookup(key, time.in(run)).value();
    }

    @Override
    public String java(Run run) {
      return "store.get(" + Text.java(key) + ", " + time.java(run) + ")";
    }

    @Override
    public String rule() {
      return "2.1";
    }
  }

  /** A question to the store as of a time. */
  record AsOf(When time, Question question) implements Other {
    @Override
    public Object ask(Run run) {
      return question.ask(run.store().asOf(time.in(run)));
    }

    @Override
    public Object expect(Run run) {
      return question.answer(run.model(), time.settled(run));
    }

    @Override
    public String java(Run run) {
      return "store.asOf(" + time.java(run) + ")" + question.java();
    }

    @Override
    public String rule() {
      return question.rule();
    }
  }

  /** Taking a snapshot, which says the time that it is as of. */
  record Take(When time) implements Other {
    @Override
    public Object ask(Run run) {
      Snapshot<String, String> snapshot = run.store().asOf(time.in(run));
      run.taken().add(new Run.Taken(snapshot, time.settled(run)));
      return snapshot.time();
    }

    @Override
    public Object expect(Run run) {
      Instant settled = time.settled(run);
      run.model().requireKept(settled);
      return settled;
    }

    @Override
    public String java(Run run) {
      return "Snapshot<String, String> s%d = store.asOf(%s)"
          .formatted(run.taken().size(), time.java(run));
    }

    @Override
    public String rule() {
      return "2.2";
    }
  }

  /** A question to a snapshot that was taken before. */
  record AskTaken(int index, Question question) implements Other {
    @Override
    public Object ask(Run run) {
      return run.taken().isEmpty()
          ? Optional.empty()
          : question.ask(run.taken().get(Run.round(index, run.taken())).snapshot());
    }

    @Override
    public Object expect(Run run) {
      return run.taken().isEmpty()
          ? Optional.empty()
          : question.answer(run.model(), run.taken().get(Run.round(index, run.taken())).time());
    }

    @Override
    public String java(Run run) {
      return run.taken().isEmpty() ? "" : "s" + Run.round(index, run.taken()) + question.java();
    }

    @Override
    public String rule() {
      return "2.2";
    }
  }

  /** Beginning to consume a stream: so many of its elements, the others later. */
  record Hold(Feed feed, int first) implements Other {
    @Override
    public Object ask(Run run) {
      return run.hold(feed.stream(run).iterator(), first);
    }

    @Override
    public Object expect(Run run) {
      return run.expectHeld(feed.expect(run), first);
    }

    @Override
    public String java(Run run) {
      return "var i%d = %s.iterator(); // consume %d of it"
          .formatted(run.held().size(), feed.call(run), first);
    }

    @Override
    public String rule() {
      return "2.8";
    }
  }

  /** Consuming the rest of a stream. */
  record Drain(int index) implements Other {
    @Override
    public Object ask(Run run) {
      return run.held().isEmpty() ? List.of() : run.drain(index);
    }

    @Override
    public Object expect(Run run) {
      return run.held().isEmpty()
          ? List.of()
          : run.held().get(Run.round(index, run.held())).expectRest();
    }

    @Override
    public String java(Run run) {
      return run.held().isEmpty()
          ? ""
          : "i%d.forEachRemaining(System.out::println)".formatted(Run.round(index, run.held()));
    }

    @Override
    public String rule() {
      return "2.8";
    }
  }

  /** The watermark. */
  record Watermark() implements Other {
    @Override
    public Object ask(Run run) {
      return run.store().watermark();
    }

    @Override
    public Object expect(Run run) {
      return run.model().watermark;
    }

    @Override
    public String java(Run run) {
      return "store.watermark()";
    }

    @Override
    public String rule() {
      return "1.6";
    }
  }

  /** Raising the watermark. */
  record Settle(When time) implements Other {
    @Override
    public Object ask(Run run) {
      return run.store().settle(time.in(run));
    }

    @Override
    public Object expect(Run run) {
      return run.model().settle(time.in(run), run.clock().instant());
    }

    @Override
    public String java(Run run) {
      return "store.settle(" + time.java(run) + ")";
    }

    @Override
    public String rule() {
      return "1.6";
    }
  }

  /** Moving the clock, back if it is negative. */
  record Clock(long nanos) implements Other {
    @Override
    public Object ask(Run run) {
      run.clock().move(nanos);
      return run.clock().instant();
    }

    @Override
    public Object expect(Run run) {
      return run.clock().instant();
    }

    @Override
    public String java(Run run) {
      return "clock.move(" + nanos + ")";
    }

    @Override
    public String rule() {
      return "1.2";
    }
  }

  /** Closing the store and opening it again. */
  record Reopen() implements Other {
    @Override
    public Object ask(Run run) {
      run.reopen();
      return run.store().watermark();
    }

    @Override
    public Object expect(Run run) {
      return run.model().watermark;
    }

    @Override
    public String java(Run run) {
      return run.survives() ? "store.close(); store = open()" : "";
    }

    @Override
    public String rule() {
      return "7.1";
    }
  }

  /** Returns a range of times, or throws if it goes backwards. */
  static TimeRange range(Run run, When after, When through) {
    return new TimeRange(after.in(run), through.in(run));
  }
}
