// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ttkv.Codec;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteBackupTest {
  private Path file;
  private Path target;

  @BeforeEach
  void choose(@TempDir Path folder) throws IOException {
    file = folder.resolve("test.db");
    target = Files.createDirectory(folder.resolve("backups")).resolve("backup.db");
  }

  private static SqliteStore<String, String> open(Path file, OpenMode mode) {
    return SqliteStore.open(
        file, KeyCodec.utf8(), Codec.utf8(), StoreOptions.defaults().withMode(mode));
  }

  private List<Path> backups() throws IOException {
    try (Stream<Path> files = Files.list(target.getParent())) {
      return files.toList();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"b.db", "o'clock.db", "a?b=c&d#e%41.db", " ", "\u00e4\u20ac.db", "file:x", "-wal"})
  void backup_toAnyName_isAStoreWithEverything(String name) throws IOException {
    Path copy = target.resolveSibling(name);
    try (SqliteStore<String, String> store = open(file, OpenMode.CREATE)) {
      Marked.work(store, new Random(1), 50);
      store.maintenance().trim(store.times().skip(20).findFirst().orElseThrow());
      store.maintenance().pin("kept", store.watermark(), Instant.parse("2200-01-01T00:00:00Z"));
      store.maintenance().backup(copy);
      assertThat(backups()).containsExactly(copy);
      try (SqliteStore<String, String> backup = open(copy, OpenMode.READ_ONLY)) {
        assertThat(backup.maintenance().digest(Instant.MAX))
            .isEqualTo(store.maintenance().digest(Instant.MAX));
      }
    }
    try (SqliteStore<String, String> backup = open(copy, OpenMode.EXISTING)) {
      backup.put("a", "1");
      assertThat(backup.maintenance().verify().findings()).isEmpty();
      assertThat(backup.maintenance().pins()).hasSize(1);
    }
  }

  @Test
  void backup_ontoTheRootOfTheFileSystem_isRefused() {
    try (SqliteStore<String, String> store = open(file, OpenMode.CREATE)) {
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> store.maintenance().backup(file.getRoot()))
          .withMessageContaining("its backup " + file.getRoot());
    }
  }

  @Test
  void backup_whileOthersWrite_hasAllThatWasThereAtTheCall() throws Exception {
    try (SqliteStore<String, String> store = open(file, OpenMode.CREATE);
        SqliteStore<String, String> reader = open(file, OpenMode.READ_ONLY)) {
      AtomicBoolean ended = new AtomicBoolean();
      Background<Long> writer =
          Background.start(
              () -> {
                long commits = 0;
                while (!ended.get() || commits == 0) {
                  Marked.work(store, new Random(commits++), 1);
                }
                return commits;
              });
      try {
        for (int i = 0; i < 5; i++) {
          Instant watermark = reader.watermark();
          Path copy = target.resolveSibling("copy" + i);
          reader.maintenance().backup(copy);
          try (SqliteStore<String, String> backup = open(copy, OpenMode.EXISTING)) {
            assertThat(backup.watermark()).isAfterOrEqualTo(watermark);
            assertThat(backup.maintenance().digest(watermark))
                .isEqualTo(store.maintenance().digest(watermark));
            assertThat(backup.maintenance().verify().findings()).isEmpty();
          }
        }
      } finally {
        ended.set(true);
      }
      assertThat(writer.result()).isPositive();
    }
  }

  @Test
  void newFile_besideTheLogOfAnotherDatabase_isRefused() throws IOException {
    Path stray = target.resolveSibling(target.getFileName() + "-wal");
    try (SqliteStore<String, String> other = open(file, OpenMode.CREATE)) {
      other.put("other", "1");
      Files.copy(file.resolveSibling(file.getFileName() + "-wal"), stray);
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> other.maintenance().backup(target))
          .withMessageContaining(stray + ", and would become part of it");
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> open(target, OpenMode.CREATE))
          .withMessageContaining(stray + ", and would become part of it");
      assertThat(backups()).containsExactly(stray);
      Files.move(stray, target.resolveSibling(target.getFileName() + "-journal"));
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> other.maintenance().backup(target))
          .withMessageContaining("-journal, and would become part of it");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm", "-journal"})
  void backup_toTheNameOfAFileOfItsOwn_isRefused(String suffix) throws IOException {
    open(file, OpenMode.CREATE).close();
    Path link = Files.createSymbolicLink(target, file);
    Path copy = file.resolveSibling(file.getFileName() + suffix);
    for (Path name : List.of(file, link)) {
      try (SqliteStore<String, String> store = open(name, OpenMode.CREATE)) {
        assertThatExceptionOfType(TimeTravelStoreException.class)
            .isThrownBy(() -> store.maintenance().backup(copy))
            .withMessageContaining(copy.toString())
            .withMessageMatching("(?s).*(is there already|has a name that SQLite uses).*");
      }
      assertThat(copy).doesNotExist();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "READ_ONLY"})
  void backup_ontoWhatIsThere_isRefusedAndLeavesIt(OpenMode mode) throws IOException {
    open(file, OpenMode.CREATE).close();
    try (SqliteStore<String, String> store = open(file, mode)) {
      for (String content : List.of("", "mine")) {
        Files.writeString(target, content);
        assertThatExceptionOfType(TimeTravelStoreException.class)
            .isThrownBy(() -> store.maintenance().backup(target))
            .withMessageContaining(file.toString())
            .withMessageContaining(target + " is there already");
        assertThat(target).hasContent(content);
      }
      assertThat(backups()).containsExactly(target);
      for (Path there : List.of(target.getParent(), file)) {
        assertThatExceptionOfType(TimeTravelStoreException.class)
            .isThrownBy(() -> store.maintenance().backup(there));
      }
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> store.maintenance().backup(target.resolve("below")))
          .withMessageContaining("its folder is not there");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> store.maintenance().backup(target.resolveSibling("x".repeat(250))));
      assertThat(backups()).containsExactly(target);
    }
  }

  @Test
  void backup_thatFails_leavesNothing() throws IOException {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    SqliteEngine engine = Engines.open(file, options, connector);
    connector.fail("vacuum into", true);
    assertThatExceptionOfType(TimeTravelStoreException.class)
        .isThrownBy(() -> engine.backup(target))
        .withMessageContaining("its backup " + target)
        .withMessageContaining("no space is left");
    engine.close();

    assertThat(backups()).isEmpty();
    assertThatIllegalStateException().isThrownBy(() -> engine.backup(target));
  }
}
