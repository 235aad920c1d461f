// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.chronicle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.log.IndexFactory;
import dev.ttkv.log.IndexFullException;
import dev.ttkv.log.VersionIndex;
import dev.ttkv.log.tck.VersionIndexTck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChronicleIndexTest extends VersionIndexTck {
  @Override
  protected IndexFactory factory() {
    return new ChronicleIndexFactory();
  }

  @Test
  void the_index_after_one_that_was_full_has_room_for_keys_as_long_as_those(@TempDir Path folder)
      throws IOException {
    IndexFactory factory = factory();
    int full;
    try (VersionIndex small = factory.create(Files.createDirectory(folder.resolve("1")), 1)) {
      full = fill(small, Integer.MAX_VALUE);
    }
    try (VersionIndex large = factory.create(Files.createDirectory(folder.resolve("2")), full)) {
      assertThat(fill(large, 2 * full)).isEqualTo(2 * full);
    }
  }

  /** Adds long keys until there is no room, or so many; returns how many there are. */
  private static int fill(VersionIndex index, int most) {
    for (int i = 0; i < most; i++) {
      byte[] key = ByteBuffer.allocate(10_000).putInt(i).array();
      try {
        index.add(key, i, i);
      } catch (IndexFullException e) {
        return i;
      }
    }
    return most;
  }
}
