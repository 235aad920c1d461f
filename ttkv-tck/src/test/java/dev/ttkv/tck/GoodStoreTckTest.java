// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.nio.file.Path;

class GoodStoreTckTest extends TimeTravelStoreTck {
  @Override
  protected <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return GoodStore.open(directory, keys, values, options);
  }
}
