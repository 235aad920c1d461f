// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to be the only one that has a store open (SPEC 7.5): a place in a register of this
 * process, which is asked before any file is touched, and a lock of the operating system on a file
 * beside the store, {@code STORE.lock}, which ends with the process that holds it, however that
 * ends. The file stays. An interrupt neither breaks off the taking of the lock nor loosens it.
 */
public final class StoreLock implements AutoCloseable {
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();
  private static final int MOST_DIGITS = 20;

  private final String location;
  private final Path lockFile;
  private final RandomAccessFile file;

  private StoreLock(String location, Path lockFile, RandomAccessFile file) {
    this.location = location;
    this.lockFile = lockFile;
    this.file = file;
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
    Path lockFile;
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
      lockFile = real.resolveSibling(real.getFileName() + ".lock");
    } catch (IOException e) {
      throw unusable(location, e);
    }
    if (!HELD.add(lockFile)) {
      throw new StoreLockedException(
          location + " is open in this process already; use that store, or close it first");
    }
    boolean locked = false;
    try {
      StoreLock lock = lock(location, lockFile);
      locked = true;
      return lock;
    } catch (IOException e) {
      throw unusable(location, e);
    } finally {
      if (!locked) {
        HELD.remove(lockFile);
      }
    }
  }

  private static StoreLock lock(String location, Path lockFile) throws IOException {
    // read and written past its channel, which an interrupt would close, and the lock with it
    RandomAccessFile file = new RandomAccessFile(lockFile.toFile(), "rw");
    boolean locked = false;
    try {
      // a lock far behind the text, which others can read where locks forbid it
      if (file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
        throw new StoreLockedException(
            "%s is open in another process, %s; close it there first"
                .formatted(location, read(file)));
      }
      locked = true;
      file.setLength(0);
      file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
      return new StoreLock(location, lockFile, file);
    } finally {
      if (!locked) {
        file.close();
      }
    }
  }

  private static String read(RandomAccessFile file) throws IOException {
    byte[] text = new byte[MOST_DIGITS];
    int length = Math.max(0, file.read(text));
    String pid = new String(text, 0, length, StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? "number " + pid : "of unknown number";
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
    try {
      if (file.getChannel().isOpen()) {
        file.close();
        HELD.remove(lockFile);
      }
    } catch (IOException e) {
      throw unusable(location, e);
    }
  }
}
