// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.tck;

import dev.ttkv.Codec;
import dev.ttkv.Erasure;
import dev.ttkv.KeyCodec;
import dev.ttkv.Maintenance;
import dev.ttkv.StoreLockedException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.OrderedBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;

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
      return GoodStore.open(directory, keys, values, options, true, Restarting::new);
    }

    private static final class Restarting extends ForwardingEngine {
      private boolean written;

      Restarting(Engine good) {
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

  /** Acknowledges trims that it never does. */
  static final class PutsOffTrims extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return decorated(
          directory,
          keys,
          values,
          options,
          engine ->
              new ForwardingEngine(engine) {
                @Override
                public boolean forget(Forgetting decision) {
                  return good.forget(
                      (head, reader) ->
                          decision.decide(head, reader).filter(what -> !what.keys().isEmpty()));
                }
              });
    }
  }

  /** Erases one key after the other. */
  static final class ErasesKeyByKey extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      @SuppressWarnings("unchecked") // it gives back what it was given
      TimeTravelStore<Object, Object> good =
          (TimeTravelStore<Object, Object>) GoodStore.open(directory, keys, values, options);
      @SuppressWarnings("unchecked") // it gives back what it was given
      TimeTravelStore<K, V> broken = (TimeTravelStore<K, V>) new Piecemeal(good);
      return broken;
    }

    private static final class Piecemeal extends ForwardingStore {
      Piecemeal(TimeTravelStore<Object, Object> good) {
        super(good);
      }

      @Override
      public Maintenance<Object> maintenance() {
        return new ForwardingMaintenance(good.maintenance()) {
          @Override
          public Erasure erase(Collection<Object> keys) {
            Erasure last = null;
            for (Object key : keys) {
              if (last != null) {
                linger();
              }
              last = good.erase(List.of(key));
            }
            return Objects.requireNonNull(last, "last");
          }
        };
      }
    }
  }

  /** Keeps a copy of its file until an erase is done. */
  static final class LeavesWhatItErased extends TimeTravelStoreTck {
    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      Path copy = directory.resolve("store-before-it-was-erased");
      return decorated(
          directory,
          keys,
          values,
          options,
          engine ->
              new ForwardingEngine(engine) {
                @Override
                public boolean forget(Forgetting decision) {
                  delete(copy);
                  good.backup(copy);
                  boolean complete = good.forget(decision);
                  linger();
                  delete(copy);
                  return complete;
                }
              });
    }
  }

  /** Copies a backup in two parts to where it is to be. */
  static final class CopiesInPlace extends TimeTravelStoreTck {
    private static final int PART = 100;

    @Override
    protected <K, V> TimeTravelStore<K, V> open(
        Path directory, KeyCodec<K> keys, Codec<V> values, StoreOptions options) {
      return decorated(
          directory,
          keys,
          values,
          options,
          engine ->
              new ForwardingEngine(engine) {
                @Override
                public void backup(Path target) {
                  Path whole = target.resolveSibling("a-whole-copy-of-it");
                  good.backup(whole);
                  try (InputStream in = Files.newInputStream(whole);
                      OutputStream out = Files.newOutputStream(target)) {
                    out.write(in.readNBytes(PART));
                    linger();
                    in.transferTo(out);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                  delete(whole);
                }
              });
    }
  }

  /** Stays where a kill shows the fault, so that one of a few does. */
  private static void linger() {
    LockSupport.parkNanos(200_000_000);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <K, V> TimeTravelStore<K, V> decorated(
      Path directory,
      KeyCodec<K> keys,
      Codec<V> values,
      StoreOptions options,
      UnaryOperator<Engine> decorator) {
    return GoodStore.open(directory, keys, values, options, true, decorator);
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
