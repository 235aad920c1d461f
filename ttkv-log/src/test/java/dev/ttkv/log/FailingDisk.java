// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Path;

/** The disk itself, but one kind of thing fails from a certain time on, once or for good. */
final class FailingDisk implements Disk {
  /** What fails. */
  enum What {
    /** A write writes a half. */
    WRITE,
    SYNC,
    RENAME,
    SYNC_FOLDER,
    OPEN,
    MAKE_FOLDER,
    DELETE
  }

  private final UnsyncedDisk disk = new UnsyncedDisk();
  private final What what;
  private final boolean once;
  private int left;
  private boolean failed;

  /**
   * Makes a disk.
   *
   * @param turn how often it goes well before
   */
  FailingDisk(What what, int turn, boolean once) {
    this.what = what;
    this.left = turn;
    this.once = once;
  }

  boolean hasFailed() {
    return failed;
  }

  private boolean fails(What now) {
    if (now != what || (failed && once) || left-- > 0) {
      return false;
    }
    failed = true;
    return true;
  }

  private void attempt(What now) throws IOException {
    if (fails(now)) {
      throw new IOException("failure of " + now);
    }
  }

  @Override
  public DiskFile open(Path file) throws IOException {
    attempt(What.OPEN);
    DiskFile opened = disk.open(file);
    return new DiskFile() {
      @Override
      public void write(long offset, byte[] bytes, int length) throws IOException {
        if (fails(What.WRITE)) {
          opened.write(offset, bytes, length / 2);
          throw new IOException("No space left on device");
        }
        opened.write(offset, bytes, length);
      }

      @Override
      public void setLength(long length) throws IOException {
        opened.setLength(length);
      }

      @Override
      public void sync() throws IOException {
        attempt(What.SYNC);
        opened.sync();
      }

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    attempt(What.MAKE_FOLDER);
    disk.makeFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    attempt(What.RENAME);
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    attempt(What.DELETE);
    disk.delete(path);
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    attempt(What.SYNC_FOLDER);
    disk.syncFolder(folder);
  }
}
