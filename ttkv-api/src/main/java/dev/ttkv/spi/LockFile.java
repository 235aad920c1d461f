// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import dev.ttkv.StoreLockedException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;

/**
 * A file that this process has locked, and that says which process that is.
 *
 * <p>POSIX drops all locks that a process has on a file when any descriptor of it is closed. So a
 * file that is locked here is known by its path and by what it is, whatever it is called, and is
 * not opened once more.
 */
final class LockFile implements AutoCloseable {
  /**
   * The locks that are held, by path and by what the file is. They stay open here even if nobody
   * else knows them any more, since what a file is becomes that of another once it is deleted.
   */
  private static final Map<Object, LockFile> HELD = new HashMap<>();

  /** Files, by what they are, that this process has locked through another class loader. */
  private static final Map<Object, RandomAccessFile> NOT_TO_BE_CLOSED = new HashMap<>();

  private static final int MOST_DIGITS = 20;

  private final Path path;
  private final Object identity;
  private final RandomAccessFile file;

  private LockFile(Path path, Object identity, RandomAccessFile file) {
    this.path = path;
    this.identity = identity;
    this.file = file;
  }

  /**
   * Locks a file, creating it if it is not there, at once or not at all.
   *
   * @param location the store, for messages
   * @param path the file, in a folder whose path is real
   * @throws StoreLockedException if it is locked, here or in another process
   */
  static synchronized LockFile lock(String location, Path path) throws IOException {
    if (HELD.containsKey(path)) {
      throw heldHere(location);
    }
    Object identity = identity(path);
    if (HELD.containsKey(identity)) {
      throw heldHere(location);
    }
    LockFile lock = new LockFile(path, identity, locked(location, path, identity));
    HELD.put(path, lock);
    HELD.put(identity, lock);
    return lock;
  }

  /** Returns what the file is under whatever name; its path, if the system does not say. */
  private static Object identity(Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // as it is after the first time
    }
    Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    return key == null ? path : key;
  }

  private static RandomAccessFile locked(String location, Path path, Object identity)
      throws IOException {
    // read and written past its channel, which an interrupt would close, and the lock with it
    RandomAccessFile kept = NOT_TO_BE_CLOSED.remove(identity);
    RandomAccessFile file = kept == null ? new RandomAccessFile(path.toFile(), "rw") : kept;
    boolean close = true;
    try {
      // a lock far behind the text, which others can read where locks forbid it
      if (file.getChannel().tryLock(Long.MAX_VALUE - 1, 1, false) == null) {
        throw new StoreLockedException(
            "%s is open in another process, %s; close it there first"
                .formatted(location, holder(file)));
      }
      file.setLength(0);
      file.seek(0);
      file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
      close = false;
      return file;
    } catch (OverlappingFileLockException e) {
      NOT_TO_BE_CLOSED.put(identity, file);
      close = false;
      throw heldHere(location);
    } finally {
      if (close) {
        file.close();
      }
    }
  }

  private static String holder(RandomAccessFile file) throws IOException {
    byte[] text = new byte[MOST_DIGITS];
    file.seek(0);
    int length = Math.max(0, file.read(text));
    String pid = new String(text, 0, length, StandardCharsets.US_ASCII);
    return pid.matches("\\d+") ? "number " + pid : "of unknown number";
  }

  private static StoreLockedException heldHere(String location) {
    return new StoreLockedException(
        location + " is open in this process already; use that store, or close it first");
  }

  /** Gives the lock back; giving it back again does nothing. */
  @Override
  public void close() throws IOException {
    synchronized (LockFile.class) {
      if (file.getChannel().isOpen()) {
        file.close();
        HELD.remove(identity);
        HELD.remove(path);
      }
    }
  }
}
