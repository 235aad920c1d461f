// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ttkv.Codec;
import dev.ttkv.Durability;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteStoreTest {
  private Path folder;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void open_byPath_opensAStoreThatKnowsIt() {
    Path file = folder.resolve("history.db");
    Instant first;
    Instant second;
    try (SqliteStore<String, String> store = open(file)) {
      first = store.put("price", "10");
      second = store.put("price", "12");

      assertThat(store.path()).isEqualTo(file).isAbsolute();
      assertThat(store).hasToString("sqlite:" + file);
    }
    try (SqliteStore<String, String> store = open(file)) {
      assertThat(store.get("price", first)).contains("10");
      assertThat(store.times("price")).containsExactly(second, first);
    }
  }

  @Test
  void close_besideAReader_movesEveryCommitIntoTheFile() throws IOException {
    Path file = folder.resolve("history.db");
    SqliteStore<String, String> writer = open(file);
    writer.put("price", "10");
    StoreOptions readOnly = StoreOptions.defaults().withMode(OpenMode.READ_ONLY);
    try (SqliteStore<String, String> reader =
        SqliteStore.open(file, KeyCodec.utf8(), Codec.utf8(), readOnly)) {
      assertThat(reader.get("price")).contains("10");
      writer.put("price", "12");
      writer.close();

      Path copy = Files.copy(file, folder.resolve("copy.db"));
      try (SqliteStore<String, String> copied = open(copy)) {
        assertThat(copied.get("price")).contains("12");
      }
      assertThat(reader.get("price")).contains("12");
    }
  }

  @Test
  void close_whileAPutWaitsForAnotherProcess_endsTheWait() throws Exception {
    Path file = folder.resolve("history.db");
    StoreOptions patient = StoreOptions.defaults().withBusyWait(Duration.ofHours(1));
    SqliteStore<String, String> store =
        SqliteStore.open(file, KeyCodec.utf8(), Codec.utf8(), patient);
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      Background<Boolean> put =
          Background.start(
              () -> {
                assertThatIllegalStateException().isThrownBy(() -> store.put("price", "10"));
                return true;
              });
      store.close();
      assertThat(put.result()).isTrue();
      statement.execute("rollback");
    }
  }

  @Test
  void open_byANameThatIsTooLong_isRefusedAndLeavesNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(folder.resolve("x".repeat(248))))
        .withMessageContaining("shorter");
    assertThat(folder).isEmptyDirectory();
    open(folder.resolve("x".repeat(247))).close();
  }

  @Test
  void open_withOtherCodecs_isRefusedAndLeavesNothingOpen() throws IOException {
    Path file = folder.resolve("history.db");
    open(file).close();

    assertThatExceptionOfType(FormatMismatchException.class)
        .isThrownBy(() -> SqliteStore.open(file, KeyCodec.int64(), Codec.utf8()))
        .withMessageContaining(file.toString());

    assertThat(Engines.openFiles(folder)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":memory:", "file:x.db", "file:x?mode=memory", "jdbc:sqlite:x.db"})
  void open_ofWhatIsNoPathOfAFile_isRefused(String path) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> open(Path.of(path)))
        .withMessageContaining("'" + path + "'");
  }

  @Test
  void open_inAnotherFileSystem_isRefused() throws IOException {
    URI zip = URI.create("jar:" + folder.resolve("x.zip").toUri());
    try (FileSystem system = FileSystems.newFileSystem(zip, Map.of("create", "true"))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> open(system.getPath("/x.db")))
          .withMessageContaining("file system");
    }
  }

  @Test
  void open_byLocationWithOptions_opens() {
    Path file = folder.resolve("history.db");
    String location = "sqlite:" + file + "?cache-mib=2&checkpoint-pages=50&durability=none";
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8())) {
      store.put("key", "value");

      assertThat(store).isInstanceOf(SqliteStore.class);
    }
    String readOnly = "sqlite:" + file + "?mode=read-only";
    try (TimeTravelStore<String, String> store =
        TimeTravelStore.open(readOnly, KeyCodec.utf8(), Codec.utf8())) {
      assertThat(store.get("key")).contains("value");
      assertThatIllegalStateException().isThrownBy(() -> store.put("key", "other"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sqlite:, a path is missing",
    "sqlite::memory:, ':memory:'",
    "sqlite:file:x, 'file:x'",
    "sqlite:x.db?cache=3, unknown option cache",
    "sqlite:x.db?cache-mib=many, cache-mib is a whole number",
    "sqlite:x.db?cache-mib=0, cacheMebibytes must be from 1",
    "sqlite:x.db?checkpoint-pages=-1, checkpointPages must be from 1",
    "sqlite:x.db?enable_load_extension=true, unknown option enable_load_extension"
  })
  void open_ofALocationThatIsNotUnderstood_isRefused(String location, String what) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TimeTravelStore.open(location, KeyCodec.utf8(), Codec.utf8()))
        .withMessageContaining(what);

    assertThat(Path.of("x.db")).doesNotExist();
  }

  @Test
  void options_areWhatWasAskedFor() {
    SqliteOptions options = SqliteOptions.defaults().withCacheMebibytes(7).withCheckpointPages(9);

    assertThat(options.cacheMebibytes()).isEqualTo(7);
    assertThat(options.checkpointPages()).isEqualTo(9);
    assertThat(options).hasToString("SqliteOptions[cacheMebibytes=7, checkpointPages=9]");
  }

  @Test
  void close_whileOthersRead_letsThemFinishOrThrow() {
    for (int run = 0; run < 20; run++) {
      SqliteStore<String, String> store = open(folder.resolve("run" + run + ".db"));
      store.put("key", "value");
      CountDownLatch reading = new CountDownLatch(4);
      List<Background<String>> readers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        readers.add(Background.start(() -> readUntilClosed(store, reading)));
      }
      await(reading);

      store.close();

      assertThat(Engines.openFiles(folder)).isEmpty();
      assertThat(readers)
          .extracting(Background::result)
          .allSatisfy(message -> assertThat(message).contains("is closed"));
    }
  }

  @Test
  void log_whileThereIsAlwaysAReader_staysShort() throws Exception {
    Path file = folder.resolve("history.db");
    StoreOptions options = StoreOptions.defaults().withDurability(Durability.NONE);
    int checkpointPages = 50;
    SqliteStore<String, String> store =
        SqliteStore.open(
            file,
            KeyCodec.utf8(),
            Codec.utf8(),
            options,
            SqliteOptions.defaults().withCheckpointPages(checkpointPages));
    store.put("key", "value");
    CountDownLatch reading = new CountDownLatch(3);
    List<Background<String>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(Background.start(() -> readUntilClosed(store, reading)));
    }
    await(reading);
    long longest = 0;
    for (int i = 0; i < 1_000; i++) {
      store.put("other" + i, "x".repeat(8_000));
      longest = Math.max(longest, Files.size(folder.resolve("history.db-wal")));
    }
    store.close();

    assertThat(readers).extracting(Background::result).hasSize(3);
    // left to SQLite it would be about 40 MB; each attempt may fail, but not 40 in a row
    assertThat(longest).isLessThan(4096L * 40 * checkpointPages);
  }

  @Test
  void openAndClose_manyTimes_leaveNothingOpen() throws IOException {
    Path file = folder.resolve("history.db");
    for (int i = 0; i < 30; i++) {
      try (SqliteStore<String, String> store = open(file)) {
        store.put("key", "value" + i);
        for (int j = 0; j < 20; j++) {
          assertThat(store.history("key").iterator()).hasNext();
          assertThat(store.latest().entries().iterator()).hasNext();
          assertThat(store.times().iterator()).hasNext();
        }
      }
    }

    assertThat(Engines.openFiles(folder)).isEmpty();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    StoreOptions readOnly = StoreOptions.defaults().withMode(OpenMode.READ_ONLY);
    SqliteStore.open(file, KeyCodec.utf8(), Codec.utf8(), readOnly).close();
    assertThat(Engines.openFiles(folder)).isEmpty();
  }

  private static String readUntilClosed(SqliteStore<String, String> store, CountDownLatch reading) {
    assertThat(store.get("key")).contains("value");
    reading.countDown();
    try {
      while (true) {
        assertThat(store.get("key")).contains("value");
        assertThat(store.latest().entries()).isNotEmpty();
      }
    } catch (IllegalStateException e) {
      return e.toString();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static SqliteStore<String, String> open(Path path) {
    return SqliteStore.open(path, KeyCodec.utf8(), Codec.utf8());
  }
}
