// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The right to be the only one that has a store open (SPEC 7.5): a place in a register of this
 * process, which is asked before any file is touched, and a lock of the operating system on a file
 * beside the store, {@code STORE.lock}, which ends with the process that holds it, however that
 * ends. The file stays. An interrupt neither breaks off the taking of the lock nor loosens it.
 *
 * <p>A store that is a folder can be locked {@linkplain #alsoWithin within it} too, so that it is
 * guarded when it is moved, or found in two places.
 */
public final class StoreLock implements AutoCloseable {
  private final String location;
  private final LockFile beside;
  private Optional<LockFile> within = Optional.empty();

  private StoreLock(String location, LockFile beside) {
    this.location = location;
    this.beside = beside;
  }

  /**
   * Takes the lock of a store, at once or not at all.
   *
   * @param location the store, for messages
   * @param store the file or folder of the store, there or not, in a folder that is there
   * @throws IllegalArgumentException if the store is not in the default file system
   * @throws StoreLockedException if the store is open, here or in another process
   * @throws TimeTravelStoreException if a file with several names (hard links) is the store, which
   *     one lock cannot guard, or if the lock file cannot be used
   */
  public static StoreLock acquire(String location, Path store) {
    StoreFile.requireDefaultFileSystem(location, store);
    try {
      Path absolute = store.toAbsolutePath();
      Path real =
          Files.exists(store)
              ? store.toRealPath()
              : absolute
                  .resolveSibling("")
                  .toRealPath()
                  .resolve(String.valueOf(absolute.getFileName()));
      if (Files.isRegularFile(real) && StoreFile.names(location, real) > 1) {
        throw new TimeTravelStoreException(
            location
                + " has other names (hard links), under which it could be open too; remove them");
      }
      return new StoreLock(
          location, LockFile.lock(location, real.resolveSibling(real.getFileName() + ".lock")));
    } catch (IOException e) {
      throw unusable(location, e);
    }
  }

  /**
   * Takes a lock on a file in the store's folder as well, which goes with the folder when that is
   * moved, and is the same one where the folder is mounted in two places.
   *
   * @param file the file, to be created if it is not there, in a folder that is
   * @throws StoreLockedException if the store is open under another path, here or in another
   *     process; the lock that is held stays
   * @throws TimeTravelStoreException if the file cannot be used
   */
  public void alsoWithin(Path file) {
    try {
      within =
          Optional.of(
              LockFile.lock(
                  location,
                  file.toAbsolutePath()
                      .resolveSibling("")
                      .toRealPath()
                      .resolve(String.valueOf(file.getFileName()))));
    } catch (IOException e) {
      throw unusable(location, e);
    }
  }

  private static TimeTravelStoreException unusable(String location, IOException e) {
    return new TimeTravelStoreException(
        "%s: its lock file cannot be used; check that its folder is there and may be written: %s"
            .formatted(location, e),
        e);
  }

  /**
   * Gives the lock back; giving it back again does nothing.
   *
   * @throws TimeTravelStoreException if the lock file cannot be closed
   */
  @Override
  public void close() {
    try (beside) {
      if (within.isPresent()) {
        within.get().close();
      }
    } catch (IOException e) {
      throw unusable(location, e);
    }
  }
}
