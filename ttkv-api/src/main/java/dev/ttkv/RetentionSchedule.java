// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Applies a {@link Retention} to a store again and again, in a thread of its own, until closed. */
public final class RetentionSchedule implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");

  private final Retention retention;
  private final TimeTravelStore<?, ?> store;
  private final ScheduledExecutorService thread;

  RetentionSchedule(Retention retention, Duration period, TimeTravelStore<?, ?> store) {
    this.retention = retention;
    this.store = Objects.requireNonNull(store, "store");
    if (Objects.requireNonNull(period, "period").isNegative() || period.isZero()) {
      throw new IllegalArgumentException("a period is positive, not " + period);
    }
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread named = new Thread(task, "ttkv: " + this);
              named.setDaemon(true);
              return named;
            });
    long nanos = period.compareTo(Duration.ofDays(365)) > 0 ? Long.MAX_VALUE / 2 : period.toNanos();
    var unused = thread.scheduleWithFixedDelay(this::apply, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  private void apply() {
    try {
      retention.apply(store);
    } catch (IllegalStateException e) {
      // the store is closed, or may not be written
      LOG.log(System.Logger.Level.INFO, "{0} ends: {1}", this, e.getMessage());
      thread.shutdown();
    } catch (RuntimeException | Error e) {
      // one that got out would end it without a word
      LOG.log(
          System.Logger.Level.WARNING, store + " could not be trimmed; it will be tried again", e);
    }
  }

  /**
   * Ends it, and waits for a trim that is under way. Closing again does nothing. The store stays
   * open. An interrupt ends the wait, and the thread stays interrupted.
   */
  @Override
  public void close() {
    thread.shutdown();
    try {
      while (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.log(System.Logger.Level.INFO, "waiting for the trim of {0} that is under way", store);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns what is trimmed, as in messages. */
  @Override
  public String toString() {
    return "the retention of " + store;
  }
}
