// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;

/** Opens {@code memory:}, which has no path and no options of its own. */
public final class MemoryProvider implements StoreProvider {
  /** Makes a provider; {@link java.util.ServiceLoader} does. */
  public MemoryProvider() {}

  @Override
  public String scheme() {
    return "memory";
  }

  @Override
  public <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    location.options();
    if (!location.path().isEmpty()) {
      throw new IllegalArgumentException(
          location + ": a store in memory has no path; write " + scheme() + ":");
    }
    return MemoryStore.open(keys, values, options);
  }
}
