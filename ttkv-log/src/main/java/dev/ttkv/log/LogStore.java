// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineReader;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.StoreLock;
import dev.ttkv.spi.StoredCommit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
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

  /**
   * What stays the same from generation to generation.
   *
   * @param folder the folder of the store
   * @param lock the lock on it
   * @param options the options that it was opened with
   * @param factory makes its indexes
   * @param segmentBytes the length from which a segment is followed by another
   */
  private record Setup(
      LogFolder folder,
      StoreLock lock,
      StoreOptions options,
      IndexFactory factory,
      int segmentBytes) {
    boolean readOnly() {
      return options.mode() == OpenMode.READ_ONLY;
    }

    Durability durability() {
      return options.durability().orElse(Durability.POWER);
    }

    /** Returns the same for another place, which nobody else knows of yet. */
    Setup in(LogFolder other) {
      return new Setup(other, lock, options.withMode(OpenMode.CREATE), factory, segmentBytes);
    }
  }

  private final Setup setup;
  private final LogOpening opening;
  private final LogOpening.Opened log;
  private final Optional<LogWriter> writer;
  private final IndexFolder indexes;
  private final VersionIndex index;
  private LogReader.Extent appended;

  private LogStore(
      Setup setup,
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
        folder.create(codecs);
      }
      LogStore store =
          open(new Setup(folder, lock, options, factory, segmentBytes), folder.current());
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

  private static LogStore open(Setup setup, long generation) throws IOException {
    LogFolder folder = setup.folder();
    boolean readOnly = setup.readOnly();
    Path files = folder.generation(generation);
    LogOpening opening = at(folder, generation);
    LogOpening.Opened log = opening.open(readOnly);
    IndexFolder indexes = new IndexFolder(folder.location(), files, setup.factory());
    boolean trusted = log.mark().isPresent() && indexes.isIntact(log.mark().get());
    if (readOnly && !trusted) {
      throw new TimeTravelStoreException(
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
        abandon(index);
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

  VersionIndex index() {
    return index;
  }

  /** Appends commits and returns the positions of their versions. */
  long[] append(List<StoredCommit> commits, boolean retained, Head after) {
    LogWriter open = writer.orElseThrow();
    long[] positions = open.append(commits, retained, after);
    appended = new LogReader.Extent(after, open.end(), appended.versions() + positions.length);
    return positions;
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

  void dropOtherIndexes() {
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
        LogRewrite.write(at(folder, next), codecs(), setup.segmentBytes(), reader, what);
        LogStore opened = open(setup, next);
        written = true;
        return opened;
      } finally {
        if (!written) {
          delete(folder.generation(next));
        }
      }
    } catch (IOException | CommitOutcomeUnknownException e) {
      throw new TimeTravelStoreException(
          "%s: what is left could not be written, and nothing was forgotten; check the space on the disk: %s"
              .formatted(folder.location(), e),
          e);
    }
  }

  private static LogOpening at(LogFolder folder, long generation) {
    return new LogOpening(
        folder.location(), folder.disk(), folder.generation(generation), generation);
  }

  /** Lets this generation count from now on. */
  void makeCurrent() throws IOException {
    setup.folder().makeCurrent(opening.generation());
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
  void abandon(VersionIndex used) {
    IndexFolder.abandon(used);
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
    abandon(index);
    delete(opening.folder());
  }

  private void delete(Path left) {
    try {
      setup.folder().disk().delete(left);
    } catch (IOException e) {
      LOG.log(Level.WARNING, left + ": it is not needed, and cannot be deleted", e);
    }
  }

  /**
   * Writes all that was published to another place, as a store that was closed.
   *
   * @throws TimeTravelStoreException if something is there, it is within the store, or that fails;
   *     nothing of it is left
   */
  void backup(Path target, EngineReader reader, Retained retained) {
    LogFolder here = setup.folder();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new TimeTravelStoreException(
          "%s: a backup is not written over what is there, %s; choose another path"
              .formatted(here.location(), target));
    }
    Path own = here.folder().toAbsolutePath().normalize();
    if (target.toAbsolutePath().normalize().startsWith(own)) {
      throw new TimeTravelStoreException(
          "%s: a backup does not go into the store's own folder, as %s would; choose another path"
              .formatted(here.location(), target));
    }
    Path beside = target.resolveSibling(target.getFileName() + ".new");
    LogFolder made = new LogFolder(here.location(), beside, here.disk());
    try {
      here.disk().delete(beside);
      boolean written = false;
      boolean named = false;
      try {
        here.disk().makeFolder(beside);
        LogRewrite.write(
            at(made, 1),
            codecs(),
            setup.segmentBytes(),
            reader,
            new Engine.Forget(List.of(), retained));
        LogStore copy = open(setup.in(made), 1);
        copy.closeFiles(copy.index, true);
        made.makeCurrent(1);
        here.disk().rename(beside, target);
        named = true;
        here.disk().syncFolder(target.toAbsolutePath().resolveSibling(""));
        written = true;
      } finally {
        if (!written) {
          delete(named ? target : beside);
        }
      }
    } catch (IOException | CommitOutcomeUnknownException e) {
      throw new TimeTravelStoreException(
          "%s: it could not be backed up to %s; check that its folder is there, and the space on the disk: %s"
              .formatted(here.location(), target, e),
          e);
    }
  }

  /**
   * Closes everything, the lock last.
   *
   * @param used the index
   * @param known whether it is known what was written
   */
  void close(VersionIndex used, boolean known) {
    StoreLock lock = setup.lock();
    try (lock) {
      closeFiles(used, known);
    } catch (IOException e) {
      throw new TimeTravelStoreException(
          "%s: it could not be closed in order; it will be brought in order when it is opened: %s"
              .formatted(setup.folder().location(), e),
          e);
    }
  }

  private void closeFiles(VersionIndex used, boolean known) throws IOException {
    boolean trusted = known;
    try {
      used.close();
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
