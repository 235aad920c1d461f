// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileDiskTest {
  @Test
  void delete_givesTheRoomBackThoughTheFileIsInUse(@TempDir Path root) throws IOException {
    Assumptions.assumeFalse(File.separatorChar == '\\', "files in use cannot be deleted");
    Path folder = Files.createDirectory(root.resolve("folder"));
    Path file = Files.write(folder.resolve("file"), new byte[1000]);
    Path shared = Files.write(folder.resolve("shared"), new byte[1000]);
    Path other = Files.createLink(root.resolve("other"), shared);
    Path link = Files.createSymbolicLink(folder.resolve("link"), other);
    assertThat(link).exists();

    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      new FileDisk().delete(folder);

      assertThat(open.length()).isZero();
    }
    assertThat(folder).doesNotExist();
    assertThat(other).hasSize(1000);
  }
}
