// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Batch;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.ConflictException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Difference;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.StoreBusyException;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Rules 3.7, 4.6 and 7.7 of the store over an engine: commits that come together, engines that
 * fail, and what is as large as an engine takes.
 */
final class TogetherRules {
  private static final Instant NEVER = TestClock.START.plusSeconds(1_000_000);

  /** What became of a call: what it returned, or what it threw. */
  private static Object outcome(Callable<?> call) {
    try {
      return call.call();
    } catch (Exception e) {
      return e;
    }
  }

  /** Returns what becomes of calls that come together, while another one is written. */
  private static List<Object> together(
      HeldEngine engine, HeldEngine.Store store, List<Callable<?>> calls)
      throws InterruptedException {
    Object[] outcomes = new Object[calls.size()];
    List<Runnable> others = new ArrayList<>();
    for (int i = 0; i < calls.size(); i++) {
      int number = i;
      others.add(() -> outcomes[number] = outcome(calls.get(number)));
    }
    engine.together(() -> store.put("first", "1"), others);
    return List.of(outcomes);
  }

  private static Batch<String, String> ifAbsent(String key, String value) {
    return Batch.<String, String>create().put(key, value).ifAbsent(key);
  }

  @Rule({"4.6", "4.2", "4.5"})
  void commits_that_come_together_see_those_before_them(Lab lab) throws InterruptedException {
    HeldEngine engine = new HeldEngine();
    HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
    List<Object> outcomes =
        together(
            engine,
            store,
            List.of(
                () -> store.commit(ifAbsent("a", "1")),
                () -> store.commit(ifAbsent("a", "2")),
                () -> store.delete("a"),
                () -> store.delete("a"),
                () -> store.settle(NEVER),
                () -> store.commit(ifAbsent("a", "3")),
                () -> store.put("first", "2")));
    Instant first = Timestamps.toInstant(engine.commits().get(0).time());
    assertEquals(Optional.of(first.plusNanos(1)), outcomes.get(0));
    assertEquals(
        first.plusNanos(1), assertInstanceOf(ConflictException.class, outcomes.get(1)).winner());
    assertEquals(Optional.of(first.plusNanos(2)), outcomes.get(2));
    assertEquals(Optional.empty(), outcomes.get(3));
    assertInstanceOf(IllegalArgumentException.class, outcomes.get(4));
    assertEquals(Optional.of(first.plusNanos(3)), outcomes.get(5));
    assertEquals(first.plusNanos(4), outcomes.get(6));
    assertEquals(5, engine.commits().size());
    assertChain(engine.commits());
    assertEquals(Optional.of("3"), store.get("a"));
    assertEquals(Optional.of("2"), store.get("first"));
    assertEquals(first.plusNanos(4), store.watermark());
  }

  private static void assertChain(List<StoredCommit> commits) {
    long last = Timestamps.NONE;
    for (StoredCommit commit : commits) {
      assertEquals(last, commit.previous(), "the time of the commit before");
      assertTrue(commit.time() > last);
      last = commit.time();
    }
  }

  @Rule("4.6")
  void a_write_that_fails_writes_nothing_of_any_commit_in_it(Lab lab) throws InterruptedException {
    for (RuntimeException failure :
        List.of(
            new StoreBusyException("why"),
            new DamagedStoreException("why"),
            new TimeTravelStoreException("why"),
            new IllegalStateException("why"))) {
      HeldEngine engine = new HeldEngine();
      HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
      engine.fail(Optional.of(failure));
      List<Object> outcomes =
          together(
              engine,
              store,
              List.of(
                  () -> store.put("a", "1"),
                  () -> store.commit(ifAbsent("a", "2")),
                  () -> store.settle(NEVER),
                  () -> store.delete("b")));
      for (int i : new int[] {0, 1, 3}) {
        assertSame(failure.getClass(), outcomes.get(i).getClass());
        assertEquals("why", ((Exception) outcomes.get(i)).getMessage());
      }
      assertInstanceOf(IllegalArgumentException.class, outcomes.get(2), "it depends on nothing");
      assertSame(failure.getClass(), outcome(() -> store.put("a", "1")).getClass());
      engine.fail(Optional.empty());
      assertEquals(Optional.empty(), store.get("a"));
      assertEquals(1, engine.commits().size());
      store.put("a", "3");
      assertEquals(Optional.of("3"), store.get("a"));
    }
  }

  @Rule("4.6")
  void an_outcome_that_cannot_be_told_is_told_with_the_time(Lab lab) throws InterruptedException {
    for (Throwable failure :
        List.of(
            new UncheckedIOException(new IOException("why")),
            new OutOfMemoryError("why"),
            new CommitOutcomeUnknownException("why", NEVER, new IOException("why")))) {
      HeldEngine engine = new HeldEngine();
      HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
      engine.fail(Optional.of(failure));
      Instant settled = lab.clock().instant().plusNanos(3);
      List<Object> outcomes =
          together(
              engine,
              store,
              List.of(
                  () -> store.put("a", "1"),
                  () -> store.commit(ifAbsent("b", "1")),
                  () -> store.commit(ifAbsent("a", "2")),
                  () -> store.delete("c")));
      Instant first = Timestamps.toInstant(engine.commits().get(0).time());
      assertUnknown(first.plusNanos(1), outcomes.get(0), "commit");
      assertUnknown(first.plusNanos(2), outcomes.get(1), "commit");
      for (Object dependent : outcomes.subList(2, 4)) {
        assertSame(TimeTravelStoreException.class, dependent.getClass());
        State.assertRefused(
            TimeTravelStoreException.class,
            () -> {
              throw (Exception) dependent;
            },
            "held",
            "nothing was written");
      }
      lab.clock().set(settled);
      boolean own = failure instanceof CommitOutcomeUnknownException;
      assertUnknown(
          own ? NEVER : settled, outcome(() -> store.settle(settled)), own ? "" : "settling");
      assertUnknown(own ? NEVER : settled, outcome(() -> store.put("a", "1")), own ? "" : "commit");
      engine.fail(Optional.empty());
      assertEquals(settled, store.settle(settled));
    }
  }

