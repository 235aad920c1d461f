// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Erasure;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.Maintenance;
import dev.ttkv.Pin;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Trimming;
import dev.ttkv.Verification;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** What is done to a store over an engine as a whole. */
final class EngineMaintenance<K> implements Maintenance<K> {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");

  private final EngineStore<K, ?> store;
  private final Engine engine;
  private final PinBoard pins;

  EngineMaintenance(EngineStore<K, ?> store) {
    this.store = store;
    this.engine = store.engine();
    this.pins = new PinBoard(store);
  }

  @Override
  public Verification verify(LongConsumer progress) {
    Objects.requireNonNull(progress, "progress");
    store.ensureOpen();
    return untilNothingIsForgotten(
        () -> {
          Retained before = engine.retained();
          Verification verification = new Verifier(store.toString(), engine, progress).verify();
          return Optional.of(verification)
              .filter(unused -> engine.retained().isOfSameHistory(before));
        });
  }

  @Override
  public Trimming trim(Instant horizon) {
    Objects.requireNonNull(horizon, "horizon");
    store.ensureWritable();
    Trimming trimming =
        untilNothingIsForgotten(
            () -> {
              Tally tally = tally(horizon);
              TrimDecision decision = new TrimDecision(tally, pins);
              store.committer().exclusively(() -> engine.forget(decision));
              return decision.isDone() ? Optional.of(tally.trimming()) : Optional.empty();
            });
    store.readWatermark();
    return trimming;
  }

  @Override
  public Trimming planTrim(Instant horizon) {
    Objects.requireNonNull(horizon, "horizon");
    store.ensureOpen();
    Tally tally = untilNothingIsForgotten(() -> Optional.of(tally(horizon)));
    pins.check(pins.living(tally.before()), horizon);
    return tally.trimming();
  }

  private <T> T untilNothingIsForgotten(Supplier<Optional<T>> attempt) {
    return untilNothingIsForgotten(Timestamps.LAST, attempt);
  }

  /**
   * Does something again that others make worthless by trimming or erasing meanwhile.
   *
   * @param time the time that has to be readable for it
   * @throws HistoryTrimmedException if it is not
   */
  private <T> T untilNothingIsForgotten(long time, Supplier<Optional<T>> attempt) {
    for (int i = 0; i < Attempts.MOST; i++) {
      store.guard().at(time);
      try {
        Optional<T> result = attempt.get();
        if (result.isPresent()) {
          return result.get();
        }
      } catch (HistoryTrimmedException | HistoryErasedException e) {
        LOG.log(System.Logger.Level.DEBUG, "overtaken by a trim or an erase, trying again", e);
      }
    }
    throw new TimeTravelStoreException(
        "%s: something was trimmed or erased %d times in a row while this was under way; try again"
            .formatted(store, Attempts.MOST));
  }

  private Tally tally(Instant time) {
    Head head = engine.head();
    Instant horizon = Timestamps.toInstant(head.horizon());
    Instant watermark = Timestamps.toInstant(head.watermark());
    if (time.isAfter(watermark)) {
      throw new IllegalArgumentException(
          "%s: only what is settled can be trimmed: %s is after the watermark %s"
              .formatted(store, time, watermark));
    }
    if (time.isBefore(horizon)) {
      throw new IllegalArgumentException(
          "%s: the horizon never goes back: %s is before it, it is %s"
              .formatted(store, time, horizon));
    }
    return Tally.of(store, head.retained(), Timestamps.clamp(time));
  }

  @Override
  public Erasure erase(Collection<K> keys) {
    Objects.requireNonNull(keys, "keys");
    store.ensureWritable();
    Set<byte[]> erased = new TreeSet<>(Arrays::compareUnsigned);
    for (K key : keys) {
      erased.add(store.encoding().key(Objects.requireNonNull(key, "keys")));
    }
    if (erased.isEmpty()) {
      throw new IllegalArgumentException(store + ": there are no keys to erase");
    }
    EraseDecision decision = new EraseDecision(new ArrayList<>(erased));
    boolean complete = store.committer().exclusively(() -> engine.forget(decision));
    return new Erasure(store.options().clock().instant(), decision.versions(), complete);
  }

  @Override
  public Pin pin(String name, Instant at, Instant until) {
    store.ensureWritable();
    return pins.pin(name, at, until);
  }

  @Override
  public boolean unpin(String name) {
    store.ensureWritable();
    return pins.unpin(name);
  }

  @Override
  public List<Pin> pins() {
    store.ensureOpen();
    return pins.living();
  }

  @Override
  public String digest(Instant time) {
    Objects.requireNonNull(time, "time");
    store.ensureOpen();
    long through = Math.min(Timestamps.clamp(time), store.readWatermark());
    return untilNothingIsForgotten(through, () -> Optional.of(HistoryDigest.of(store, through)));
  }

  @Override
  public void backup(Path target) {
    Objects.requireNonNull(target, "target");
    store.ensureOpen();
    engine.backup(target);
  }
}
