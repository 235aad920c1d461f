// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets each thing that the log asks of the disk fail in its turn, in the middle of its work. */
final class LogFailureTest {
  private static final int SEGMENT = 700;
  private static final int COMMITS = 25;

  private Path folder;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(FailingDisk.What.class)
  void diskFails_loseNothingAcknowledgedAndWriteNothingRefused(FailingDisk.What what)
      throws Exception {
    int failures = 0;
    for (boolean once : new boolean[] {true, false}) {
      int turn = 0;
      boolean failed;
      do {
        Path root = Files.createDirectory(folder.resolve("run"));
        FailingDisk disk = new FailingDisk(what, turn++, once);
        Acknowledged acknowledged = new Acknowledged();
        run(root, disk, acknowledged);
        failed = disk.hasFailed();
        failures += failed ? 1 : 0;
        // what was begun in vain takes no room
        assertThat(PowerFailure.contents(root).keySet())
            .noneMatch(file -> file.toString().endsWith(".new"));
        check(root, acknowledged);
        new UnsyncedDisk().delete(root);
      } while (failed);
    }
    assertThat(failures).isGreaterThan(8);
  }

  private static void run(Path root, Disk disk, Acknowledged acknowledged) {
    int next = 0;
    // each time that the store must be opened again, go on
    for (int opened = 0; opened < 3 && next < COMMITS; opened++) {
      try (HeapStore<String, String> store = open(root, disk)) {
        while (next < COMMITS && commit(store, acknowledged, next)) {
          next++;
        }
      } catch (TimeTravelStoreException e) {
        assertThat(e.getMessage()).contains(root.toString());
      }
    }
  }

  /** Commits, and tells whether the store is still usable. */
  private static boolean commit(
      HeapStore<String, String> store, Acknowledged acknowledged, int number) {
    Map<String, Optional<String>> changes = new TreeMap<>();
    for (int j = 0; j <= number % 3; j++) {
      changes.put("key" + j, Optional.of(number + "x".repeat(60)));
    }
    try {
      Instant time = store.commit(Acknowledged.batch(changes)).orElseThrow();
      acknowledged.acknowledged(changes, time, 0);
      assertThat(store.get("key0")).isEqualTo(changes.get("key0"));
      return true;
    } catch (CommitOutcomeUnknownException e) {
      acknowledged.failed(changes, 0, false);
      return false;
    } catch (TimeTravelStoreException e) {
      acknowledged.failed(changes, 0, true);
      try {
        acknowledged.check(store);
        return true;
      } catch (TimeTravelStoreException unusable) {
        assertThat(unusable.getMessage()).contains("open it again");
        return false;
      }
    }
  }

  private static void check(Path root, Acknowledged acknowledged) throws IOException {
    try (HeapStore<String, String> store = open(root, new UnsyncedDisk())) {
      acknowledged.check(store);
      store.put("after", "it");
    }
  }

  private static HeapStore<String, String> open(Path root, Disk disk) {
    return HeapStore.open(
        root.resolve("store"),
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults(),
        disk,
        SEGMENT,
        Long.MAX_VALUE / 2);
  }
}
