// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.ConflictException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Does a random program to a store and to the model, and compares every answer. */
final class Checker {
  /**
   * The first answer that differs.
   *
   * @param rule the rule that it breaks
   * @param program what was done, as Java
   * @param expected what the model says
   * @param actual what the store says
   * @param cause what the store threw
   */
  record Mismatch(
      String rule, String program, String expected, String actual, Optional<Throwable> cause) {
    @Override
    public String toString() {
      return "%s\n\nexpected: %s\nbut was:  %s".formatted(program, expected, actual);
    }
  }

  /**
   * An exception as an answer.
   *
   * @param type the type of it that callers handle
   * @param details what it says beside its message
   */
  private record Thrown(Class<?> type, List<Instant> details) {}

  /**
   * An answer that is final.
   *
   * @param time what it is as of
   * @param question the question
   * @param answer the answer that was given
   */
  private record Remembered(Instant time, Question question, Object answer) {}

  private static final String HEADER =
      """
      TestClock clock = new TestClock(); // at %s, moved by hand
      TimeTravelStore<String, String> store = open(); // with that clock; keys: %s, values: utf8
      """;
  private static final long BACK = -900_000_000;
  private static final int MOST_ASKED_AT_END = 12;

  private final Run run;
  private final List<Remembered> remembered = new ArrayList<>();
  private final StringBuilder java;
  private Optional<Throwable> thrown = Optional.empty();
  private Optional<Mismatch> mismatch = Optional.empty();

  private Checker(Lab lab, KeyCodec<String> keys) {
    run = new Run(lab, keys);
    java = new StringBuilder(HEADER.formatted(TestClock.START, keys.name()));
  }

  /** Returns the first answer to a program that differs, if one does. */
  static Optional<Mismatch> check(Lab lab, KeyCodec<String> keys, List<Op> program) {
    try {
      Checker checker = new Checker(lab, keys);
      for (Op op : program) {
        if (!checker.step(op)) {
          return checker.mismatch;
        }
      }
      checker.askAgain();
      return checker.mismatch;
    } finally {
      lab.closeStores();
    }
  }

  private boolean step(Op op) {
    String call = op.java(run);
    int commits = run.commits();
    Object actual = answer(() -> op.ask(run), true);
    Object expected = answer(() -> op.expect(run), false);
    if (!call.isEmpty()) {
      java.append('\n');
      if (run.commits() > commits) {
        java.append("Instant t").append(commits).append(" = ");
      }
      java.append(call);
      if (run.commits() > commits && (op instanceof Op.Delete || op instanceof Op.Commit)) {
        java.append(".orElseThrow()");
      }
      java.append(call.contains(" // ") ? "" : ";");
      if (expected instanceof Thrown refusal) {
        java.append(" // throws ").append(refusal.type().getSimpleName());
      }
    }
    if (!compare(op.rule(), "", expected, actual)) {
      return false;
    }
    if (op instanceof Forgetting forgetting && !(actual instanceof Thrown)) {
      remembered.removeIf(
          old -> old.time().isBefore(run.model().horizon) || !forgetting.leaves(old.question()));
    }
    if (op instanceof Op.AsOf read && !(actual instanceof Thrown)) {
      Instant time = read.time().in(run);
      if (!time.isAfter(run.model().watermark)) {
        remembered.add(new Remembered(time, read.question(), actual));
      }
    }
    return true;
  }

  /** Asks again what is final: after all commits, and after opening again with the clock back. */
  private void askAgain() {
    if (!askRemembered("") || !askAll("")) {
      return;
    }
    run.clock().move(BACK);
    run.reopen();
    String where =
        run.survives()
            ? "\nclock.move(%d);\nstore.close(); store = open();".formatted(BACK)
            : "\nclock.move(%d);".formatted(BACK);
    if (askRemembered(where) && askAll(where)) {
      java.append(where);
      if (step(new Op.Put("at the end", "1"))) {
        askRemembered("");
      }
    }
  }

  private boolean askRemembered(String where) {
    for (Remembered old : remembered) {
      String call =
          "\nstore.asOf(Instant.parse(\"" + old.time() + "\"))" + old.question().java() + ";";
      Object now = answer(() -> old.question().ask(run.store().asOf(old.time())), true);
      if (!compare("2.4", where + call + " // was asked before", old.answer(), now)) {
        return false;
      }
    }
    return true;
  }

  private boolean askAll(String where) {
    List<Op> questions = new ArrayList<>();
    questions.add(new Op.Watermark());
    questions.add(
        new Feed.Commits(When.at(When.Base.MIN), When.at(When.Base.MAX), Order.ASCENDING));
    for (int i = 0; i < Math.min(run.commits(), MOST_ASKED_AT_END); i++) {
      Question scan = new Question.Scan(Span.ALL, Order.ASCENDING);
      int commit = run.commits() - 1 - i;
      questions.add(new Op.AsOf(When.commit(commit, 0), scan));
      questions.add(new Op.AsOf(When.commit(commit, -1), scan));
    }
    run.model().versions.keySet().stream()
        .limit(MOST_ASKED_AT_END)
        .forEach(key -> questions.add(new Op.AsOf(When.at(When.Base.MAX), new Question.Past(key))));
    for (Op question : questions) {
      String call = where + "\n" + question.java(run) + ";";
      if (!compare(
          where.isEmpty() || !run.survives() ? question.rule() : "7.1",
          call,
          answer(() -> question.expect(run), false),
          answer(() -> question.ask(run), true))) {
        return false;
      }
    }
    return true;
  }

  private boolean compare(String rule, String more, Object expected, Object actual) {
    if (expected.equals(actual)) {
      return true;
    }
    mismatch =
        Optional.of(
            new Mismatch(
                rule,
                java + more,
                Text.of(expected),
                Text.of(thrown.map(Object.class::cast).orElse(actual)),
                thrown));
    return false;
  }

  private Object answer(Supplier<Object> call, boolean ofStore) {
    if (ofStore) {
      thrown = Optional.empty();
    }
    try {
      return call.get();
    } catch (RuntimeException e) {
      if (ofStore) {
        thrown = Optional.of(e);
      }
      return refusal(e);
    }
  }

  private static Thrown refusal(RuntimeException e) {
    if (e instanceof ConflictException conflict) {
      return new Thrown(ConflictException.class, List.of(conflict.winner()));
    }
    if (e instanceof NotAfterWatermarkException refused) {
      return new Thrown(
          NotAfterWatermarkException.class, List.of(refused.time(), refused.watermark()));
    }
    if (e instanceof HistoryTrimmedException trimmed) {
      return new Thrown(HistoryTrimmedException.class, List.of(trimmed.horizon()));
    }
    return new Thrown(
        e instanceof IllegalArgumentException ? IllegalArgumentException.class : e.getClass(),
        List.of());
  }
}
