// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.memory;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.StoreHeader;
import java.util.Objects;

/**
 * A store in memory. Each one that is opened is new, is shared with nobody, and is gone when it is
 * closed. Readers never wait for writers.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class MemoryStore<K, V> extends EngineStore<K, V> {
  private static final String NAME = "memory";

  private MemoryStore(KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    super(NAME, new MemoryEngine(StoreHeader.of(keys, values)), keys, values, options);
  }

  /**
   * Opens a store, empty.
   *
   * @throws NullPointerException if an argument is null
   */
  public static <K, V> MemoryStore<K, V> open(KeyCodec<K> keys, Codec<V> values) {
    return open(keys, values, StoreOptions.defaults());
  }

  /**
   * Opens a store, empty.
   *
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if another durability than {@link dev.ttkv.Durability#NONE} is
   *     asked for
   * @throws TimeTravelStoreException if the options say that the store must be there already
   */
  public static <K, V> MemoryStore<K, V> open(
      KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    OpenMode mode = options.mode();
    if (mode == OpenMode.EXISTING || mode == OpenMode.READ_ONLY) {
      throw new TimeTravelStoreException(
          NAME + ": such a store is always new; open it with the mode CREATE, not " + mode);
    }
    return new MemoryStore<>(keys, values, options);
  }
}
