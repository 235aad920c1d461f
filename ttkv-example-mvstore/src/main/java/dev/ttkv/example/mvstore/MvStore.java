// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.example.mvstore;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.OrderedEngine;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;

/**
 * A store in an MVStore file, which one process may have open.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class MvStore<K, V> extends EngineStore<K, V> {
  private MvStore(
      String location, Engine engine, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    super(location, engine, keys, values, options);
  }

  /** Opens the store in a file. */
  public static <K, V> MvStore<K, V> open(
      Path file, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    String location = "mvstore:" + file;
    Durability durability = options.durability().orElse(Durability.POWER);
    Engine engine =
        OrderedEngine.open(
            location,
            file,
            options.mode(),
            path -> new MvStoreBytes(path, durability),
            StoreHeader.of(keys, values));
    return new MvStore<>(location, engine, keys, values, options);
  }
}
