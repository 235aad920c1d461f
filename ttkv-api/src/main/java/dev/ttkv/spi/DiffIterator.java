// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Difference;
import dev.ttkv.Order;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds what differs between two times: gathers the keys that were changed between them when the
 * first difference is asked for, then looks each up at both times.
 */
final class DiffIterator<K, V> implements Iterator<Difference<K, V>> {
  private final EngineStore<K, V> store;
  private final ReadGuard guard;
  private final long after;
  private final long through;
  private Iterator<byte[]> changed = Collections.emptyIterator();
  private Optional<Difference<K, V>> next = Optional.empty();
  private boolean started;

  DiffIterator(EngineStore<K, V> store, ReadGuard guard, long after, long through) {
    this.store = store;
    this.guard = guard;
    this.after = after;
    this.through = through;
  }

  @Override
  public boolean hasNext() {
    store.ensureOpen();
    if (!started) {
      changed = changedKeys().iterator();
      started = true;
    }
    while (next.isEmpty() && changed.hasNext()) {
      next = difference(changed.next());
    }
    return next.isPresent();
  }

  @Override
  public Difference<K, V> next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    Difference<K, V> result = next.orElseThrow();
    next = Optional.empty();
    return result;
  }

  private Set<byte[]> changedKeys() {
    Set<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    store
        .commits(after, through, Order.ASCENDING)
        .forEachRemaining(commit -> commit.changes().forEach(change -> keys.add(change.key())));
    // what was forgotten since the guard was made may have had the only ones
    return guard.passed(after, keys);
  }

  private Optional<Difference<K, V>> difference(byte[] bytes) {
    Optional<StoredVersion> before = value(bytes, after);
    Optional<StoredVersion> now = value(bytes, through);
    boolean same =
        before.isPresent() == now.isPresent()
            && (now.isEmpty() || Arrays.equals(before.orElseThrow().value(), now.get().value()));
    if (same) {
      return Optional.empty();
    }
    K key = store.encoding().key(bytes);
    return Optional.of(
        new Difference<>(
            key,
            before.map(v -> store.encoding().value(key, v.time(), v.value())),
            now.map(v -> store.encoding().value(key, v.time(), v.value()))));
  }

  private Optional<StoredVersion> value(byte[] key, long asOf) {
    return guard
        .passed(after, store.engine().find(key, asOf))
        .filter(version -> !version.deletion());
  }
}
