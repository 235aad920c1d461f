// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The steps by which a store's files come into their place; any of them may be the last one. */
class StoreFileMoves {
  /** Makes a folder, and those that it is in. */
  void make(Path folder) throws IOException {
    Files.createDirectories(folder);
  }

  /** Moves a file, over another if there is one, or a folder to where nothing is, in one step. */
  void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Waits until the names in a folder are on the disk. */
  void sync(Path folder) throws IOException {
    StoreFile.syncFolder(folder);
  }

  /** Deletes a file or a folder with all that is in it, if it is there. */
  void delete(Path tree) throws IOException {
    if (!Files.exists(tree, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(tree)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    for (Path path : all) {
      Files.delete(path);
    }
  }
}
