// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.StoreFile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The disk itself. Files are opened in the way that an interrupt does not close. */
final class FileDisk implements Disk {
  private static final System.Logger LOG = System.getLogger("dev.ttkv");

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
        empty(each);
        Files.delete(each);
      }
    } else {
      empty(path);
      Files.deleteIfExists(path);
    }
  }

  /**
   * Gives the room of a file back at once, which a mapping would keep until the garbage collector
   * comes by. A file that has another name (a hard link) is somebody else's too.
   */
  private static void empty(Path file) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try {
      if (StoreFile.names(file.toString(), file) == 1) {
        try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
          opened.setLength(0);
        }
      }
    } catch (IOException | TimeTravelStoreException e) {
      LOG.log(Level.DEBUG, file + ": its room is given back later", e);
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
