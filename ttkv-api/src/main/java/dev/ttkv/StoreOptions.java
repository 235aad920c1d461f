// SPDX-License-Identifier: Apache-2.0
package dev.ttkv;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;

/** The options that all backends share. Immutable: each {@code with} method returns a new one. */
public final class StoreOptions {
  private static final StoreOptions DEFAULTS =
      new StoreOptions(
          InstantSource.system(),
          Optional.empty(),
          OpenMode.CREATE,
          Duration.ofSeconds(10),
          Optional.empty());

  private final InstantSource clock;
  private final Optional<Durability> durability;
  private final OpenMode mode;
  private final Duration busyWait;
  private final Optional<Duration> maxLead;

  private StoreOptions(
      InstantSource clock,
      Optional<Durability> durability,
      OpenMode mode,
      Duration busyWait,
      Optional<Duration> maxLead) {
    this.clock = clock;
    this.durability = durability;
    this.mode = mode;
    this.busyWait = busyWait;
    this.maxLead = maxLead;
  }

  /**
   * Returns the defaults: the system's clock, the strongest durability that the backend has, {@link
   * OpenMode#CREATE}, a wait of 10 seconds, any lead over the clock.
   */
  public static StoreOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Returns these options with another clock, the only thing that decides by the time of day (SPEC
   * 1.2).
   *
   * @throws NullPointerException if {@code clock} is null
   */
  public StoreOptions withClock(InstantSource clock) {
    return new StoreOptions(
        Objects.requireNonNull(clock, "clock"), durability, mode, busyWait, maxLead);
  }

  /**
   * Returns these options with a durability level. A backend that cannot give it refuses to open.
   *
   * @throws NullPointerException if {@code durability} is null
   */
  public StoreOptions withDurability(Durability durability) {
    return new StoreOptions(
        clock,
        Optional.of(Objects.requireNonNull(durability, "durability")),
        mode,
        busyWait,
        maxLead);
  }

  /**
   * Returns these options with another way to open.
   *
   * @throws NullPointerException if {@code mode} is null
   */
  public StoreOptions withMode(OpenMode mode) {
    return new StoreOptions(
        clock, durability, Objects.requireNonNull(mode, "mode"), busyWait, maxLead);
  }

  /**
   * Returns these options with another time to wait for another process before {@link
   * StoreBusyException} says that it is busy; zero for not at all.
   *
   * @throws NullPointerException if {@code busyWait} is null
   * @throws IllegalArgumentException if it is negative or longer than a day
   */
  public StoreOptions withBusyWait(Duration busyWait) {
    Objects.requireNonNull(busyWait, "busyWait");
    if (busyWait.isNegative() || busyWait.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("busyWait must be from 0 to 1 day: " + busyWait);
    }
    return new StoreOptions(clock, durability, mode, busyWait, maxLead);
  }

  /**
   * Returns these options with a limit on how far a commit's timestamp may be ahead of the clock
   * (SPEC 1.5). Without it commits go on by one nanosecond however far the clock was set back.
   *
   * @throws NullPointerException if {@code maxLead} is null
   * @throws IllegalArgumentException if it is negative
   */
  public StoreOptions withMaxLead(Duration maxLead) {
    Objects.requireNonNull(maxLead, "maxLead");
    if (maxLead.isNegative()) {
      throw new IllegalArgumentException("maxLead must not be negative: " + maxLead);
    }
    return new StoreOptions(clock, durability, mode, busyWait, Optional.of(maxLead));
  }

  /** Returns the clock. */
  public InstantSource clock() {
    return clock;
  }

  /** Returns the durability asked for; empty for the strongest that the backend has. */
  public Optional<Durability> durability() {
    return durability;
  }

  /** Returns the way to open. */
  public OpenMode mode() {
    return mode;
  }

  /** Returns how long to wait for another process. */
  public Duration busyWait() {
    return busyWait;
  }

  /** Returns how far a commit's timestamp may be ahead of the clock; empty for any lead. */
  public Optional<Duration> maxLead() {
    return maxLead;
  }

  @Override
  public String toString() {
    return "StoreOptions[mode=%s, durability=%s, busyWait=%s, maxLead=%s]"
        .formatted(
            mode,
            durability.map(Durability::toString).orElse("strongest"),
            busyWait,
            maxLead.map(Duration::toString).orElse("any"));
  }
}
