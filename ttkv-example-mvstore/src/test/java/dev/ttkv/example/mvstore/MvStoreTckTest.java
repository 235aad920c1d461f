// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.example.mvstore;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.tck.TimeTravelStoreTck;
import java.nio.file.Path;

final class MvStoreTckTest extends TimeTravelStoreTck {
  @Override
  protected <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return TimeTravelStore.open("mvstore:" + directory.resolve("tck.mv"), keys, values, options);
  }
}
