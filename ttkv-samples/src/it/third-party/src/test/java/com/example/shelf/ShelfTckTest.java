// SPDX-License-Identifier: Apache-2.0
package com.example.shelf;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.tck.Lack;
import dev.ttkv.tck.TimeTravelStoreTck;
import java.nio.file.Path;
import java.util.Set;

final class ShelfTckTest extends TimeTravelStoreTck {
  @Override
  protected <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return Shelf.open(keys, values, options);
  }

  @Override
  protected Set<Lack> lacks() {
    return Set.of(Lack.DURABILITY, Lack.FORGETTING);
  }
}
