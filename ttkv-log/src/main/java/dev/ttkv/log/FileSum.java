// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * What a file of an index holds, by its checksum: an index that anything happened to is made anew,
 * rather than an engine underneath be asked to make sense of it.
 *
 * @param name its name, relative to the index's folder
 * @param length its bytes
 * @param checksum their CRC-32C
 */
record FileSum(String name, long length, int checksum) {
  private static final int BUFFER = 1 << 20;

  /** Returns the sums of all files in a folder, in the order of their names. */
  static List<FileSum> of(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    List<FileSum> sums = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    for (Path file : files) {
      CRC32C crc = new CRC32C();
      long length = 0;
      // not through a channel, which an interrupt would close
      try (InputStream in = new java.io.FileInputStream(file.toFile())) {
        int read = in.read(buffer);
        while (read >= 0) {
          crc.update(buffer, 0, read);
          length += read;
          read = in.read(buffer);
        }
      }
      sums.add(new FileSum(folder.relativize(file).toString(), length, (int) crc.getValue()));
    }
    return sums;
  }
}
