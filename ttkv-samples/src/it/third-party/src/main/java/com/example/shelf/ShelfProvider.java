// SPDX-License-Identifier: Apache-2.0
package com.example.shelf;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;

/** Opens {@code shelf:}. */
public final class ShelfProvider implements StoreProvider {
  @Override
  public String scheme() {
    return "shelf";
  }

  @Override
  public <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    location.options();
    return Shelf.open(keys, values, options);
  }
}
