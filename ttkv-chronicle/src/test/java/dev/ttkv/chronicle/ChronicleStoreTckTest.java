// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.tck.TimeTravelStoreTck;
import java.nio.file.Path;

final class ChronicleStoreTckTest extends TimeTravelStoreTck {
  @Override
  protected <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return ChronicleStore.open(directory.resolve("tck"), keys, values, options);
  }
}
