// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;

/** A store over a log with a {@link HeapIndex}. */
final class HeapStore<K, V> extends EngineStore<K, V> {
  private HeapStore(
      String location, LogEngine engine, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    super(location, engine, keys, values, options);
  }

  static <K, V> HeapStore<K, V> open(
      Path folder, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return open(
        folder, keys, values, options, new FileDisk(), LogStore.SEGMENT_BYTES, Long.MAX_VALUE / 2);
  }

  static <K, V> HeapStore<K, V> open(
      Path folder,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      Disk disk,
      int segmentBytes,
      long room) {
    return open(folder, keys, values, options, disk, segmentBytes, HeapIndex.factory(room));
  }

  static <K, V> HeapStore<K, V> open(
      Path folder,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      Disk disk,
      int segmentBytes,
      IndexFactory indexes) {
    String location = "heap:" + folder;
    LogEngine engine =
        LogEngine.open(
            location,
            StoreHeader.of(keys, values),
            options,
            Limits.DEFAULT,
            indexes,
            new LogFolder(location, folder, disk),
            segmentBytes);
    return new HeapStore<>(location, engine, keys, values, options);
  }
}
