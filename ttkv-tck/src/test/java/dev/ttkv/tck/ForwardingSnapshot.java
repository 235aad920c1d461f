// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Entry;
import dev.ttkv.KeyRange;
import dev.ttkv.Lookup;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** A snapshot that is another one, but for what is overridden. */
class ForwardingSnapshot implements Snapshot<Object, Object> {
  private final Supplier<Snapshot<Object, Object>> good;

  ForwardingSnapshot(Snapshot<Object, Object> good) {
    this(() -> good);
  }

  /** Makes a snapshot that is another one at each call. */
  ForwardingSnapshot(Supplier<Snapshot<Object, Object>> good) {
    this.good = good;
  }

  @Override
  public Instant time() {
    return good.get().time();
  }

  @Override
  public Optional<Object> get(Object key) {
    return good.get().get(key);
  }

  @Override
  public Object getOrThrow(Object key) {
    return good.get().getOrThrow(key);
  }

  @Override
  public Lookup<Object> lookup(Object key) {
    return good.get().lookup(key);
  }

  @Override
  public Stream<Entry<Object, Object>> entries() {
    return entries(KeyRange.all(), Order.ASCENDING);
  }

  @Override
  public Stream<Entry<Object, Object>> entries(KeyRange<Object> range, Order order) {
    return good.get().entries(range, order);
  }

  @Override
  public long count() {
    return count(KeyRange.all());
  }

  @Override
  public long count(KeyRange<Object> range) {
    return good.get().count(range);
  }

  @Override
  public boolean isEmpty() {
    return good.get().isEmpty();
  }

  @Override
  public Stream<Version<Object>> history(Object key) {
    return good.get().history(key);
  }

  @Override
  public NavigableMap<Object, Object> asMap() {
    return good.get().asMap();
  }
}
