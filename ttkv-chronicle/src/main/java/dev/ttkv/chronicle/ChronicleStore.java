// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.log.LogEngine;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A store in a folder: a commit log, which is the truth and has the values, and maps of Chronicle
 * Map's, which find the versions of a key in it. One process at a time has it open.
 *
 * <p>It gives every {@link dev.ttkv.Durability} up to {@code POWER}, which it gives unless asked
 * for less; {@code NONE} is what {@code PROCESS} is. Chronicle Map itself never syncs, so nothing
 * rests on it: after a clean close the maps are used as they are, after any other end, or when a
 * bit of them has changed, they are made anew out of the log while the store is opened. When they
 * are full, larger ones are made while commits wait.
 *
 * <p>The maps are in files, and in memory as far as they are used. On the heap are the keys, for
 * scans in their order: for each key its bytes and about six more. They are loaded when the store
 * is opened.
 *
 * <p>Chronicle Map is used on the class path, with a JDK (it compiles code while it runs), and Java
 * must be started with these options, of version 17 as of 25:
 *
 * <pre>
 * --add-exports=java.base/jdk.internal.ref=ALL-UNNAMED
 * --add-exports=java.base/sun.nio.ch=ALL-UNNAMED
 * --add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED
 * --add-opens=java.base/java.lang=ALL-UNNAMED
 * --add-opens=java.base/java.lang.reflect=ALL-UNNAMED
 * </pre>
 *
 * <p>The part of it that reports its use to its makers is not among the dependencies; should
 * somebody else bring it along, the system property {@code chronicle.analytics.disable} is set to
 * {@code true}, unless it has a value.
 *
 * <p>A store that was opened to be read only must have been closed cleanly; its files must allow
 * writing all the same, for Chronicle Map's locks are in them.
 *
 * @param <K> the keys
 * @param <V> the values
 */
public final class ChronicleStore<K, V> extends EngineStore<K, V> {
  private final Path path;

  private ChronicleStore(
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
  public static <K, V> ChronicleStore<K, V> open(Path path, KeyCodec<K> keys, Codec<V> values) {
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
   * @throws IllegalStateException if Java is no JDK, was started without the options above, or
   *     Chronicle Map is not on the class path
   * @throws dev.ttkv.StoreLockedException if it is open already, here or in another process
   * @throws dev.ttkv.RecoveryNeededException if it is to be read only, and was not closed or its
   *     index is damaged (SPEC 9.3)
   * @throws dev.ttkv.FormatMismatchException if what is there is no store, or one of another format
   *     or with other codecs
   * @throws dev.ttkv.DamagedStoreException if the store is damaged
   * @throws dev.ttkv.TimeTravelStoreException if it cannot be opened or created for another reason
   */
  public static <K, V> ChronicleStore<K, V> open(
      Path path, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    Objects.requireNonNull(path, "path");
    Objects.requireNonNull(keys, "keys");
    Objects.requireNonNull(values, "values");
    Objects.requireNonNull(options, "options");
    Path folder = path.toAbsolutePath();
    String location = "chronicle:" + folder;
    LogEngine engine =
        LogEngine.open(
            location,
            folder,
            StoreHeader.of(keys, values),
            options,
            Limits.DEFAULT,
            new ChronicleIndexFactory());
    return new ChronicleStore<>(folder, location, engine, keys, values, options);
  }

  /** Returns the path of the folder, absolute. */
  public Path path() {
    return path;
  }
}
