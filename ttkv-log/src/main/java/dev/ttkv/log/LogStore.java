// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.RecoveryNeededException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineReader;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoreLock;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Survivors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The files of a store that is open: the lock, the log and the folder of its index, and the mark
 * that says how they were left.
 */
final class LogStore {
  /** The length from which a segment is followed by another. */
  static final int SEGMENT_BYTES = 64 << 20;

  private static final System.Logger LOG = System.getLogger("dev.ttkv");

  private final LogSetup setup;
  private final LogOpening opening;
  private final LogOpening.Opened log;
  private final Optional<LogWriter> writer;
  private final IndexFolder indexes;
  private VersionIndex index;
  private LogReader.Extent appended;

  /** Whether something was appended that is not in the index. */
  private boolean indexBehind;

  private LogStore(
      LogSetup setup,
      LogOpening opening,
      LogOpening.Opened log,
      Optional<LogWriter> writer,
      IndexFolder indexes,
      VersionIndex index) {
    this.setup = setup;
    this.opening = opening;
    this.log = log;
    this.writer = writer;
    this.indexes = indexes;
    this.index = index;
    this.appended = log.reader().extent();
  }

  static LogStore open(
      LogFolder folder,
      StoreHeader codecs,
      StoreOptions options,
      IndexFactory factory,
      int segmentBytes) {
    String location = folder.location();
    folder.isThere(options.mode());
    StoreLock lock = StoreLock.acquire(location, folder.folder());
    boolean opened = false;
    try {
      boolean created = !folder.isThere(options.mode());
      if (created) {
        folder.make();
      }
      if (options.mode() != OpenMode.READ_ONLY || Files.exists(folder.lockFile())) {
        lock.alsoWithin(folder.lockFile());
      }
      if (created) {
        folder.create(codecs);
      }
      LogStore store =
          open(new LogSetup(folder, lock, options, factory, segmentBytes), folder.current());
      store.goOn(created);
      opened = true;
      return store;
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: it could not be opened; check the disk and that its files may be read and written: %s"
              .formatted(location, e),
          e);
    } finally {
      if (!opened) {
        lock.close();
      }
    }
  }

  /** Opens a generation; it need not be the one that counts. */
  static LogStore open(LogSetup setup, long generation) throws IOException {
    LogFolder folder = setup.folder();
    boolean readOnly = setup.readOnly();
    Path files = folder.generation(generation);
    LogOpening opening = setup.generation(generation);
    LogOpening.Opened log = opening.open(readOnly);
    IndexFolder indexes = new IndexFolder(folder.location(), files, setup.factory());
    boolean trusted =
        log.mark().isPresent()
            && indexes.isIntact(log.mark().get())
            && (readOnly || indexes.isOurs(log.mark().get()));
    if (readOnly && !trusted) {
      throw new RecoveryNeededException(
          folder.location()
              + ": its index is damaged, and cannot be made anew while it may only be read; open it"
              + " once to write, and close it");
    }
    Optional<LogWriter> writer =
        readOnly
            ? Optional.empty()
            : Optional.of(opening.writer(log, setup.durability(), setup.segmentBytes()));
    boolean opened = false;
    try {
      VersionIndex index = index(log, indexes, trusted, readOnly);
      if (!readOnly) {
        indexes.dropOthers();
      }
      opened = true;
      return new LogStore(setup, opening, log, writer, indexes, index);
    } finally {
      if (!opened && writer.isPresent()) {
        writer.get().close();
      }
    }
  }

  /** Makes sure that this generation counts, and that there is no other. */
  private void goOn(boolean created) throws IOException {
    boolean done = false;
    try {
      if (!setup.readOnly()) {
        setup.folder().goOnWith(opening.generation(), created || log.mark().isPresent());
      }
      done = true;
    } finally {
      if (!done) {
        abandon();
      }
    }
  }

  private static VersionIndex index(
      LogOpening.Opened log, IndexFolder indexes, boolean trusted, boolean readOnly)
      throws IOException {
    if (trusted) {
      try {
        return indexes.open(log.mark().orElseThrow(), readOnly);
      } catch (RuntimeException e) {
        if (readOnly) {
          throw e;
        }
        LOG.log(Level.WARNING, "an index could not be opened; it is made anew", e);
      }
    }
    indexes.dropAll();
    return indexes.make(log.reader(), log.reader().extent());
  }

  StoreHeader codecs() {
    return log.codecs();
  }

  Durability durability() {
    return setup.durability();
  }

  LogReader reader() {
    return log.reader();
  }

  LogQueries queries() {
    return new LogQueries(setup.folder().location(), log.reader(), index);
  }

  /** Returns the number of versions in the index. */
  long indexed() {
    return index.size();
  }

  /** Appends commits and returns the positions of their versions. */
  long[] append(List<StoredCommit> commits, boolean retained, Head after) {
    LogWriter open = writer.orElseThrow();
    long[] positions = open.append(commits, retained, after);
    indexBehind = true;
    appended = new LogReader.Extent(after, open.end(), appended.versions() + positions.length);
    return positions;
  }

  /** Puts what was appended into the index; tells whether that had room for it. */
  boolean index(List<StoredCommit> commits, long[] positions) {
    int version = 0;
    try {
      for (StoredCommit commit : commits) {
        for (StoredChange change : commit.changes()) {
          index.add(change.key(), commit.time(), positions[version++]);
        }
      }
      indexBehind = false;
      return true;
    } catch (IndexFullException e) {
      return false;
    }
  }

  /** Returns how far the log is, published or not. */
  LogReader.Extent appended() {
    return appended;
  }

  /** Lets readers see what was appended. */
  void publish() {
    log.reader().publish(appended);
  }

  /** Makes a new index of all that was appended. */
  VersionIndex makeIndex() {
    try {
      return indexes.make(log.reader(), appended);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes on with an index of all that was appended, and publishes that. */
  void goOnWith(VersionIndex larger) {
    VersionIndex old = index;
    index = larger;
    indexBehind = false;
    publish();
    old.close();
    indexes.dropOthers();
  }

  /**
   * Writes what is left as the next generation, beside this one, and opens it. It does not count
   * yet.
   *
   * @throws TimeTravelStoreException if that fails; nothing of it is left
   */
  LogStore rewritten(EngineReader reader, Engine.Forget what) {
    LogFolder folder = setup.folder();
    long next = opening.generation() + 1;
    try {
      boolean written = false;
      folder.disk().delete(folder.generation(next));
      try {
        LogRewrite.write(
            setup.generation(next),
            codecs(),
            setup.segmentBytes(),
            new Survivors(folder.location(), reader, what));
        LogStore opened = open(setup, next);
        written = true;
        return opened;
      } finally {
        if (!written) {
          folder.deleteUnneeded(folder.generation(next));
        }
      }
    } catch (IOException | CommitOutcomeUnknownException e) {
      throw new TimeTravelStoreException(
          "%s: what is left could not be written, and nothing was forgotten; check the space on the disk: %s"
              .formatted(folder.location(), e),
          e);
    }
  }

  /** Lets this generation count from now on. */
  void makeCurrent() throws IOException {
    setup.folder().makeCurrent(opening.generation());
  }

  /** Writes all that was published to another place, as a store. */
  void backup(Path target, EngineReader reader) {
    LogBackup.write(setup, codecs(), target, reader, reader.head().retained());
  }

  /** Deletes the other generations, none of which is in use. */
  void dropOthers() {
    try {
      setup.folder().dropOthers(opening.generation());
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: what was forgotten could not be deleted; it will be when the store is opened: %s"
              .formatted(setup.folder().location(), e),
          e);
    }
  }

  /** Closes the files of a generation that will be deleted, and keeps the lock. */
  void abandon() {
    IndexFolder.abandon(index);
    try {
      if (writer.isPresent()) {
        writer.get().close();
      }
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a generation that is not needed could not be closed in order", e);
    }
  }

  /** Deletes this generation, which never counted. */
  void discard() {
    abandon();
    setup.folder().deleteUnneeded(opening.folder());
  }

  /**
   * Closes everything, the lock last.
   *
   * @param known whether it is known what was written
   */
  void close(boolean known) {
    StoreLock lock = setup.lock();
    try (lock) {
      closeFiles(known);
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: it could not be closed in order; it will be brought in order when it is opened: %s"
              .formatted(setup.folder().location(), e),
          e);
    }
  }

  /** Closes everything but the lock. */
  void closeFiles(boolean known) throws IOException {
    boolean trusted = known && !indexBehind;
    try {
      index.close();
    } catch (RuntimeException | InternalError e) {
      trusted = false;
      LOG.log(
          Level.WARNING,
          setup.folder().location() + ": its index could not be closed; it will be made anew",
          e);
    }
    if (writer.isPresent()) {
      writer.get().close();
      if (trusted) {
        mark(writer.get());
      }
    }
  }

  private void mark(LogWriter closed) throws IOException {
    LogMark.Closed mark =
        new LogMark.Closed(
            appended.head(),
            closed.lastFrame(),
            appended.versions(),
            log.times().times(),
            log.times().positions(),
            indexes.name(),
            indexes.sums());
    new LogMark(opening.generation(), closed.end(), Optional.of(mark))
        .write(setup.folder().disk(), opening.folder());
  }
}
