// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;

/**
 * Opens the stores of one scheme. {@link java.util.ServiceLoader} finds it: name it in {@code
 * META-INF/services/dev.ttkv.spi.StoreProvider} and, in a module, with {@code provides ... with}.
 */
public interface StoreProvider {
  /** Returns the scheme, lower case: {@code sqlite}. No two providers may have the same. */
  String scheme();

  /**
   * Opens a store (SPEC 9.1 says how locations are written).
   *
   * @param location where; the provider takes its own options from it with {@link Location#options}
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options the options that all backends share, those of the location already applied
   * @throws IllegalArgumentException if the location or an option of it is not understood
   * @throws dev.ttkv.TimeTravelStoreException if the store cannot be opened
   */
  <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options);
}
