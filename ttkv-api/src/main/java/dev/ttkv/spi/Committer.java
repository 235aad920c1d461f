// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.StoreBusyException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Writes to an engine for many threads at once (group commit): who gets the lock leads, and writes
 * in one go for all that wait, so that they share one sync. The others sleep until they are done or
 * it is their turn to lead.
 */
final class Committer {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");
  private static final Duration LEAD_WORTH_A_WARNING = Duration.ofSeconds(1);
  private static final int MOST_REQUESTS = 1024;
  private static final long MOST_BYTES = 16 << 20;

  private final String location;
  private final Engine engine;
  private final StoreOptions options;
  private final Runnable ensureOpen;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<CommitRequest> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicInteger wantingNoWrites = new AtomicInteger();
  private boolean warned;

  Committer(String location, Engine engine, StoreOptions options, Runnable ensureOpen) {
    this.location = location;
    this.engine = engine;
    this.options = options;
    this.ensureOpen = ensureOpen;
  }

  /** Writes what is wanted and returns the commit's timestamp; empty if there was none to make. */
  OptionalLong submit(CommitRequest request) {
    if (waiting.isEmpty() && tryLock()) {
      lead(() -> List.of(request));
    } else {
      waiting.add(request);
      boolean interrupted = false;
      while (!request.done) {
        if (tryLock()) {
          lead(this::nextGroup);
        } else {
          // who holds the lock, or is next to, wakes this thread after giving it back, since it is
          // in the queue
          LockSupport.park(this);
          interrupted |= Thread.interrupted();
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (request.failure.isPresent()) {
      throw request.failure.get();
    }
    return request.committed;
  }

  /** Takes the lock if it is free and nobody wants to have it for something else than a write. */
  private boolean tryLock() {
    return wantingNoWrites.get() == 0 && lock.tryLock();
  }

  /** Does something while nothing is written, before any write that has not begun. */
  <T> T exclusively(Supplier<T> action) {
    // a lock goes to whoever asks first when it is free: writers that never pause would keep it
    wantingNoWrites.incrementAndGet();
    lock.lock();
    try {
      wantingNoWrites.decrementAndGet();
      ensureOpen.run();
      return action.get();
    } finally {
      lock.unlock();
      CommitRequest next = waiting.peek();
      if (next != null) {
        next.wake();
      }
    }
  }

  /** Writes a group, having the lock, gives the lock back, and wakes who may go on. */
  private void lead(Supplier<List<CommitRequest>> choice) {
    List<CommitRequest> group = List.of();
    try {
      group = choice.get();
      if (!group.isEmpty()) {
        write(group);
      }
    } finally {
      lock.unlock();
      group.forEach(CommitRequest::wake);
      CommitRequest next = waiting.peek();
      if (next != null) {
        next.wake();
      }
    }
  }

  private List<CommitRequest> nextGroup() {
    List<CommitRequest> group = new ArrayList<>();
    long bytes = 0;
    while (group.size() < MOST_REQUESTS && bytes < MOST_BYTES) {
      CommitRequest next = waiting.poll();
      if (next == null) {
        break;
      }
      group.add(next);
      bytes += next.bytes;
    }
    return group;
  }

  private void write(List<CommitRequest> group) {
    try {
      ensureOpen.run();
      engine.write(new GroupDecision(this, group));
    } catch (RuntimeException | Error e) {
      for (CommitRequest request : group) {
        request.failure = Optional.of(failure(e, request, group.size() == 1));
      }
    } finally {
      for (CommitRequest request : group) {
        request.done = true;
      }
    }
  }

  /**
   * Returns the exception for one of a group whose write failed. What failed before by itself, or
   * had nothing to do, did so on the ground of what others in the group wanted, so it fails too.
   */
  private RuntimeException failure(Throwable e, CommitRequest request, boolean alone) {
    if (request.failure.filter(IllegalArgumentException.class::isInstance).isPresent()) {
      return request.failure.get(); // it depends on nobody
    }
    boolean unknown =
        e instanceof CommitOutcomeUnknownException
            || !(e instanceof IllegalStateException || e instanceof TimeTravelStoreException);
    if (alone && (!unknown || e instanceof CommitOutcomeUnknownException)) {
      return (RuntimeException) e;
    }
    return unknown ? unknown(e, request) : again((RuntimeException) e);
  }

  private RuntimeException unknown(Throwable e, CommitRequest request) {
    if (request.committed.isEmpty()) {
      return new TimeTravelStoreException(
          location + ": nothing was written, since a write that it depended on failed: " + e, e);
    }
    Instant time = Timestamps.toInstant(request.committed.getAsLong());
    return new CommitOutcomeUnknownException(
        "%s: it is unknown whether the %s at %s was written: %s"
            .formatted(location, request.settle.isPresent() ? "settling" : "commit", time, e),
        time,
        e);
  }

  /** Returns the exception once more, for another thread than the one that it was thrown in. */
  private static RuntimeException again(RuntimeException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof IllegalStateException) {
      return new IllegalStateException(message, e);
    }
    if (e instanceof StoreBusyException) {
      return new StoreBusyException(message, e);
    }
    return e instanceof DamagedStoreException
        ? new DamagedStoreException(message, e)
        : new TimeTravelStoreException(message, e);
  }

  int waiting() {
    return waiting.size();
  }

  String location() {
    return location;
  }

  InstantSource clock() {
    return options.clock();
  }

  Optional<Duration> maxLead() {
    return options.maxLead();
  }

  /** Warns, once, that commits go on ahead of the clock. */
  void warnOfLead(Duration lead) {
    if (!warned && lead.compareTo(LEAD_WORTH_A_WARNING) > 0) {
      warned = true;
      LOG.log(
          System.Logger.Level.WARNING,
          "{0}: the watermark is {1} ahead of the clock; commits go on by one nanosecond each",
          location,
          lead);
    }
  }
}
