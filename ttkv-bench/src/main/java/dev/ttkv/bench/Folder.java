// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder, deleted when it is closed. */
final class Folder implements AutoCloseable {
  private final Path path;

  Folder() throws IOException {
    path = Files.createTempDirectory("ttkv-bench");
  }

  Path path() {
    return path;
  }

  /** Returns the bytes of all files. */
  long bytes() throws IOException {
    long bytes = 0;
    for (Path file : all()) {
      bytes += Files.isRegularFile(file) ? Files.size(file) : 0;
    }
    return bytes;
  }

  @Override
  public void close() throws IOException {
    List<Path> all = all();
    for (int i = all.size() - 1; i >= 0; i--) {
      Files.delete(all.get(i));
    }
  }

  /** Returns this folder and all that is in it, folders before what they have. */
  private List<Path> all() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      return all.toList();
    }
  }
}
