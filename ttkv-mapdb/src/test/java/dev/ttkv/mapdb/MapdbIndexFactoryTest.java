// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapdb.DBException;
import org.mapdb.DataIO;

class MapdbIndexFactoryTest {
  private static final int MEBIBYTE = 1 << 20;

  /** Where in the file it says which page of records is the next. */
  private static final int FIRST_PAGE_LINK = 32_864;

  private final MapdbIndexFactory factory = new MapdbIndexFactory(Duration.ofMinutes(1));

  @Test
  void open_ofNoise_fails(@TempDir Path folder) throws IOException {
    byte[] noise = new byte[2 * MEBIBYTE];
    new Random(1).nextBytes(noise);
    Files.write(folder.resolve("versions.mapdb"), noise);

    assertThatExceptionOfType(TimeTravelStoreException.class)
        .isThrownBy(() -> factory.open(folder, false))
        .withMessageContaining("versions.mapdb does not open");
  }

  @Test
  void open_ofAFileThatLostItsEnd_fails(@TempDir Path folder) throws IOException {
    factory.create(folder, 0).close();
    Path file = folder.resolve("versions.mapdb");
    for (int length : new int[] {0, 100, MEBIBYTE - 1, MEBIBYTE + 1}) {
      Files.write(file, Arrays.copyOf(Files.readAllBytes(file), length));

      assertThatExceptionOfType(DBException.DataCorruption.class)
          .isThrownBy(() -> factory.open(folder, false));
    }
  }

  @Test
  void open_ofAFileThatIsNotThere_failsAndMakesNone(@TempDir Path folder) {
    assertThatThrownBy(() -> factory.open(folder, false));

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void open_ofAFileWhosePagesGoRound_ends(@TempDir Path folder) throws IOException {
    factory.create(folder, 20_000).close();
    byte[] page = longBytes(DataIO.parity16Set(MEBIBYTE));
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("versions.mapdb").toFile(), "rw")) {
      file.seek(FIRST_PAGE_LINK);
      file.write(page);
      file.seek(MEBIBYTE + Long.BYTES);
      file.write(page);
    }

    assertThatExceptionOfType(TimeTravelStoreException.class)
        .isThrownBy(() -> new MapdbIndexFactory(Duration.ofMillis(50)).open(folder, false))
        .withMessageContaining("has not opened within PT0.05S");
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
  }
}
