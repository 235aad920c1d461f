// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.NotAfterWatermarkException;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** Backends that break a rule which the store over an engine keeps for all of them. */
final class BrokenStores {
  private BrokenStores() {}

  static List<Broken> all() {
    List<Broken> all = new ArrayList<>();
    all.addAll(opening());
    all.addAll(time());
    all.addAll(keys());
    all.addAll(writing());
    all.addAll(closing());
    return all;
  }

  private static List<Broken> opening() {
    return List.of(
        Broken.options(
            "goes by a clock of its own",
            options -> {
              AtomicLong micros = new AtomicLong();
              return options.withClock(
                  () -> TestClock.START.plus(micros.incrementAndGet(), ChronoUnit.MICROS));
            }),
        Broken.options(
            "drops what a microsecond does not hold",
            options -> {
              InstantSource clock = options.clock();
              return options.withClock(() -> clock.instant().truncatedTo(ChronoUnit.MICROS));
            }),
        Broken.options(
            "runs ahead of the clock without a limit",
            options -> {
              StoreOptions given =
                  StoreOptions.defaults()
                      .withClock(options.clock())
                      .withMode(options.mode())
                      .withBusyWait(options.busyWait());
              return options.durability().map(given::withDurability).orElse(given);
            }),
        Broken.options("opens in any way", options -> options.withMode(OpenMode.CREATE)),
        Broken.options(
            "can be written to though it is read-only",
            options ->
                options.mode() == OpenMode.READ_ONLY
                    ? options.withMode(OpenMode.EXISTING)
                    : options),
        Broken.options(
            "creates what should exist",
            options ->
                options.mode() == OpenMode.EXISTING ? options.withMode(OpenMode.CREATE) : options));
  }

  private static List<Broken> time() {
    return List.of(
        Broken.store(
            "ignores the time of a commit",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> commit(Batch<Object, Object> batch) {
                    return good.commit(BrokenBatches.copy(batch));
                  }
                }),
        Broken.store(
            "says only that a time was refused",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> commit(Batch<Object, Object> batch) {
                    try {
                      return good.commit(batch);
                    } catch (NotAfterWatermarkException e) {
                      throw new NotAfterWatermarkException("refused", e.watermark(), e.time());
                    }
                  }
                }),
        Broken.store(
            "takes every time for one that it can stamp",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> commit(Batch<Object, Object> batch) {
                    if (batch.time().filter(time -> time.isAfter(Model.LAST)).isPresent()) {
                      return good.commit(BrokenBatches.copy(batch).at(Model.LAST));
                    }
                    return good.commit(batch);
                  }
                }),
        Broken.store(
            "reads only as of times that it can stamp",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key, Instant asOf) {
                    if (asOf.isAfter(Model.LAST) || asOf.isBefore(Model.FIRST)) {
                      throw new IllegalArgumentException("out of range: " + asOf);
                    }
                    return good.get(key, asOf);
                  }
                }),
        Broken.store(
            "settles less when it is asked for more",
            (store, options) ->
                new ForwardingStore(store) {
                  @Override
                  public Instant settle(Instant time) {
                    Instant now = options.clock().instant();
                    return good.settle(time.isAfter(now) ? now : time);
                  }
                }),
        Broken.store(
            "takes the newest commit for the watermark",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Instant watermark() {
                    return good.times().findFirst().orElse(Instant.MIN);
                  }
                }),
        Broken.store(
            "reads the newest value as of the clock",
            (store, options) ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key) {
                    return good.get(key, options.clock().instant());
                  }
                }));
  }

  private static List<Broken> keys() {
    return List.of(
        Broken.keys(
            "normalises strings",
            key ->
                key instanceof String text ? Normalizer.normalize(text, Normalizer.Form.NFC) : key,
            bytes -> bytes),
        Broken.keys(
            "puts a question mark for what it cannot encode",
            key ->
                key instanceof String text
                    ? new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
                    : key,
            bytes -> bytes),
        Broken.keys("ends a key at its trailing zeros", key -> key, BrokenStores::stripped));
  }

  private static byte[] stripped(byte[] bytes) {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    return Arrays.copyOf(bytes, length);
  }

  private static List<Broken> writing() {
    return List.of(
        Broken.store(
            "finds nothing for null",
            store ->
                new ForwardingStore(store) {
                  @Override
                  @SuppressWarnings("NullAway") // what it is about
                  public Optional<Object> get(Object key) {
                    return key == null ? Optional.empty() : good.get(key);
                  }
                }),
        Broken.store(
            "does not say what was null",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Instant put(Object key, Object value) {
                    Objects.requireNonNull(key);
                    Objects.requireNonNull(value);
                    return good.put(key, value);
                  }
                }),
        Broken.store(
            "returns the array that was put",
            store ->
                new ForwardingStore(store) {
                  private final Map<Object, byte[]> arrays = new HashMap<>();

                  @Override
                  public synchronized Instant put(Object key, Object value) {
                    if (key instanceof byte[] bytes && value instanceof byte[] array) {
                      arrays.put(Arrays.toString(bytes), array);
                    }
                    return good.put(key, value);
                  }

                  @Override
                  public synchronized Optional<Object> get(Object key) {
                    Optional<Object> value = good.get(key);
                    return key instanceof byte[] bytes && value.isPresent()
                        ? Optional.of(
                            arrays.getOrDefault(Arrays.toString(bytes), (byte[]) value.get()))
                        : value;
                  }
                }),
        Broken.store(
            "does not put what is there",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Instant put(Object key, Object value) {
                    return good.get(key).equals(Optional.of(value))
                        ? good.times(key).findFirst().orElseThrow()
                        : good.put(key, value);
                  }
                }),
        Broken.store(
            "gives a time to a deletion of nothing",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Instant> delete(Object key) {
                    Optional<Instant> time = good.delete(key);
                    return time.isPresent() ? time : Optional.of(good.watermark());
                  }
                }),
        Broken.store(
            "refuses what is too large without a limit",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Instant put(Object key, Object value) {
                    if (key instanceof byte[] bytes && bytes.length > 1 << 16) {
                      throw new IllegalArgumentException("the key is too large");
                    }
                    return good.put(key, value);
                  }
                }),
        Broken.store(
            "returns no empty value",
            store ->
                new ForwardingStore(store) {
                  @Override
                  public Optional<Object> get(Object key) {
                    return good.get(key).filter(value -> !value.equals(""));
                  }
                }));
  }

  private static List<Broken> closing() {
    return List.of(
        Broken.store(
            "cannot be closed twice",
            store ->
                new ForwardingStore(store) {
                  private boolean closed;

                  @Override
                  public synchronized void close() {
                    if (closed) {
                      throw new IllegalStateException("closed");
                    }
                    closed = true;
                    good.close();
                  }
                }),
        Broken.store(
            "finds nothing once it is closed",
            store ->
                new ForwardingStore(store) {
                  private volatile boolean closed;

                  @Override
                  public Optional<Object> get(Object key) {
                    return closed ? Optional.empty() : good.get(key);
                  }

                  @Override
                  public void close() {
                    closed = true;
                    good.close();
                  }
                }));
  }
}
