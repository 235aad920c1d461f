// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.tck.TimeTravelStoreTck;
import java.nio.file.Path;

/** Every promise at many edges of segments, with an index that is full again and again. */
final class SmallSegmentsTckTest extends TimeTravelStoreTck {
  @Override
  protected <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return HeapStore.open(
        directory.resolve("tck"), keys, values, options, new UnsyncedDisk(), 300, 20);
  }
}
