// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.nio.file.Path;

/** The disk itself, without waiting for it. */
final class UnsyncedDisk implements Disk {
  private final FileDisk disk = new FileDisk();

  @Override
  public DiskFile open(Path file) throws IOException {
    DiskFile opened = disk.open(file);
    return new DiskFile() {
      @Override
      public void write(long offset, byte[] bytes, int length) throws IOException {
        opened.write(offset, bytes, length);
      }

      @Override
      public void setLength(long length) throws IOException {
        opened.setLength(length);
      }

      @Override
      public void sync() {}

      @Override
      public void close() throws IOException {
        opened.close();
      }
    };
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    disk.makeFolder(folder);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    disk.rename(from, to);
  }

  @Override
  public void delete(Path path) throws IOException {
    disk.delete(path);
  }

  @Override
  public void syncFolder(Path folder) {}
}
