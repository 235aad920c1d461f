// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.EngineReader;
import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoreHeader;
import dev.ttkv.spi.Survivors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Writes all that was published to another place, as a store that was closed: beside it first,
 * under a name that nobody else has, and whole when it has its own.
 */
final class LogBackup {
  private final LogSetup here;
  private final Path target;
  private final Path beside;

  private LogBackup(LogSetup here, Path target) {
    this.here = here;
    this.target = target;
    long random = ThreadLocalRandom.current().nextLong();
    this.beside = target.resolveSibling("ttkv-" + HexFormat.of().toHexDigits(random) + ".new");
  }

  /**
   * Backs up.
   *
   * @param here the store
   * @param reader reads it, while nothing of it is forgotten
   * @param retained what of it is retained
   * @throws TimeTravelStoreException if something is there, it is within the store, or that fails;
   *     nothing of it is left
   */
  static void write(
      LogSetup here, StoreHeader codecs, Path target, EngineReader reader, Retained retained) {
    String location = here.folder().location();
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new TimeTravelStoreException(
          "%s: a backup is not written over what is there, %s; choose another path"
              .formatted(location, target));
    }
    if (isWithin(here.folder().folder(), target)) {
      throw new TimeTravelStoreException(
          "%s: a backup does not go into the store's own folder, as %s would; choose another path"
              .formatted(location, target));
    }
    try {
      new LogBackup(here, target).write(codecs, reader, retained);
    } catch (IOException | CommitOutcomeUnknownException e) {
      throw new TimeTravelStoreException(
          "%s: it could not be backed up to %s; check that its folder is there, and the space on the disk: %s"
              .formatted(location, target, e),
          e);
    }
  }

  /** Returns what to call a backup in messages. */
  static String name(String location, Path target) {
    return "%s: its backup %s".formatted(location, target);
  }

  /** Tells whether a path is in a folder, by its names or where links lead. */
  private static boolean isWithin(Path folder, Path path) {
    Path names = path.toAbsolutePath().normalize();
    if (names.startsWith(folder.toAbsolutePath().normalize())) {
      return true;
    }
    try {
      return path.toAbsolutePath().resolveSibling("").toRealPath().startsWith(folder.toRealPath());
    } catch (IOException e) {
      return false; // its folder is not there, so it cannot be made
    }
  }

  private void write(StoreHeader codecs, EngineReader reader, Retained retained)
      throws IOException {
    Disk disk = here.folder().disk();
    boolean done = false;
    boolean named = false;
    try {
      disk.makeFolder(beside);
      LogSetup copy = here.in(beside, name(here.folder().location(), target));
      LogRewrite.write(
          copy.generation(1),
          codecs,
          here.segmentBytes(),
          new Survivors(here.folder().location(), reader, new Engine.Forget(List.of(), retained)));
      LogStore.open(copy, 1).closeFiles(true);
      copy.folder().makeCurrent(1);
      disk.rename(beside, target);
      named = true;
      disk.syncFolder(target.toAbsolutePath().resolveSibling(""));
      done = true;
    } finally {
      if (!done) {
        here.folder().deleteUnneeded(named ? target : beside);
      }
    }
  }
}
