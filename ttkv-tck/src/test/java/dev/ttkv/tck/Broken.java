// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.StoreHeader;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A backend that differs from a good one in one behaviour. */
abstract class Broken implements Backend {
  private final String name;

  private Broken(String name) {
    this.name = name;
  }

  /** Returns what is wrong with it. */
  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Lack> lacks() {
    return Set.of();
  }

  @Override
  public Class<? extends TimeTravelStoreTck> inOtherProcesses() {
    throw new UnsupportedOperationException(name + " is of no class of its own");
  }

  @Override
  public void checkAfterKill(TimeTravelStore<String, String> store) {}

  @Override
  public String toString() {
    return name;
  }

  /** A store whose engine is broken. */
  static Broken engine(String name, UnaryOperator<Engine> decorator) {
    return engine(name, (engine, file) -> decorator.apply(engine));
  }

  /** A store whose engine is broken in a way that takes a file. */
  static Broken engine(String name, BiFunction<Engine, Path, Engine> decorator) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(
            directory,
            keys,
            values,
            options,
            true,
            engine -> decorator.apply(engine, GoodStore.file(directory)));
      }
    };
  }

  /** A store that is broken over a good engine. */
  static Broken store(String name, UnaryOperator<TimeTravelStore<Object, Object>> decorator) {
    return store(name, (store, options) -> decorator.apply(store));
  }

  /** A store that is broken over a good engine, and knows its options. */
  @SuppressWarnings("unchecked") // a decorator gives back what it was given, whatever its types
  static Broken store(
      String name,
      BiFunction<TimeTravelStore<Object, Object>, StoreOptions, TimeTravelStore<Object, Object>>
          decorator) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        TimeTravelStore<K, V> good = GoodStore.open(directory, keys, values, options);
        return (TimeTravelStore<K, V>)
            decorator.apply((TimeTravelStore<Object, Object>) good, options);
      }
    };
  }

  /** A store that is opened with other options than those that were given. */
  static Broken options(String name, UnaryOperator<StoreOptions> operator) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(directory, keys, values, operator.apply(options));
      }
    };
  }

  /** A store that encodes keys in another way than the codec that it says it has. */
  static Broken keys(String name, Function<Object, Object> change, UnaryOperator<byte[]> bytes) {
    return new Broken(name) {
      @Override
      @SuppressWarnings("unchecked") // the change keeps the type
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        KeyCodec<K> broken =
            KeyCodec.of(
                keys.name(), key -> bytes.apply(keys.encode((K) change.apply(key))), keys::decode);
        return GoodStore.open(directory, broken, values, options);
      }
    };
  }

  /** A store that takes any codecs for those that it was written with. */
  static Broken header(String name) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(
            directory,
            keys,
            values,
            options,
            true,
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public StoreHeader header() {
                    return StoreHeader.of(keys, values);
                  }
                });
      }
    };
  }

  /** A store that nobody keeps from being opened twice. */
  static Broken unlocked(String name) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(directory, keys, values, options, false, engine -> engine);
      }
    };
  }

  /** A store that follows the rules for those that cannot forget, nor be backed up. */
  static Broken keeping(String name) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(
            directory,
            keys,
            values,
            options,
            true,
            engine ->
                new ForwardingEngine(engine) {
                  @Override
                  public boolean forget(Forgetting decision) {
                    throw new UnsupportedOperationException("it keeps everything");
                  }

                  @Override
                  public void backup(Path target) {
                    throw new UnsupportedOperationException("it keeps to one place");
                  }
                });
      }

      @Override
      public Set<Lack> lacks() {
        return Set.of(Lack.FORGETTING, Lack.BACKUP);
      }
    };
  }

  /** A store that keeps nothing when it is closed, and claims a durability and what it lacks. */
  static Broken forgetful(String name, Durability claimed, Lack... lacks) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.openForgetful(directory, keys, values, options, claimed);
      }

      @Override
      public Set<Lack> lacks() {
        return Set.of(lacks);
      }
    };
  }

  /** A store that survives closing, though it says that it does not. */
  static Broken tooGood(String name) {
    return new Broken(name) {
      @Override
      public <K, V> TimeTravelStore<K, V> open(
          Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
        return GoodStore.open(directory, keys, values, options);
      }

      @Override
      public Set<Lack> lacks() {
        return Set.of(Lack.DURABILITY);
      }
    };
  }
}
