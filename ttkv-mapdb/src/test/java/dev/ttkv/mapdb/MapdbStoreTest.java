// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.mapdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreLockedException;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapdbStoreTest {
  private Path folder;

  @BeforeEach
  void choose(@TempDir Path parent) {
    folder = parent.resolve("history");
  }

  @Test
  void open_byLocation_opensAStoreThatKnowsItsPath() {
    String location = "mapdb:" + folder;
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8())) {
      assertThat(store).isInstanceOf(MapdbStore.class).hasToString(location);
      assertThat(((MapdbStore<String, String>) store).path()).isEqualTo(folder).isAbsolute();
    }
  }

  @Test
  void open_byLocationWithAnOptionThatIsNotThere_isRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                TimeTravelStore.open("mapdb:" + folder + "?cache=1", KeyCodec.utf8(), Codec.utf8()))
        .withMessageContaining("unknown option cache");

    assertThat(folder).doesNotExist();
  }

  @Test
  void open_twice_isRefusedAndTheFirstGoesOn() {
    try (MapdbStore<String, String> first = open()) {
      first.put("price", "10");

      assertThatExceptionOfType(StoreLockedException.class).isThrownBy(this::open);

      first.put("price", "12");
      assertThat(first.get("price")).contains("12");
    }
    try (MapdbStore<String, String> again = open()) {
      assertThat(again.history("price")).hasSize(2);
    }
  }

  @Test
  void interruptedThread_closesNoFile() {
    try (MapdbStore<String, String> store = open()) {
      Thread.currentThread().interrupt();
      for (int i = 0; i < 100; i++) {
        Batch<String, String> batch = Batch.create();
        for (int j = 0; j < 200; j++) {
          batch.put("key" + (200 * i + j), "value" + i);
        }
        store.commit(batch);
      }
      assertThat(store.get("key0")).contains("value0");
      assertThat(Thread.interrupted()).isTrue();

      store.put("key0", "later");
      assertThat(store.get("key0")).contains("later");
      assertThat(store.latest().count()).isEqualTo(20_000);
    }
    try (MapdbStore<String, String> again = open()) {
      assertThat(again.get("key0")).contains("later");
    }
  }

  @Test
  void open_inAnInterruptedThread_createsAndOpensAndKeepsTheInterrupt() {
    Thread.currentThread().interrupt();
    try (MapdbStore<String, String> store = open()) {
      store.put("key", "value");
    }
    // once from a clean end, once from the log
    for (int i = 0; i < 2; i++) {
      try (MapdbStore<String, String> store = open()) {
        assertThat(store.get("key")).contains("value");
      }
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
      assertThat(folder.resolve("generation-1/MARK").toFile().delete()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void open_inAnotherFileSystem_isRefusedAndMakesNothing() throws IOException {
    URI zip = URI.create("jar:" + folder.resolveSibling("x.zip").toUri());
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MapdbStore.open(system.getPath("/x"), KeyCodec.utf8(), Codec.utf8()))
          .withMessageContaining("mapdb:/x is in a file system of the kind 'jar'")
          .withMessageContaining("default file system");
      assertThat(system.getPath("/")).isEmptyDirectory();
    }
  }

  @Test
  void open_withADamagedIndex_makesItAnew() throws IOException {
    Instant first;
    try (MapdbStore<String, String> store = open()) {
      first = store.put("price", "10");
      store.put("price", "12");
    }
    Random random = new Random(1);
    for (int round = 0; round < 20; round++) {
      Path file = indexFile();
      byte[] bytes = Files.readAllBytes(file);
      switch (round % 4) {
        case 0 -> Files.delete(file);
        case 1 -> Files.write(file, new byte[0]);
        case 2 -> {
          random.nextBytes(bytes);
          Files.write(file, bytes);
        }
        default -> {
          bytes[random.nextInt(4_096)] ^= 1;
          Files.write(file, bytes);
        }
      }
      try (MapdbStore<String, String> store = open()) {
        assertThat(store.get("price")).contains("12");
        assertThat(store.get("price", first)).contains("10");
      }
    }
  }

  private Path indexFile() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found =
          files.filter(file -> file.getFileName().toString().equals("versions.mapdb")).toList();
      assertThat(found).hasSize(1);
      return found.get(0);
    }
  }

  private MapdbStore<String, String> open() {
    return MapdbStore.open(folder, KeyCodec.utf8(), Codec.utf8());
  }
}
