// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreFile;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the index of a log beside it: takes the one that was closed with the log, as long as not a
 * bit of it has changed since, and makes a new one out of the log otherwise.
 */
final class IndexFolder {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");
  private static final String NAME = "index-";
  private static final long PROGRESS_NANOS = 2_000_000_000L;
  private static final int MOST_TRIES = 16;

  private final String location;
  private final Path folder;
  private final IndexFactory factory;
  private String name = "";

  /**
   * Makes it.
   *
   * @param folder the folder of the log's generation
   */
  IndexFolder(String location, Path folder, IndexFactory factory) {
    this.location = location;
    this.folder = folder;
    this.factory = factory;
  }

  /** Returns the name of the folder of the index that was opened or made last. */
  String name() {
    return name;
  }

  /** Tells whether the index is what it was when it was closed. */
  boolean isIntact(LogMark.Closed mark) throws IOException {
    Path index = folder.resolve(mark.index());
    return mark.index().startsWith(NAME)
        && Files.isDirectory(index)
        && FileSum.of(index).equals(mark.files());
  }

  /** Tells whether its files have no other names (hard links), under which they are another's. */
  boolean isOurs(LogMark.Closed mark) {
    return mark.files().stream()
        .allMatch(
            file ->
                StoreFile.names(location, folder.resolve(mark.index()).resolve(file.name())) == 1);
  }

  VersionIndex open(LogMark.Closed mark, boolean readOnly) {
    name = mark.index();
    return factory.open(folder.resolve(name), readOnly);
  }

  /**
   * Makes a new index out of the log.
   *
   * @param log the log
   * @param through how far the index is to reach
   */
  VersionIndex make(LogReader log, LogReader.Extent through) throws IOException {
    long room = through.versions();
    for (int i = 0; i < MOST_TRIES; i++) {
      name = unusedName();
      Path index = Files.createDirectory(folder.resolve(name));
      try {
        return filled(factory.create(index, room), log, through);
      } catch (IndexFullException e) {
        delete(index);
        room = Math.max(2 * room, 1 << 10);
      } catch (RuntimeException | Error e) {
        delete(index);
        throw e;
      }
    }
    throw new TimeTravelStoreException(
        "%s: its index cannot be made large enough for %d versions"
            .formatted(location, through.versions()));
  }

  private VersionIndex filled(VersionIndex made, LogReader log, LogReader.Extent through) {
    boolean filled = false;
    try {
      fill(made, log, through);
      filled = true;
      return made;
    } finally {
      if (!filled) {
        abandon(made);
      }
    }
  }

  /** Closes an index that will be deleted; on a full disk it cannot be closed in order. */
  static void abandon(VersionIndex index) {
    try {
      index.close();
    } catch (RuntimeException | InternalError e) {
      LOG.log(Level.DEBUG, "an index that is not needed could not be closed in order", e);
    }
  }

  private void fill(VersionIndex index, LogReader log, LogReader.Extent through) {
    long[] progress = {0, System.nanoTime()};
    log.versions(
        through.end(),
        (key, time, position) -> {
          index.add(key, time, position);
          progress[0]++;
          if ((progress[0] & 0xFFF) == 0 && System.nanoTime() - progress[1] > PROGRESS_NANOS) {
            progress[1] = System.nanoTime();
            LOG.log(
                Level.INFO,
                "{0}: making its index anew: {1} of {2} versions",
                location,
                progress[0],
                through.versions());
          }
        });
  }

  /** Deletes all indexes but the one that is in use; what is left is deleted another time. */
  void dropOthers() {
    drop(name);
  }

  /** Deletes all indexes, of which none is in use, so that there is room for a new one. */
  void dropAll() {
    drop("");
  }

  private void drop(String kept) {
    try {
      for (Path other : all()) {
        if (!other.getFileName().toString().equals(kept)) {
          delete(other);
        }
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, location + ": its old indexes cannot be listed", e);
    }
  }

  private void delete(Path index) {
    try {
      new FileDisk().delete(index);
    } catch (IOException e) {
      LOG.log(Level.WARNING, location + ": an old index cannot be deleted", e);
    }
  }

  List<FileSum> sums() throws IOException {
    return FileSum.of(folder.resolve(name));
  }

  private String unusedName() throws IOException {
    List<String> used = all().stream().map(path -> path.getFileName().toString()).toList();
    int number = 1;
    while (used.contains(NAME + number)) {
      number++;
    }
    return NAME + number;
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.filter(path -> path.getFileName().toString().startsWith(NAME)).toList();
    }
  }
}
