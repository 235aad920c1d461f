// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lets each thing that the log asks of the disk fail in its turn, in the middle of its work. */
final class LogFailureTest {
  private static final int SEGMENT = 700;

  private Path folder;

  /** What the store may hold. */
  private List<Content> possible = List.of();

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  @ParameterizedTest
  @EnumSource(FailingDisk.What.class)
  void diskFails_loseNothingAcknowledgedAndDoNothingRefused(FailingDisk.What what)
      throws Exception {
    int failures = 0;
    for (boolean once : new boolean[] {true, false}) {
      int turn = 0;
      boolean failed;
      do {
        Path root = Files.createDirectory(folder.resolve("run"));
        FailingDisk disk = new FailingDisk(what, turn++, once);
        run(root, disk);
        failed = disk.hasFailed();
        failures += failed ? 1 : 0;
        if (what != FailingDisk.What.DELETE) {
          // what was begun in vain takes no room
          assertThat(PowerFailure.contents(root).keySet())
              .noneMatch(file -> file.toString().contains(".new"));
        }
        check(root);
        new UnsyncedDisk().delete(root);
      } while (failed);
    }
    System.out.printf("log: %d runs with a failure of %s, 0 losses%n", failures, what);
    assertThat(failures).isGreaterThan(8);
  }

  private void run(Path root, Disk disk) {
    possible = List.of(Content.EMPTY);
    Deque<Deed> deeds = new ArrayDeque<>(Deed.inTurns(10, 22, 12, root));
    // each time that the store must be opened again, go on
    for (int opened = 0; opened < 3 && !deeds.isEmpty(); opened++) {
      try (HeapStore<String, String> store = open(root, disk)) {
        found(store);
        boolean usable = true;
        while (usable && !deeds.isEmpty()) {
          usable = attempt(store, deeds.remove(), root);
        }
      } catch (TimeTravelStoreException e) {
        assertThat(e.getMessage()).contains(root.toString());
      }
    }
  }

  /** Does something, and tells whether the store is still usable. */
  private boolean attempt(HeapStore<String, String> store, Deed deed, Path root) {
    Content before = possible.get(0);
    try {
      possible = List.of(deed.after(before, deed.to(store, before)));
      assertThat(store.get("key0")).isEqualTo(possible.get(0).value("key0"));
      return true;
    } catch (CommitOutcomeUnknownException e) {
      possible = List.of(before, deed.after(before, e.time()));
      return false;
    } catch (TimeTravelStoreException e) {
      assertThat(e.getMessage()).contains(root.toString());
      if (deed instanceof Deed.Trim || deed instanceof Deed.Erase) {
        if (!e.toString().contains("nothing was forgotten")) {
          possible = List.of(before, deed.after(before, Instant.MIN));
        }
      } else if (deed instanceof Deed.Backup backup) {
        assertThat(backup.target()).doesNotExist();
      }
      return isUsable(store);
    }
  }

  @Test
  void backupThatCannotBeWritten_isWhatTheMessageNames() {
    // a segment's header, CURRENT, MARK, and a commit of the store come before, and such a header
    FailingDisk disk = new FailingDisk(FailingDisk.What.WRITE, 5, true);
    Path backup = folder.resolve("backup");
    try (HeapStore<String, String> store = open(folder, disk)) {
      store.put("a", "1");
      assertThatThrownBy(() -> store.maintenance().backup(backup))
          .isExactlyInstanceOf(TimeTravelStoreException.class)
          .hasMessageStartingWith(
              "%s: its backup %s: its log could not be written".formatted(store, backup));
      store.maintenance().backup(backup);
    }
  }

  private boolean isUsable(HeapStore<String, String> store) {
    try {
      found(store);
      return true;
    } catch (TimeTravelStoreException unusable) {
      assertThat(unusable.getMessage()).contains("open it again");
      return false;
    }
  }

  /** Looks which of what is possible a store holds. */
  private void found(HeapStore<String, String> store) {
    Content found = Content.of(store);
    assertThat(possible).anyMatch(content -> content.isSeenIn(found));
    possible = possible.stream().filter(content -> content.isSeenIn(found)).toList();
  }

  private void check(Path root) throws IOException {
    try (HeapStore<String, String> store = open(root, new UnsyncedDisk())) {
      found(store);
      assertThat(possible.get(0).tracesIn(root.resolve("store"))).isEmpty();
      assertThat(root.resolve("store").toFile().list()).hasSize(3).contains("CURRENT", "LOCK");
      store.put("after", "it");
      assertThat(store.maintenance().verify().clean()).isTrue();
    }
    try (var files = Files.list(root)) {
      for (Path backup : files.filter(f -> f.toString().matches(".*backup\\d+")).toList()) {
        StoreOptions options = StoreOptions.defaults().withMode(OpenMode.READ_ONLY);
        try (HeapStore<String, String> copy =
            HeapStore.open(backup, KeyCodec.utf8(), Codec.utf8(), options)) {
          assertThat(copy.maintenance().verify().clean()).isTrue();
        }
      }
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
