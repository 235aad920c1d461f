// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineStore;
import dev.ttkv.spi.OrderedEngine;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A store in one file that follows the rules, unless its engine is made to break them. */
final class GoodStore<K, V> extends EngineStore<K, V> {
  private GoodStore(
      String location, Engine engine, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    super(location, engine, keys, values, options);
  }

  static Path file(Path directory) {
    return directory.resolve("store");
  }

  static <K, V> TimeTravelStore<K, V> open(
      Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
    return open(directory, keys, values, options, true, engine -> engine);
  }

  static <K, V> TimeTravelStore<K, V> open(
      Path directory,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      boolean locked,
      UnaryOperator<Engine> decorator) {
    boolean durable = locked && !options.durability().equals(Optional.of(Durability.NONE));
    return open(
        directory,
        keys,
        values,
        options,
        locked,
        durable ? Optional.of(Journal::new) : Optional.empty(),
        decorator);
  }

  static <K, V> TimeTravelStore<K, V> open(
      Path directory,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      boolean locked,
      Optional<FileBytes.Journals> journals,
      UnaryOperator<Engine> decorator) {
    Path file = file(directory);
    String location = file.toString();
    StoreHeader header = StoreHeader.of(keys, values);
    Engine engine =
        locked
            ? OrderedEngine.open(
                location, file, options.mode(), path -> FileBytes.open(path, journals), header)
            : openWithoutALock(file, options.mode(), journals, header);
    return new GoodStore<>(location, decorator.apply(engine), keys, values, options);
  }

  private static Engine openWithoutALock(
      Path file, OpenMode mode, Optional<FileBytes.Journals> journals, StoreHeader header) {
    boolean there = FileBytes.exists(file);
    if (there && mode == OpenMode.CREATE_NEW) {
      throw new TimeTravelStoreException(file + " is there already");
    }
    if (!there && mode != OpenMode.CREATE && mode != OpenMode.CREATE_NEW) {
      throw new TimeTravelStoreException(file + " is not there");
    }
    return OrderedEngine.open(file.toString(), FileBytes.open(file, journals), header);
  }

  /** Opens a store that follows the rules for those that lack durability. */
  static <K, V> TimeTravelStore<K, V> openForgetful(
      Path directory,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      Durability durability) {
    Path other = directory.resolve(UUID.randomUUID().toString());
    try {
      Files.createDirectory(other);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return open(
        other,
        keys,
        values,
        options,
        true,
        Optional.empty(),
        engine ->
            new ForwardingEngine(engine) {
              @Override
              public Durability durability() {
                return durability;
              }

              @Override
              public synchronized void close() {
                good.close();
                delete(other);
              }
            });
  }

  private static void delete(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
