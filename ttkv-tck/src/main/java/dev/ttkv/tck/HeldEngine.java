// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An engine that takes little, asks each decision twice, as one that lost a race does, holds up a
 * write until others wait behind it, fails as it is told, and does not know that it was closed.
 */
final class HeldEngine implements Engine {
  static final Limits LIMITS = new Limits(1 << 10, 1 << 20, 1_000, (1 << 20) + (1 << 11));

  /** How long to wait for a thread to wait. */
  private static final long PATIENCE_NANOS = 2_000_000_000L;

  private final List<StoredCommit> commits = new CopyOnWriteArrayList<>();
  private final CountDownLatch writing = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile Head head = Head.EMPTY;
  private volatile boolean hold;
  private volatile Optional<Throwable> failure = Optional.empty();

  /** A store over it. */
  static final class Store extends EngineStore<String, String> {
    Store(HeldEngine engine, StoreOptions options) {
      super("held", engine, KeyCodec.utf8(), Codec.utf8(), options);
    }
  }

  /** Lets all writes but the one that is held up fail from now on. */
  void fail(Optional<Throwable> with) {
    failure = with;
  }

  /** Returns the commits that were written, oldest first. */
  List<StoredCommit> commits() {
    return commits;
  }

  /**
   * Runs a write, and while it is held up others in threads of their own, each when the one before
   * waits or has ended, so that they are written together; returns when all have ended.
   */
  void together(Runnable first, List<Runnable> others) throws InterruptedException {
    hold = true;
    List<Thread> threads = new ArrayList<>();
    Thread writer = start(first);
    threads.add(writer);
    while (!writing.await(1, TimeUnit.MILLISECONDS)) {
      assertTrue(writer.isAlive(), "the first write did not reach the engine");
    }
    for (Runnable other : others) {
      Thread thread = start(other);
      threads.add(thread);
      long begun = System.nanoTime();
      while (thread.getState() != Thread.State.WAITING
          && thread.isAlive()
          && System.nanoTime() - begun < PATIENCE_NANOS) {
        Thread.onSpinWait();
      }
    }
    release.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static Thread start(Runnable body) {
    Thread thread = new Thread(body, "ttkv-tck committer");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  @Override
  public void write(Decision decision) {
    decision.decide(head, this);
    Append append = decision.decide(head, this);
    if (hold) {
      hold = false;
      writing.countDown();
      try {
        release.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    } else if (failure.isPresent()) {
      if (failure.get() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) failure.get();
    }
    commits.addAll(append.commits());
    long last =
        commits.isEmpty() ? Head.EMPTY.lastCommit() : commits.get(commits.size() - 1).time();
    head = new Head(append.watermark(), last);
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    Optional<StoredVersion> found = Optional.empty();
    for (StoredCommit commit : commits) {
      for (StoredChange change : commit.changes()) {
        if (commit.time() <= asOf && Arrays.equals(change.key(), key)) {
          found = Optional.of(new StoredVersion(commit.time(), change.deletion(), change.value()));
        }
      }
    }
    return found;
  }

  @Override
  public Head head() {
    return head;
  }

  @Override
  public StoreHeader header() {
    return StoreHeader.of(KeyCodec.utf8(), Codec.utf8());
  }

  @Override
  public Limits limits() {
    return LIMITS;
  }

  @Override
  public Durability durability() {
    return Durability.NONE;
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
