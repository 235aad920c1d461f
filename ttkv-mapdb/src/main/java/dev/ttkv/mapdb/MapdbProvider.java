// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;

/**
 * Opens the stores of the scheme {@code mapdb}: {@code mapdb:history}. It has no options of its
 * own.
 */
public final class MapdbProvider implements StoreProvider {
  /** Makes a provider, for {@link java.util.ServiceLoader}. */
  public MapdbProvider() {}

  @Override
  public String scheme() {
    return "mapdb";
  }

  @Override
  public <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    location.options();
    return MapdbStore.open(location.file(), keys, values, options);
  }
}
