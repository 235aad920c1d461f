// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Location;
import dev.ttkv.spi.StoreProvider;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Opens the stores of the scheme {@code sqlite}: {@code sqlite:history.db}, with the options {@code
 * cache-mib} and {@code checkpoint-pages} (see {@link SqliteOptions}).
 */
public final class SqliteProvider implements StoreProvider {
  private static final String CACHE = "cache-mib";
  private static final String CHECKPOINT = "checkpoint-pages";

  /** Makes a provider, for {@link java.util.ServiceLoader}. */
  public SqliteProvider() {}

  @Override
  public String scheme() {
    return "sqlite";
  }

  @Override
  public <K, V> TimeTravelStore<K, V> open(
      Location location, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    SqliteOptions sqliteOptions = SqliteOptions.defaults();
    for (Map.Entry<String, String> option : location.options(CACHE, CHECKPOINT).entrySet()) {
      SqliteOptions before = sqliteOptions;
      sqliteOptions =
          switch (option.getKey()) {
            case CACHE -> with(location, option, before::withCacheMebibytes);
            default -> with(location, option, before::withCheckpointPages);
          };
    }
    return SqliteStore.open(location.file(), keys, values, options, sqliteOptions);
  }

  private static SqliteOptions with(
      Location location, Map.Entry<String, String> option, IntFunction<SqliteOptions> with) {
    try {
      return with.apply(Integer.parseInt(option.getValue()));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "%s: %s is a whole number, not '%s'"
              .formatted(location, option.getKey(), option.getValue()),
          e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(location + ": " + e.getMessage(), e);
    }
  }
}
