// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.log.LogEngine;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;

/**
 * A store in a folder: a commit log, which is the truth and has the values, and a tree of MapDB's,
 * which finds the versions of a key in it. One process at a time has it open.
 *
 * <p>It gives every {@link dev.ttkv.Durability} up to {@code POWER}, which it gives unless asked
 * for less; {@code NONE} is what {@code PROCESS} is. MapDB itself loses data when a process is
 * killed, so nothing rests on it: after a clean close the tree is used as it is, after any other
 * end, or when a bit of it has changed, it is made anew out of the log while the store is opened.
 *
 * <p>On the module path it is the automatic module {@code dev.ttkv.mapdb}, which cannot say what it
 * needs: start Java with {@code --add-modules ALL-MODULE-PATH}.
 *
 * <p>A store that was opened to be read only must have been closed cleanly.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class MapdbStore<K, V> extends EngineStore<K, V> {
  private static final Duration OPEN_LIMIT = Duration.ofMinutes(1);

  private final Path path;

  private MapdbStore(
      Path path,
      String location,
      LogEngine engine,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options) {
    super(location, engine, keys, values, options);
    this.path = path;
  }

  /**
   * Opens the store in a folder, creating it if it is not there.
   *
   * @see #open(Path, KeyCodec, Codec, StoreOptions)
   */
  public static <K, V> MapdbStore<K, V> open(Path path, KeyCodec<K> keys, Codec<V> values) {
    return open(path, keys, values, StoreOptions.defaults());
  }

  /**
   * Opens the store in a folder.
   *
   * @param path the folder, of the store alone, in a folder that is there
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options the options that all backends share
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the path is not one of the default file system
   * @throws dev.ttkv.StoreLockedException if it is open already, here or in another process
   * @throws dev.ttkv.RecoveryNeededException if it is to be read only, and was not closed or its
   *     index is damaged (SPEC 9.3)
   * @throws dev.ttkv.FormatMismatchException if what is there is no store, or one of another format
   *     or with other codecs
   * @throws dev.ttkv.DamagedStoreException if the store is damaged
   * @throws dev.ttkv.TimeTravelStoreException if it cannot be opened or created for another reason
   */
  public static <K, V> MapdbStore<K, V> open(
      Path path, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(options, "options");
    Path folder = path.toAbsolutePath();
    String location = "mapdb:" + folder;
    LogEngine engine =
        LogEngine.open(
            location,
            folder,
            StoreHeader.of(keys, values),
            options,
            Limits.DEFAULT,
            new MapdbIndexFactory(OPEN_LIMIT));
    return new MapdbStore<>(folder, location, engine, keys, values, options);
  }

  /** Returns the path of the folder, absolute. */
  public Path path() {
    return path;
  }
}
