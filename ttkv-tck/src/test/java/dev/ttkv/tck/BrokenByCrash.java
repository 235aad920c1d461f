// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreLockedException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.OrderedBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Backends that only the death of a process shows to be broken, or a second process. */
final class BrokenByCrash {
  private BrokenByCrash() {}

  /** Says that a commit is written, and writes it with those that come after it. */
  static final class AcknowledgesBeforeItWrites extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return journaled(directory, keys, values, options, Late::new);
    }

    private static final class Late extends Journal {
      private final List<OrderedBytes.Entry> waiting = new ArrayList<>();
      private int writes;

      Late(Path path) throws IOException {
        super(path);
      }

      @Override
      void write(List<OrderedBytes.Entry> entries) throws IOException {
        waiting.addAll(entries);
        if (++writes % 10 == 1) {
          super.write(waiting);
          waiting.clear();
        }
      }
    }
  }

  /** Writes the parts of a batch one by one. */
  static final class TearsBatches extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return journaled(directory, keys, values, options, Torn::new);
    }

    private static final class Torn extends Journal {
      Torn(Path path) throws IOException {
        super(path);
      }

      @Override
      void write(List<OrderedBytes.Entry> entries) throws IOException {
        for (OrderedBytes.Entry entry : entries) {
          super.write(List.of(entry));
        }
      }
    }
  }

  /** Goes by the clock alone once it was opened again. */
  static final class RestartsItsClock extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return GoodStore.open(directory, keys, values, options, true, Forgetting::new);
    }

    private static final class Forgetting extends ForwardingEngine {
      private boolean written;

      Forgetting(Engine good) {
        super(good);
      }

      @Override
      public synchronized void write(Decision decision) {
        good.write((real, reader) -> decision.decide(written ? real : Head.EMPTY, reader));
        written = true;
      }
    }
  }

  /** Is locked by a file that stays when its process dies. */
  static final class StaysLocked extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      Path taken = directory.resolve("taken");
      try {
        Files.createFile(taken);
      } catch (FileAlreadyExistsException e) {
        throw new StoreLockedException(taken + " is there; close the store first");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return GoodStore.open(
          directory,
          keys,
          values,
          options,
          true,
          engine ->
              new ForwardingEngine(engine) {
                @Override
                public void close() {
                  good.close();
                  try {
                    Files.deleteIfExists(taken);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              });
    }
  }

  /** Lets each process have its own idea of the store. */
  static final class LetsAnotherProcessIn extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return GoodStore.open(
          directory, keys, values, options, false, Optional.of(Journal::new), engine -> engine);
    }
  }

  private static <K, V> TimeTravelStore<K, V> journaled(
      Path directory,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      FileBytes.Journals journals) {
    return GoodStore.open(
        directory, keys, values, options, true, Optional.of(journals), engine -> engine);
  }
}
