// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.Commit;
import dev.ttkv.Durability;
import dev.ttkv.HistoryErasedException;
import dev.ttkv.HistoryTrimmedException;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.Order;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeRange;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.Timestamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SqliteTrimTest {
  private Path file;
  private long nanos;

  @BeforeEach
  void choose(@TempDir Path folder) {
    file = folder.resolve("test.db");
  }

  private SqliteStore<String, String> open() {
    return open(OpenMode.CREATE);
  }

  private SqliteStore<String, String> open(OpenMode mode) {
    return SqliteStore.open(
        file,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults()
            .withMode(mode)
            .withClock(() -> at(++nanos))
            .withDurability(Durability.PROCESS)
            .withBusyWait(Duration.ofMillis(50)));
  }

  private static Instant at(long nanos) {
    return Instant.ofEpochSecond(0, nanos);
  }

  @Test
  void pinsAndHorizon_afterAReopening_areThere() {
    try (SqliteStore<String, String> store = open()) {
      store.put("a", "1");
      store.put("a", "2");
      store.maintenance().pin("monday", at(2), at(1_000));
      store.maintenance().trim(at(2));
    }
    try (SqliteStore<String, String> store = open(OpenMode.READ_ONLY)) {
      assertThat(store.horizon()).isEqualTo(at(2));
      assertThat(store.watermark()).isEqualTo(at(2));
      assertThat(store.maintenance().pins())
          .extracting(pin -> pin.name())
          .containsExactly("monday");
      assertThat(store.times()).isEmpty();
      assertThat(store.get("a", at(2))).contains("2");
    }
  }

  @Test
  void trim_ofACommitOfManyVersions_keepsThoseThatHold() {
    try (SqliteStore<String, String> store = open()) {
      Batch<String, String> batch = Batch.<String, String>create().note("first");
      for (int i = 0; i < 2_000; i++) {
        batch.put("key" + i, "v");
      }
      store.commit(batch);
      store.put("key7", "w");
      store.delete("key8");
      store.put("key9", "w");

      assertThat(store.maintenance().trim(at(3)).versions()).isEqualTo(3);
      assertThat(store.latest().count()).isEqualTo(1_999);
      assertThat(store.times()).containsExactly(at(4));
      assertThat(store.history("key9")).hasSize(2);
      assertThat(store.maintenance().verify().findings()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Order.class)
  void stream_thatATrimOfAnotherOvertakes_throws(Order order) {
    try (SqliteStore<String, String> store = open();
        SqliteStore<String, String> other = open()) {
      for (int i = 0; i < 5_000; i++) {
        store.commit(Batch.<String, String>create().put("a", "1").put("b" + i, "1").at(at(i + 1)));
      }
      nanos = 5_000;
      Iterator<Commit<String, String>> feed = store.commits(TimeRange.all(), order).iterator();
      Iterator<Instant> times = store.times().iterator();
      feed.next();
      times.next();
      other.maintenance().trim(at(4_900));

      assertThat(store.horizon()).isEqualTo(at(4_900));
      assertThatExceptionOfType(HistoryTrimmedException.class)
          .isThrownBy(() -> feed.forEachRemaining(commit -> {}));
      assertThatExceptionOfType(HistoryTrimmedException.class)
          .isThrownBy(() -> times.forEachRemaining(time -> {}));
      assertThatExceptionOfType(HistoryTrimmedException.class)
          .isThrownBy(() -> store.get("a", at(4_899)));
      assertThat(store.get("a", at(4_900))).contains("1");

      Iterator<Commit<String, String>> left = store.commits(TimeRange.all(), order).iterator();
      other.maintenance().erase(List.of("b4950"));
      assertThatExceptionOfType(HistoryErasedException.class)
          .isThrownBy(() -> left.forEachRemaining(commit -> {}));
    }
  }

  /** What lies at and below the horizon belongs to no commit, whoever asks for it. */
  @ParameterizedTest
  @EnumSource(Order.class)
  void engine_askedForCommitsFromTheBeginning_givesThoseAfterTheHorizon(Order order) {
    try (SqliteStore<String, String> store = open()) {
      store.commit(Batch.<String, String>create().put("a", "1").put("b", "1").put("c", "1"));
      store.put("b", "2");
      store.put("c", "3");
      store.put("c", "4");
      store.maintenance().trim(at(2));
    }
    PageLimit limit = new PageLimit(100, 1_000);
    try (SqliteStore<String, String> store = open()) {
      assertThat(store.commits(TimeRange.all(), order)).hasSize(2);
    }
    try (SqliteEngine engine =
        SqliteEngine.open(
            "test",
            file,
            Engines.HEADER,
            StoreOptions.defaults(),
            new Connector(StoreOptions.defaults(), SqliteOptions.defaults()))) {
      assertThat(engine.commits(Timestamps.NONE, Timestamps.LAST, order, limit).items())
          .extracting(StoredCommit::time)
          .containsExactlyInAnyOrder(3L, 4L);
      assertThat(engine.commits(Timestamps.NONE, 2, order, limit).items()).isEmpty();
      assertThat(engine.times(Timestamps.NONE, Timestamps.LAST, order, 9))
          .containsExactlyInAnyOrder(3, 4);
    }
  }

  @ParameterizedTest
  @CsvSource({"90, 1", "1000, 1", "1990, 1", "2000, 1", "1000, 7", "1990, 7", "1999, 40"})
  void trim_givesSpaceBack(int through, int batch) throws Exception {
    try (SqliteStore<String, String> store = open()) {
      for (int i = 0; i < 2_000; i++) {
        Batch<String, String> commit = Batch.create();
        for (int j = 0; j < batch; j++) {
          commit.put("key" + (i * 7_919L + j * 31L) % 4_000, "value".repeat(i % 60));
        }
        store.commit(commit);
      }
      store.maintenance().trim(at(through));

      Path copy = file.resolveSibling("copy.db");
      store.maintenance().backup(copy);
      assertThat((double) Files.size(file)).isLessThan(1.5 * Files.size(copy));
      assertThat(Engines.number(file, "pragma freelist_count")).isZero();
      assertThat(Files.size(file.resolveSibling("test.db-wal"))).isZero();
    }
  }

  /** Pages that are half empty are not free, and SQLite leaves them so. */
  @Test
  void trim_thatEmptiesHalfOfEachPage_givesSpaceBack() throws IOException {
    try (SqliteStore<String, String> store = open()) {
      for (int i = 0; i < 3_000; i++) {
        store.put(i % 2 == 0 ? "key" + i : "often", "v".repeat(300));
      }
      store.maintenance().trim(store.watermark());

      Path copy = file.resolveSibling("copy.db");
      store.maintenance().backup(copy);
      assertThat((double) Files.size(file)).isLessThan(1.5 * Files.size(copy));
    }
  }

  @Test
  void trim_whileAnotherReadsWhatWasBefore_isDoneAllTheSame() throws SQLException {
    try (SqliteStore<String, String> store = open();
        Connection other = Engines.connect(file);
        Statement statement = other.createStatement()) {
      for (int i = 0; i < 100; i++) {
        store.put("a", "x".repeat(1_000));
      }
      statement.execute("begin");
      statement.executeQuery("select count(*) from v").close();

      assertThat(store.maintenance().trim(at(90)).versions()).isEqualTo(89);
      assertThat(store.horizon()).isEqualTo(at(90));
      assertThat(statement.executeQuery("select count(*) from v").getLong(1)).isEqualTo(100);
      statement.execute("rollback");
      store.maintenance().trim(at(100));
      assertThat(Engines.number(file, "pragma freelist_count")).isZero();
    }
  }

  /** Nothing is left to trim then, but to give back. */
  @Test
  void space_thatAReaderKeeps_isGivenBackByTheNextTrim() throws Exception {
    try (SqliteStore<String, String> store = open();
        Connection other = Engines.connect(file);
        Statement statement = other.createStatement()) {
      for (int i = 0; i < 300; i++) {
        store.put("a", "x".repeat(1_000));
      }
      statement.execute("begin");
      statement.executeQuery("select count(*) from v").close();
      store.maintenance().trim(store.watermark());
      statement.execute("rollback");
      assertThat(store.maintenance().trim(store.watermark()).versions()).isZero();

      Path copy = file.resolveSibling("copy.db");
      store.maintenance().backup(copy);
      assertThat((double) Files.size(file)).isLessThan(1.5 * Files.size(copy));
      assertThat(Files.size(file.resolveSibling("test.db-wal"))).isZero();
    }
  }
}
