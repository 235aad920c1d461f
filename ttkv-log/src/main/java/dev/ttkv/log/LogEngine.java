// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Durability;
import dev.ttkv.Finding;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Limits;
import dev.ttkv.spi.Page;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreFile;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.StoredEntry;
import dev.ttkv.spi.StoredVersion;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An engine over a commit log, which is the truth, and an index, which finds the versions of a key
 * in it: a backend over a storage engine that is fast but loses things is little more than that
 * engine's {@link VersionIndex}.
 *
 * <p>The store is a folder that one process has open. It gives every {@link Durability} up to
 * {@code POWER}; {@code NONE} is what {@code PROCESS} is. After a crash the log is brought in order
 * by itself and the index is made anew.
 */
public final class LogEngine implements Engine {
  private final String location;
  private final Limits limits;
  private volatile LogStore log;
  private final ReentrantReadWriteLock guard = new ReentrantReadWriteLock();

  /** Held while the log is written anew or to another place. */
  private final ReentrantLock rewriting = new ReentrantLock();

  /** Held while something is appended and put into the index. */
  private final ReentrantLock writing = new ReentrantLock();

  /** Says that the store is closed, also out of a call that reads it on behalf of another. */
  private static final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClosedException(String message) {
      super(message);
    }
  }

  private volatile boolean closed;
  private boolean released;
  private volatile boolean unsure;

  private LogEngine(String location, Limits limits, LogStore log) {
    this.location = location;
    this.limits = limits;
    this.log = log;
  }

  /**
   * Opens the store in a folder, or creates it.
   *
   * @param location the store, for messages
   * @param folder the folder of the store
   * @param header the header of the store, if it is created
   * @param options the options that all backends share
   * @param limits what the store takes at most
   * @param indexes makes and opens its index
   * @throws IllegalArgumentException if the folder is not in the default file system
   * @throws dev.ttkv.StoreLockedException if it is open elsewhere
   * @throws dev.ttkv.RecoveryNeededException if it is to be read only, and was not closed or its
   *     index is damaged
   * @throws dev.ttkv.FormatMismatchException if what is there is no store, or one of another format
   * @throws dev.ttkv.DamagedStoreException if it is damaged
   * @throws TimeTravelStoreException if it may not or cannot be opened or created
   */
  public static LogEngine open(
      String location,
      Path folder,
      StoreHeader header,
      StoreOptions options,
      Limits limits,
      IndexFactory indexes) {
    return open(
        location,
        header,
        options,
        limits,
        indexes,
        new LogFolder(location, folder, new FileDisk()),
        LogStore.SEGMENT_BYTES);
  }

  static LogEngine open(
      String location,
      StoreHeader header,
      StoreOptions options,
      Limits limits,
      IndexFactory indexes,
      LogFolder folder,
      int segmentBytes) {
    StoreFile.requireDefaultFileSystem(location, folder.folder());
    LogStore log =
        translated(location, () -> LogStore.open(folder, header, options, indexes, segmentBytes));
    return new LogEngine(location, limits, log);
  }

  @Override
  public StoreHeader header() {
    return log.codecs();
  }

  @Override
  public Limits limits() {
    return limits;
  }

  @Override
  public Durability durability() {
    return log.durability();
  }

  @Override
  public Head head() {
    ensureUsable();
    return log.reader().extent().head();
  }

  @Override
  public Retained retained() {
    return head().retained();
  }

  @Override
  public Optional<StoredVersion> find(byte[] key, long asOf) {
    return reading(() -> log.queries().find(key, asOf));
  }

  @Override
  public Page<StoredVersion, Long> versions(
      byte[] key, long after, long through, Order order, PageLimit limit) {
    return reading(() -> log.queries().versions(key, after, through, order, limit));
  }

  @Override
  public Page<StoredEntry, byte[]> entries(
      ByteRange range, long asOf, Order order, PageLimit limit) {
    return range.isEmpty()
        ? Page.last(List.of())
        : reading(() -> log.queries().entries(range, asOf, order, limit));
  }

  @Override
  public long[] times(long after, long through, Order order, int limit) {
    return reading(() -> log.queries().times(after, through, order, limit));
  }

  @Override
  public long[] times(byte[] key, long after, long through, Order order, int limit) {
    return reading(() -> log.queries().times(key, after, through, order, limit));
  }

  @Override
  public Page<StoredCommit, Long> commits(long after, long through, Order order, PageLimit limit) {
    return reading(() -> log.queries().commits(after, through, order, limit));
  }

  @Override
  public void write(Decision decision) {
    writing.lock();
    try {
      boolean indexed = reading(() -> append(decision));
      if (!indexed) {
        enlargeIndex();
      }
    } finally {
      writing.unlock();
    }
  }

  /** Appends what is decided; tells whether the index had room for it. */
  private boolean append(Decision decision) {
    Head before = log.reader().extent().head();
    Append append = decision.decide(before, this);
    List<StoredCommit> commits = append.commits();
    boolean retained = append.retained().isPresent();
    if (commits.isEmpty() && append.watermark() == before.watermark() && !retained) {
      return true;
    }
    long lastCommit = last(commits).map(StoredCommit::time).orElse(before.lastCommit());
    Head after =
        new Head(append.watermark(), lastCommit, append.retained().orElse(before.retained()));
    try {
      long[] positions = log.append(commits, retained, after);
      boolean indexed = log.index(commits, positions);
      if (indexed) {
        log.publish();
      }
      return indexed;
    } catch (CommitOutcomeUnknownException e) {
      unsure = true;
      throw e;
    } catch (TimeTravelStoreException e) {
      throw e;
    } catch (RuntimeException | Error e) {
      throw unknown(after.watermark(), e);
    }
  }

  /** What was written may be in the log, but cannot be found before the store is opened again. */
  private CommitOutcomeUnknownException unknown(long watermark, Throwable e) {
    unsure = true;
    Instant time = Timestamps.toInstant(watermark);
    return new CommitOutcomeUnknownException(
        "%s: it is unknown whether what was to be written through %s was; close the store, open it again, and read as of that time: %s"
            .formatted(location, time, e),
        time,
        e);
  }

  /** Makes a larger index, beside the one that readers go on using until it is there. */
  private void enlargeIndex() {
    try {
      VersionIndex larger = log.makeIndex();
      guard.writeLock().lock();
      try {
        log.goOnWith(larger);
      } finally {
        guard.writeLock().unlock();
      }
    } catch (RuntimeException | Error e) {
      throw unknown(log.appended().head().watermark(), e);
    }
  }

  /**
   * Forgets by writing what is left as another generation of the log, with an index of its own, and
   * deleting this one.
   */
  @Override
  public boolean forget(Forgetting decision) {
    rewriting.lock();
    try {
      reading(
              () ->
                  decision
                      .decide(log.reader().extent().head(), this)
                      .map(what -> log.rewritten(this, what)))
          .ifPresent(this::goOnWith);
      return true;
    } finally {
      rewriting.unlock();
    }
  }

  private void goOnWith(LogStore left) {
    guard.writeLock().lock();
    try {
      LogStore old = log;
      boolean counts = false;
      try {
        ensureUsable();
        left.makeCurrent();
        counts = true;
      } catch (IOException e) {
        unsure = true;
        throw new TimeTravelStoreException(
            "%s: it is unknown whether it was forgotten; close the store, open it again, and look at its horizon: %s"
                .formatted(location, e),
            e);
      } finally {
        if (counts) {
          old.abandon();
          log = left;
        } else if (unsure) {
          left.abandon();
        } else {
          left.discard();
        }
      }
      left.dropOthers();
    } finally {
      guard.writeLock().unlock();
    }
  }

  @Override
  public void backup(Path target) {
    StoreFile.requireDefaultFileSystem(location, target);
    rewriting.lock();
    try {
      translated(LogBackup.name(location, target), () -> log.backup(target, this));
    } finally {
      rewriting.unlock();
    }
  }

  @Override
  public void verify(Consumer<Finding> findings) {
    LogStore checked = log;
    LogCheck check = reading(() -> checked.reader().check(checked.reader().extent(), findings));
    for (int i = 0; i < check.segments(); i++) {
      int segment = i;
      whileCurrent(checked, () -> check.check(segment));
    }
    whileCurrent(checked, () -> check.finish(checked.indexed()));
  }

  /** Does something with a log unless another has taken its place, for then its files are gone. */
  private void whileCurrent(LogStore checked, Runnable call) {
    reading(
        () -> {
          if (log == checked) {
            call.run();
          }
          return checked;
        });
  }

  @Override
  public void close() {
    // what is being written anew ends when it reads on, and is gone before the lock is given back
    closed = true;
    rewriting.lock();
    writing.lock();
    guard.writeLock().lock();
    try {
      if (!released) {
        released = true;
        log.close(!unsure);
      }
    } finally {
      guard.writeLock().unlock();
      writing.unlock();
      rewriting.unlock();
    }
  }

  private <T> T reading(Supplier<T> read) {
    guard.readLock().lock();
    try {
      ensureUsable();
      return translated(location, read);
    } finally {
      guard.readLock().unlock();
    }
  }

  private static void translated(String location, Runnable call) {
    translated(
        location,
        () -> {
          call.run();
          return location;
        });
  }

  /** Lets no exception of the index, nor of the file system, out. */
  private static <T> T translated(String location, Supplier<T> call) {
    try {
      return call.get();
    } catch (TimeTravelStoreException | ClosedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new TimeTravelStoreException(location + ": its index failed: " + e, e);
    } catch (InternalError e) {
      // what a mapped file throws whose bytes are gone
      throw new TimeTravelStoreException(
          location + ": a file of it cannot be read; check the disk, and open it again: " + e, e);
    }
  }

  private void ensureUsable() {
    if (closed) {
      throw new ClosedException(location + " is closed");
    }
    if (unsure) {
      throw new TimeTravelStoreException(
          location + ": a write of unknown outcome came before; close the store and open it again");
    }
  }

  private static <T> Optional<T> last(List<T> list) {
    return list.isEmpty() ? Optional.empty() : Optional.of(list.get(list.size() - 1));
  }
}
