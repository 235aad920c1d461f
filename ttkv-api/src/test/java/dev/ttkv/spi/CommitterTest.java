// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.ConflictException;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreBusyException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommitterTest {
  private static final class Store extends EngineStore<String, String> {
    Store(Engine engine) {
      super(
          "store",
          engine,
          KeyCodec.utf8(),
          Codec.utf8(),
          StoreOptions.defaults().withClock(() -> Instant.EPOCH));
    }
  }

  private final MapBytes map = new MapBytes();
  private final Held held = new Held(map);
  private final Store store =
      new Store(OrderedEngine.open("store", held, new StoreHeader("utf8", "utf8")));
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  /** Holds up the first write until others wait behind it. */
  private static final class Held implements OrderedBytes {
    final MapBytes map;
    final CountDownLatch writing = new CountDownLatch(1);
    final CountDownLatch release = new CountDownLatch(1);
    volatile boolean hold;
    volatile Optional<Throwable> failure = Optional.empty();

    Held(MapBytes map) {
      this.map = map;
    }

    @Override
    public List<Entry> page(ByteRange range, dev.ttkv.Order order, PageLimit limit) {
      return map.page(range, order, limit);
    }

    @Override
    public void write(List<Entry> entries) {
      if (hold) {
        hold = false;
        writing.countDown();
        await(release);
      } else if (failure.isPresent()) {
        if (failure.get() instanceof Error error) {
          throw error;
        }
        throw (RuntimeException) failure.get();
      }
      map.write(entries);
    }

    @Override
    public dev.ttkv.Durability durability() {
      return map.durability();
    }

    @Override
    public void close() {
      map.close();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Runs one write, and while it is held up the others, so that they become one group. */
  private <T> List<Future<T>> asOneGroup(List<Callable<T>> calls) {
    held.hold = true;
    threads.execute(() -> store.put("first", "1"));
    await(held.writing);
    List<Future<T>> futures = new ArrayList<>();
    int waiting = 0;
    for (Callable<T> call : calls) {
      futures.add(threads.submit(call));
      waiting++;
      while (store.waitingCommits() < waiting) {
        Thread.onSpinWait();
      }
    }
    held.release.countDown();
    return futures;
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new AssertionError(e);
    }
  }

  @Test
  void commits_atTheSameTime_shareOneWriteAndKeepTheirOwnTimestamps() throws Exception {
    List<Callable<Instant>> puts = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      String value = String.valueOf(i);
      puts.add(() -> store.put("key", value));
    }
    List<Instant> times = new ArrayList<>();
    int before = map.writes;
    for (Future<Instant> future : asOneGroup(puts)) {
      times.add(get(future));
    }
    assertThat(map.writes - before).isEqualTo(2);
    assertThat(times).doesNotHaveDuplicates().isSorted();
    for (int i = 0; i < 20; i++) {
      assertThat(store.get("key", times.get(i))).contains(String.valueOf(i));
    }
  }

  @Test
  void conditionsAndDeletes_seeWhatTheGroupDecidedBefore() throws Exception {
    List<Future<Optional<Instant>>> outcomes =
        asOneGroup(
            List.of(
                () -> store.commit(Batch.<String, String>create().put("a", "1").ifAbsent("a")),
                () -> store.commit(Batch.<String, String>create().put("a", "2").ifAbsent("a")),
                () -> store.delete("a"),
                () -> store.delete("a"),
                () -> store.commit(Batch.<String, String>create().put("a", "3").ifAbsent("a"))));
    Instant first = get(outcomes.get(0)).orElseThrow();
    assertThatThrownBy(() -> get(outcomes.get(1)))
        .isInstanceOfSatisfying(
            ConflictException.class, e -> assertThat(e.winner()).isEqualTo(first));
    assertThat(get(outcomes.get(2))).isPresent();
    assertThat(get(outcomes.get(3))).isEmpty();
    assertThat(get(outcomes.get(4))).isPresent();
    assertThat(store.get("a")).contains("3");
  }

  @Test
  void group_whoseWriteFails_failsForEachAndWritesNothing() throws Exception {
    held.failure = Optional.of(new StoreBusyException("busy"));
    List<Callable<Instant>> puts = List.of(() -> store.put("a", "1"), () -> store.put("b", "1"));
    for (Future<Instant> put : asOneGroup(puts)) {
      assertThatThrownBy(() -> get(put)).isInstanceOf(StoreBusyException.class).hasMessage("busy");
    }
    held.failure = Optional.empty();
    assertThat(store.get("a")).isEmpty();
    store.put("a", "2");
    assertThat(store.get("a")).contains("2");
  }

  @Test
  void group_ofUnknownOutcome_saysSoWithEachTimestamp_andOfWhatHungOnIt() throws Exception {
    held.failure = Optional.of(new OutOfMemoryError("injected"));
    List<Future<Optional<Instant>>> outcomes =
        asOneGroup(
            List.of(
                () -> store.commit(Batch.<String, String>create().put("a", "1")),
                () -> store.commit(Batch.<String, String>create().put("b", "1")),
                () -> store.commit(Batch.<String, String>create().put("a", "2").ifAbsent("a"))));
    List<Instant> times = new ArrayList<>();
    for (Future<Optional<Instant>> outcome : outcomes.subList(0, 2)) {
      assertThatThrownBy(() -> get(outcome))
          .isInstanceOfSatisfying(
              CommitOutcomeUnknownException.class,
              e -> {
                times.add(e.time());
                assertThat(e).hasMessageContaining(e.time().toString());
              });
    }
    assertThat(times).doesNotHaveDuplicates();
    assertThatThrownBy(() -> get(outcomes.get(2)))
        .isExactlyInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("nothing was written");
  }

  @Test
  void commits_ofManyThreads_areWrittenInFewGroups_andNoneWaitsForEver() throws Exception {
    List<Future<Integer>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      String key = String.valueOf(i);
      writers.add(
          threads.submit(
              () -> {
                for (int j = 0; j < 500; j++) {
                  store.put(key, String.valueOf(j));
                }
                return 500;
              }));
    }
    int commits = 0;
    for (Future<Integer> writer : writers) {
      commits += writer.get();
    }
    assertThat(store.times().count()).isEqualTo(commits);
    assertThat(store.latest().asMap().values()).containsOnly("499");
  }

  @Test
  void whatWantsNoWrites_comesBeforeTheNextWriteOfAWriterThatNeverPauses() throws Exception {
    held.hold = true;
    Future<Instant> writer =
        threads.submit(
            () -> {
              store.put("a", "1");
              return store.put("a", "2");
            });
    await(held.writing);
    AtomicReference<Optional<String>> seen = new AtomicReference<>(Optional.empty());
    Thread other =
        new Thread(() -> seen.set(store.committer().exclusively(() -> store.get("a"))), "other");
    other.start();
    while (other.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    held.release.countDown();
    get(writer);
    other.join();
    assertThat(seen.get()).contains("1");
    assertThat(store.get("a")).contains("2");
  }

  @Test
  void commit_ofAnInterruptedThread_isWrittenAndTheThreadStaysInterrupted() throws Exception {
    List<Callable<Boolean>> puts =
        List.of(
            () -> {
              Thread.currentThread().interrupt();
              store.put("a", "1");
              return Thread.currentThread().isInterrupted();
            });
    assertThat(get(asOneGroup(puts).get(0))).isTrue();
    assertThat(store.get("a")).contains("1");
  }

  @Test
  void outcomeUnknown_ofACommitAlone_isTheEnginesOwn() {
    CommitOutcomeUnknownException own =
        new CommitOutcomeUnknownException("own", Instant.EPOCH, new Error());
    held.failure = Optional.of(own);
    assertThatThrownBy(() -> store.put("a", "1")).isSameAs(own);
  }

  @Test
  void commit_ofAClosedStore_isRefused() {
    store.close();
    store.close();
    assertThatThrownBy(() -> store.put("a", "1"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("store is closed");
    assertThat(map.closed).isTrue();
  }
}
