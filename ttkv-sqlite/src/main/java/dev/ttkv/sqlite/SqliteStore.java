// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A store in one SQLite file, with a log beside it ({@code -wal}, {@code -shm}) while it is open.
 * Other processes of the same machine may open it at the same time, to write too; on network file
 * systems this is not safe.
 *
 * <p>It gives every {@link dev.ttkv.Durability} up to {@code POWER}, which it gives unless asked
 * for less; {@code NONE} is what {@code PROCESS} is. A store that is opened with less than {@code
 * POWER} may lose its newest commits with the power, those of others that came behind them too.
 *
 * <p>The file must be reached by one name only. Copy it with {@link dev.ttkv.Maintenance#backup} or
 * SQLite's own tools, or together with its {@code -wal} while no process has the store open: after
 * a process was killed, or where one that only reads was the last to close it, the newest commits
 * may be in the log alone.
 *
 * <p>Erasing writes the whole file anew, as does a trim that leaves much free space in it; that
 * needs space for two more copies, and writes of other processes wait. A process that reads what
 * was before for longer than a second puts it off: {@link dev.ttkv.Erasure#complete} says so, and
 * the space that a trim was to give back comes with the next call of {@code trim}.
 *
 * <p>What {@link dev.ttkv.Maintenance#verify} cannot find here (SPEC 7.3): bits of a log that a
 * killed process left, behind the first of which SQLite drops what follows, and the removal of the
 * newest commits from tables and index alike, unless a key was new in them.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class SqliteStore<K, V> extends EngineStore<K, V> {
  private final Path path;

  private SqliteStore(
      Path path,
      String location,
      SqliteEngine engine,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options) {
    super(location, engine, keys, values, options);
    this.path = path;
  }

  /**
   * Opens the store in a file, creating it if it is not there.
   *
   * @see #open(Path, KeyCodec, Codec, StoreOptions, SqliteOptions)
   */
  public static <K, V> SqliteStore<K, V> open(Path path, KeyCodec<K> keys, Codec<V> values) {
    return open(path, keys, values, StoreOptions.defaults());
  }

  /**
   * Opens the store in a file.
   *
   * @see #open(Path, KeyCodec, Codec, StoreOptions, SqliteOptions)
   */
  public static <K, V> SqliteStore<K, V> open(
      Path path, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return open(path, keys, values, options, SqliteOptions.defaults());
  }

  /**
   * Opens the store in a file.
   *
   * @param path the file, in a folder that is there
   * @param keys the codec of the keys
   * @param values the codec of the values
   * @param options the options that all backends share
   * @param sqliteOptions the options of SQLite
   * @throws NullPointerException if an argument is null
   * @throws IllegalArgumentException if the path is not one of the default file system, is what
   *     SQLite itself would not take for the name of a file ({@code :memory:}, {@code file:x}), or
   *     its name is too long
   * @throws dev.ttkv.FormatMismatchException if what is there is no store, or one of another format
   *     or with other codecs
   * @throws dev.ttkv.DamagedStoreException if the store is damaged
   * @throws dev.ttkv.TimeTravelStoreException if it cannot be opened or created for another reason
   */
  public static <K, V> SqliteStore<K, V> open(
      Path path,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      SqliteOptions sqliteOptions) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(sqliteOptions, "sqliteOptions");
    Path file = SqliteFile.requireName(path).toAbsolutePath();
    String location = "sqlite:" + file;
    SqliteEngine engine =
        SqliteEngine.open(
            location,
            file,
            StoreHeader.of(keys, values),
            options,
            new Connector(options, sqliteOptions));
    return new SqliteStore<>(file, location, engine, keys, values, options);
  }

  /** Returns the path of the file, absolute. */
  public Path path() {
    return path;
  }
}
