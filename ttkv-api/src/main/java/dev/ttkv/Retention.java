// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * Says how much of a store's past is kept, and trims the rest (SPEC 6.4): {@code
 * Retention.keep(Duration.ofDays(90)).and(Retention.keepCommits(10_000)).apply(store)}. Pins hold
 * it back.
 */
public final class Retention {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");
  private static final int MOST_ATTEMPTS = 100;

  private final Function<TimeTravelStore<?, ?>, Instant> policy;

  private Retention(Function<TimeTravelStore<?, ?>, Instant> policy) {
    this.policy = policy;
  }

  /**
   * Keeps what is not older than an age, by the clock of the system.
   *
   * @throws NullPointerException if {@code age} is null
   * @throws IllegalArgumentException if it is not positive, which would keep nothing
   */
  public static Retention keep(Duration age) {
    return keep(age, InstantSource.system());
  }

  /**
   * Keeps what is not older than an age.
   *
   * @param age how far back every moment can be read
   * @param clock says what time it is; best the store's
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the age is not positive, which would keep nothing
   */
  public static Retention keep(Duration age, InstantSource clock) {
    Objects.requireNonNull(age, "age");
    Objects.requireNonNull(clock, "clock");
    if (age.isNegative() || age.isZero()) {
      throw new IllegalArgumentException(
          "an age of " + age + " would keep nothing; trim to the watermark if that is wanted");
    }
    return new Retention(store -> before(clock.instant(), age));
  }

  private static Instant before(Instant now, Duration age) {
    return Duration.between(Instant.MIN, now).compareTo(age) <= 0 ? Instant.MIN : now.minus(age);
  }

  /**
   * Keeps the newest commits in the change feed, so many at least.
   *
   * @throws IllegalArgumentException if there are none to keep
   */
  public static Retention keepCommits(long commits) {
    if (commits <= 0) {
      throw new IllegalArgumentException(
          commits + " commits would keep nothing; trim to the watermark if that is wanted");
    }
    return new Retention(store -> store.times().skip(commits).findFirst().orElse(Instant.MIN));
  }

  /**
   * Keeps what either of the two keeps.
   *
   * @throws NullPointerException if {@code other} is null
   */
  public Retention and(Retention other) {
    Objects.requireNonNull(other, "other");
    return new Retention(store -> earlier(policy.apply(store), other.policy.apply(store)));
  }

  /**
   * Tells what {@link #apply} would remove now, and changes nothing.
   *
   * @throws NullPointerException if {@code store} is null
   * @throws TimeTravelStoreException if the store cannot be read
   * @throws IllegalStateException if it is closed
   */
  public Trimming plan(TimeTravelStore<?, ?> store) {
    return untilAllowed(store, horizon -> store.maintenance().planTrim(horizon));
  }

  /**
   * Trims a store as far as the policy and the pins allow.
   *
   * @return what was removed
   * @throws NullPointerException if {@code store} is null
   * @throws UnsupportedOperationException if the backend keeps everything for ever
   * @throws TimeTravelStoreException if the store cannot be read or written
   * @throws IllegalStateException if it is closed or read-only
   */
  public Trimming apply(TimeTravelStore<?, ?> store) {
    return untilAllowed(store, horizon -> store.maintenance().trim(horizon));
  }

  /** Tries again where somebody has just pinned, or trimmed. */
  private Trimming untilAllowed(TimeTravelStore<?, ?> store, Function<Instant, Trimming> attempt) {
    for (int i = 1; i < MOST_ATTEMPTS; i++) {
      try {
        return attempt.apply(horizon(store));
      } catch (IllegalArgumentException | HistoryTrimmedException | HistoryErasedException e) {
        LOG.log(System.Logger.Level.DEBUG, "overtaken by a pin, a trim or an erase", e);
      }
    }
    return attempt.apply(horizon(store));
  }

  /**
   * Applies this to a store in the background, first after one period, then from the end of each
   * time on, until what is returned or the store is closed. It ends, too, over a store that was
   * opened read-only; both is logged. What else goes wrong is logged as a warning, and tried again
   * after the next period.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the period is not positive
   */
  public RetentionSchedule every(Duration period, TimeTravelStore<?, ?> store) {
    return new RetentionSchedule(this, period, store);
  }

  private Instant horizon(TimeTravelStore<?, ?> store) {
    Objects.requireNonNull(store, "store");
    Optional<Instant> pinned =
        store.maintenance().pins().stream().map(Pin::at).min(Instant::compareTo);
    Instant allowed = earlier(policy.apply(store), pinned.orElse(Instant.MAX));
    Instant settled = earlier(allowed, store.watermark());
    Instant horizon = store.horizon();
    return settled.isBefore(horizon) ? horizon : settled;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
