// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.example.mvstore;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;

/** Opens {@code mvstore:FILE}. */
public final class MvStoreProvider implements StoreProvider {
  @Override
  public String scheme() {
    return "mvstore";
  }

  @Override
  public <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    location.options();
    return MvStore.open(location.file(), keys, values, options);
  }
}
