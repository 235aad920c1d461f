// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.spi.StoreFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The disk itself. Files are opened in the way that an interrupt does not close. */
final class FileDisk implements Disk {
  @Override
  public DiskFile open(Path file) throws IOException {
    return new PlainFile(new RandomAccessFile(file.toFile(), "rw"));
  }

  @Override
  public void makeFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> all;
      try (Stream<Path> walk = Files.walk(path)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.delete(each);
      }
    } else {
      Files.deleteIfExists(path);
    }
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    StoreFile.syncFolder(folder);
  }

  private record PlainFile(RandomAccessFile file) implements DiskFile {
    @Override
    public void write(long offset, byte[] bytes, int length) throws IOException {
      file.seek(offset);
      file.write(bytes, 0, length);
    }

    @Override
    public void setLength(long length) throws IOException {
      file.setLength(length);
    }

    @Override
    public void sync() throws IOException {
      file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
