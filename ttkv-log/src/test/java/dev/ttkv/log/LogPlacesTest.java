// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreLockedException;
import dev.ttkv.StoreOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a store whose folder is found in another place. */
final class LogPlacesTest {
  private Path folder;
  private Path store;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
    this.store = folder.resolve("store");
  }

  @Test
  void folderMovedWhileItIsOpen_isRefusedInItsNewPlace() throws IOException {
    Path moved = folder.resolve("moved");
    Instant time;
    try (HeapStore<String, String> first = open(store)) {
      first.put("key", "value");
      Files.move(store, moved);

      assertThatThrownBy(() -> open(moved))
          .isInstanceOf(StoreLockedException.class)
          .hasMessageContaining("open in this process");
      time = first.put("key", "acknowledged");
      Files.move(moved, store);
    }
    try (HeapStore<String, String> again = open(store)) {
      assertThat(again.get("key", time)).contains("acknowledged");
    }
  }

  @Test
  void copyOfHardLinks_isRefusedWhileTheStoreIsOpen_andAStoreOfItsOwnLater() throws IOException {
    Path copy = folder.resolve("copy");
    try (HeapStore<String, String> first = open(store)) {
      first.put("both", "before");
    }
    link(store, copy);
    try (HeapStore<String, String> first = open(store)) {
      first.put("first", "value");
      assertThatThrownBy(() -> open(copy)).isInstanceOf(StoreLockedException.class);
    }
    try (HeapStore<String, String> second = open(copy)) {
      second.put("second", "value");
    }
    for (Path place : List.of(store, copy, store)) {
      String own = place.equals(store) ? "first" : "second";
      try (HeapStore<String, String> open = open(place)) {
        assertThat(open.asOf(open.watermark()).asMap().keySet()).containsExactly("both", own);
        assertThat(open.maintenance().verify().clean()).isTrue();
        open.put(own, "again");
      }
    }
  }

  private static void link(Path from, Path to) throws IOException {
    try (var all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path));
        if (Files.isDirectory(path)) {
          Files.createDirectory(target);
        } else {
          Files.createLink(target, path);
        }
      }
    }
  }

  private static HeapStore<String, String> open(Path place) {
    return HeapStore.open(place, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults());
  }
}
