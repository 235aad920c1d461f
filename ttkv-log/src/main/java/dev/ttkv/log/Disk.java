// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * All that the log changes on a disk, so that a test can stop it at any point. What was not synced
 * may be lost or torn with the power, a file as well as a name in a folder.
 */
interface Disk {
  /** A file that is open to be changed. An interrupt does not close it. */
  interface DiskFile extends AutoCloseable {
    /** Writes the first {@code length} bytes at an offset. */
    void write(long offset, byte[] bytes, int length) throws IOException;

    /** Cuts the file off, or lengthens it by zeros that take no room. */
    void setLength(long length) throws IOException;

    /** Waits until all that was written to the file is on the disk. */
    void sync() throws IOException;

    @Override
    void close() throws IOException;
  }

  /** Opens a file, creating it if it is not there. */
  DiskFile open(Path file) throws IOException;

  /** Makes a folder if it is not there. */
  void makeFolder(Path folder) throws IOException;

  /** Gives a file another name in its folder, in place of the file that has it. */
  void rename(Path from, Path to) throws IOException;

  /** Deletes a file, or a folder with all that is in it, if it is there. */
  void delete(Path path) throws IOException;

  /** Waits until the names in a folder are on the disk. */
  void syncFolder(Path folder) throws IOException;

  /** Returns the name under which a file is written before it has its own. */
  static Path draft(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  /**
   * Puts a whole file under a name, so that the old or the new one is there at any moment. If that
   * fails it takes no room.
   */
  default void replace(Path file, byte[] content) throws IOException {
    Path other = draft(file);
    try {
      try (DiskFile open = open(other)) {
        open.setLength(0);
        open.write(0, content, content.length);
        open.sync();
      }
      rename(other, file);
    } catch (IOException e) {
      try {
        delete(other);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
    syncFolder(file.toAbsolutePath().resolveSibling(""));
  }
}
