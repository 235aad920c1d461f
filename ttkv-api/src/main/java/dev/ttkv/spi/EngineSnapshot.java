// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Entry;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.KeyRange;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.Collections;
import java.util.Iterator;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A store over an engine as of one settled time. */
final class EngineSnapshot<K, V> implements Snapshot<K, V> {
  private final EngineStore<K, V> store;
  private final long asOf;
  private final Instant time;

  EngineSnapshot(EngineStore<K, V> store, long asOf, Instant time) {
    this.store = store;
    this.asOf = asOf;
    this.time = time;
  }

  @Override
  public Instant time() {
    return time;
  }

  @Override
  public Optional<V> get(K key) {
    return store.value(key, asOf);
  }

  @Override
  public V getOrThrow(K key) {
    Lookup<V> lookup = lookup(key);
    return lookup
        .value()
        .orElseThrow(
            () ->
                new NoSuchElementException(
                    lookup instanceof Lookup.Deleted<V> deleted
                        ? "%s: key %s has no value as of %s: it was deleted at %s"
                            .formatted(store, Encoding.name(key), time, deleted.since())
                        : "%s: key %s has no value as of %s: no version is kept at or before that time"
                            .formatted(store, Encoding.name(key), time)));
  }

  @Override
  public Lookup<V> lookup(K key) {
    EngineReader.Found found = store.found(key, asOf);
    if (found.version().isEmpty()) {
      return new Lookup.None<>(Timestamps.toInstant(found.retained().horizon()));
    }
    StoredVersion version = found.version().get();
    Instant since = Timestamps.toInstant(version.time());
    return version.deletion()
        ? new Lookup.Deleted<>(since)
        : new Lookup.Present<>(store.encoding().value(key, version.time(), version.value()), since);
  }

  @Override
  public Stream<Entry<K, V>> entries() {
    return entries(KeyRange.all(), Order.ASCENDING);
  }

  @Override
  public Stream<Entry<K, V>> entries(KeyRange<K> range, Order order) {
    Objects.requireNonNull(order, "order");
    return entries(store.encoding().range(Objects.requireNonNull(range, "range")), order);
  }

  @Override
  public long count() {
    return count(KeyRange.all());
  }

  @Override
  public long count(KeyRange<K> range) {
    return count(store.encoding().range(Objects.requireNonNull(range, "range")));
  }

  @Override
  public boolean isEmpty() {
    return unlessErased(() -> !stored(ByteRange.ALL, Order.ASCENDING).hasNext());
  }

  @Override
  public Stream<Version<V>> history(K key) {
    byte[] bytes = store.encoding().key(key);
    store.ensureOpen();
    return store.history(bytes, key, Timestamps.NONE, asOf, asOf, Order.DESCENDING);
  }

  @Override
  public NavigableMap<K, V> asMap() {
    return Collections.unmodifiableNavigableMap(
        new SnapshotMap<>(this, store.encoding(), KeyRange.all(), Order.ASCENDING));
  }

  /** Returns the time that this is as of, and of which store. */
  @Override
  public String toString() {
    return store + " as of " + time;
  }

  Stream<Entry<K, V>> entries(ByteRange range, Order order) {
    store.ensureOpen();
    return EngineStore.stream(stored(range, order)).map(this::entry);
  }

  Optional<Entry<K, V>> first(ByteRange range, Order order) {
    return unlessErased(
        () -> {
          Iterator<StoredEntry> entries = stored(range, order);
          return entries.hasNext() ? Optional.of(entry(entries.next())) : Optional.empty();
        });
  }

  long count(ByteRange range) {
    return unlessErased(
        () -> {
          long count = 0;
          for (Iterator<StoredEntry> i = stored(range, Order.ASCENDING); i.hasNext(); i.next()) {
            count++;
          }
          return count;
        });
  }

  /** Reads again what an erase has overtaken: this is then without the keys (SPEC 2.9). */
  private static <T> T unlessErased(Supplier<T> read) {
    return Attempts.unless(HistoryErasedException.class, read);
  }

  private Iterator<StoredEntry> stored(ByteRange range, Order order) {
    return store.entries(range, asOf, order);
  }

  private Entry<K, V> entry(StoredEntry entry) {
    K key = store.encoding().key(entry.key());
    return new Entry<>(
        key,
        store.encoding().value(key, entry.time(), entry.value()),
        Timestamps.toInstant(entry.time()));
  }
}
