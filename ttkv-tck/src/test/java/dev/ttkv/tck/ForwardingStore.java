// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Batch;
import dev.ttkv.Commit;
import dev.ttkv.Difference;
import dev.ttkv.Maintenance;
import dev.ttkv.Order;
import dev.ttkv.Snapshot;
import dev.ttkv.TimeRange;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.Version;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** A store that is another one, but for what is overridden. */
class ForwardingStore implements TimeTravelStore<Object, Object> {
  final TimeTravelStore<Object, Object> good;

  ForwardingStore(TimeTravelStore<Object, Object> good) {
    this.good = good;
  }

  /** Changes a snapshot; nothing unless it is overridden. */
  Snapshot<Object, Object> change(Snapshot<Object, Object> snapshot, Instant asked) {
    return snapshot;
  }

  @Override
  public Instant put(Object key, Object value) {
    return good.put(key, value);
  }

  @Override
  public Optional<Instant> delete(Object key) {
    return good.delete(key);
  }

  @Override
  public Optional<Instant> commit(Batch<Object, Object> batch) {
    return good.commit(batch);
  }

  @Override
  public Optional<Object> get(Object key) {
    return good.get(key);
  }

  @Override
  public Optional<Object> get(Object key, Instant asOf) {
    return good.get(key, asOf);
  }

  @Override
  public Snapshot<Object, Object> latest() {
    return change(good.latest(), Instant.MAX);
  }

  @Override
  public Snapshot<Object, Object> asOf(Instant time) {
    return change(good.asOf(time), time);
  }

  @Override
  public Stream<Version<Object>> history(Object key, TimeRange range, Order order) {
    return good.history(key, range, order);
  }

  @Override
  public Stream<Instant> times() {
    return good.times();
  }

  @Override
  public Stream<Instant> times(Object key) {
    return good.times(key);
  }

  @Override
  public Stream<Commit<Object, Object>> commits(TimeRange range, Order order) {
    return good.commits(range, order);
  }

  @Override
  public Stream<Difference<Object, Object>> diff(Instant after, Instant through) {
    return good.diff(after, through);
  }

  @Override
  public Instant watermark() {
    return good.watermark();
  }

  @Override
  public Instant settle(Instant time) {
    return good.settle(time);
  }

  @Override
  public Instant horizon() {
    return good.horizon();
  }

  @Override
  public Maintenance<Object> maintenance() {
    return good.maintenance();
  }

  @Override
  public void close() {
    good.close();
  }
}