  private static void assertUnknown(Instant time, Object outcome, String mentioned) {
    CommitOutcomeUnknownException unknown =
        assertInstanceOf(CommitOutcomeUnknownException.class, outcome);
    assertEquals(time, unknown.time());
    assertTrue(String.valueOf(unknown.getMessage()).contains(mentioned), unknown.getMessage());
  }

  @Rule("4.6")
  void a_thread_that_is_interrupted_while_it_commits_stays_so(Lab lab) throws InterruptedException {
    HeldEngine engine = new HeldEngine();
    HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
    AtomicBoolean interrupted = new AtomicBoolean();
    AtomicBoolean other = new AtomicBoolean(true);
    List<Object> outcomes =
        together(
            engine,
            store,
            List.of(
                () -> {
                  Thread.currentThread().interrupt();
                  Instant time = store.put("a", "1");
                  interrupted.set(Thread.currentThread().isInterrupted());
                  return time;
                },
                () -> {
                  Instant time = store.put("b", "1");
                  other.set(Thread.currentThread().isInterrupted());
                  return time;
                }));
    assertInstanceOf(Instant.class, outcomes.get(0));
    assertInstanceOf(Instant.class, outcomes.get(1));
    assertTrue(interrupted.get());
    assertEquals(false, other.get());
    assertEquals(Optional.of("1"), store.get("a"));
  }

  @Rule("7.7")
  void a_commit_that_waited_until_the_store_was_closed_is_refused(Lab lab)
      throws InterruptedException {
    HeldEngine engine = new HeldEngine();
    HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
    List<Object> outcomes =
        together(
            engine,
            store,
            List.of(
                () -> store.put("a", "1"),
                () -> {
                  store.close();
                  return "closed";
                }));
    assertInstanceOf(IllegalStateException.class, outcomes.get(0));
    assertEquals("closed", outcomes.get(1));
    assertEquals(1, engine.commits().size());
  }

  @Rule("7.7")
  void a_closed_store_refuses_whatever_its_engine_would_do(Lab lab) {
    HeldEngine engine = new HeldEngine();
    HeldEngine.Store store = new HeldEngine.Store(engine, lab.options());
    Instant time = store.put("a", "1");
    Snapshot<String, String> snapshot = store.latest();
    Iterator<Difference<String, String>> difference = store.diff(Instant.MIN, time).iterator();
    store.close();
    List<Callable<?>> calls =
        List.of(
            store::watermark,
            store::latest,
            () -> store.asOf(time),
            () -> store.asOf(Instant.MIN),
            () -> store.get("a"),
            () -> store.get("a", time),
            () -> store.history("a"),
            store::times,
            () -> store.times("a"),
            () -> store.commits(TimeRange.all(), Order.ASCENDING),
            () -> store.diff(Instant.MIN, time),
            store::maintenance,
            () -> store.put("a", "2"),
            () -> store.delete("a"),
            () -> store.commit(ifAbsent("b", "1")),
            () -> store.settle(time),
            () -> snapshot.get("a"),
            () -> snapshot.lookup("a"),
            snapshot::entries,
            snapshot::count,
            () -> snapshot.history("a"),
            difference::hasNext);
    for (int i = 0; i < calls.size(); i++) {
      assertInstanceOf(IllegalStateException.class, outcome(calls.get(i)), "call " + i);
    }
    assertEquals(1, engine.commits().size());
  }

  @Rule("3.7")
  void what_is_as_large_as_an_engine_takes_is_taken(Lab lab) {
    HeldEngine.Store store = new HeldEngine.Store(new HeldEngine(), lab.options());
    Batch<String, String> many = Batch.create();
    for (int i = 0; i < HeldEngine.LIMITS.commitChanges(); i++) {
      many.put("key" + i, "");
    }
    assertTrue(store.commit(many).isPresent());
    int half = (int) (HeldEngine.LIMITS.commitBytes() / 2);
    String value = "v".repeat(half - 1);
    assertTrue(
        store.commit(Batch.<String, String>create().put("a", value).put("b", value)).isPresent());
    String shorter = "v".repeat(half - 2);
    String note = "n".repeat(2);
    assertTrue(
        store
            .commit(Batch.<String, String>create().put("a", shorter).put("b", shorter).note(note))
            .isPresent());
    assertThrows(
        IllegalArgumentException.class,
        () ->
            store.commit(
                Batch.<String, String>create()
                    .put("a", shorter)
                    .put("b", shorter)
                    .note(note + "n")));
    assertEquals(Optional.of(shorter), store.get("b"));
  }
}
