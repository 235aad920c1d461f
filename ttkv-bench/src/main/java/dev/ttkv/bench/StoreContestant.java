// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.util.Optional;

/** A ttkv store of any kind, by its public interface. */
final class StoreContestant implements Contestant {
  private final TimeTravelStore<String, byte[]> store;
  private long now;

  StoreContestant(String location) {
    this.store =
        TimeTravelStore.open(
            location,
            KeyCodec.utf8(),
            Codec.bytes(),
            StoreOptions.defaults().withClock(() -> Moment.of(now).instant()));
  }

  @Override
  public void put(Put put) {
    now = put.time();
    store.put(put.key(), put.value());
  }

  @Override
  public void putAll(Put[] puts) {
    now = puts[0].time();
    Batch<String, byte[]> batch = Batch.create();
    for (Put put : puts) {
      batch.put(put.key(), put.value());
    }
    store.commit(batch);
  }

  @Override
  public long get(String key) {
    return stamp(store.get(key));
  }

  @Override
  public long getAsOf(String key, Moment time) {
    return stamp(store.get(key, time.instant()));
  }

  private static long stamp(Optional<byte[]> value) {
    return value.isPresent() ? Workload.stamp(value.get()) : 0;
  }

  @Override
  public long history(String key) {
    return store.history(key).mapToLong(version -> stamp(version.value())).sum();
  }

  @Override
  @SuppressWarnings("JavaInstantGetSecondsGetNano") // the fraction is what is wanted
  public long times(int newest) {
    return store.times().limit(newest).mapToLong(time -> time.getNano()).sum();
  }

  @Override
  public long scan(Moment time) {
    return store
        .asOf(time.instant())
        .entries()
        .mapToLong(entry -> Workload.entry(entry.key(), entry.value()))
        .sum();
  }

  @Override
  public void close() {
    store.close();
  }
}
