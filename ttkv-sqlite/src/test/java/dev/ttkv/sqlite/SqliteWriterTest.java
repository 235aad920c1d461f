// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static dev.ttkv.sqlite.Engines.commit;
import static dev.ttkv.sqlite.Engines.get;
import static dev.ttkv.sqlite.Engines.put;
import static dev.ttkv.sqlite.Engines.settle;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.CommitOutcomeUnknownException;
import dev.ttkv.Order;
import dev.ttkv.StoreBusyException;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.PageLimit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteErrorCode;

class SqliteWriterTest {
  private Path file;

  @BeforeEach
  void choose(@TempDir Path folder) {
    file = folder.resolve("test.db");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 50, 250})
  void write_whileAnotherHoldsTheLock_isBusyAndWritesNothing(int millis) throws SQLException {
    Duration busyWait = Duration.ofMillis(millis);
    try (SqliteEngine engine = Engines.open(file, StoreOptions.defaults().withBusyWait(busyWait));
        Connection other = Engines.connect(file);
        Statement statement = other.createStatement()) {
      commit(engine, 1, put("a", "1"));
      statement.execute("begin immediate");

      assertThatExceptionOfType(StoreBusyException.class)
          .isThrownBy(() -> commit(engine, 2, put("a", "2")))
          .withMessageContaining(file.toString())
          .withMessageContaining(busyWait.toString())
          .withMessageContaining("nothing was written");
      assertThat(engine.head()).isEqualTo(new Head(1, 1));
      assertThat(get(engine, "a", 9)).contains("1");

      statement.execute("rollback");
      commit(engine, 3, put("a", "3"));
      assertThat(engine.head()).isEqualTo(new Head(3, 3));
    }
  }

  @Test
  void write_whenTheLockIsGivenBackAfterAWhile_isDone() throws Exception {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector);
        Connection other = Engines.connect(file);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      CountDownLatch begun = new CountDownLatch(3);
      connector.onBegin(begun::countDown);
      Background<Boolean> write =
          Background.start(
              () -> {
                commit(engine, 1, put("a", "1"));
                return true;
              });
      assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
      statement.execute("rollback");

      assertThat(write.result()).isTrue();
      assertThat(get(engine, "a", 1)).contains("1");
    }
  }

  @Test
  void read_afterOneThatFailed_isDone() {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      commit(engine, 1, put("a", "1"));
      connector.failReads(true);

      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> get(engine, "a", 1))
          .withMessageContaining("disk");

      connector.failReads(false);
      assertThat(get(engine, "a", 1)).contains("1");
    }
  }

  @Test
  void close_whileAWriteWaitsForALongTime_endsTheWait() throws Exception {
    StoreOptions patient = StoreOptions.defaults().withBusyWait(Duration.ofDays(1));
    FaultyConnector connector = new FaultyConnector(patient);
    SqliteEngine engine = Engines.open(file, patient, connector);
    try (Connection other = Engines.connect(file);
        Statement statement = other.createStatement()) {
      statement.execute("begin immediate");
      CountDownLatch begun = new CountDownLatch(1);
      connector.onBegin(begun::countDown);
      Background<Boolean> write =
          Background.start(
              () -> {
                commit(engine, 1, put("a", "1"));
                return true;
              });
      assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();

      engine.close();

      assertThatIllegalStateException()
          .isThrownBy(write::result)
          .withMessageContaining(file + " is closed");
    }
  }

  @Test
  void write_whenNoSpaceIsLeft_writesNothingAndGoesOnWhenThereIs() {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      commit(engine, 1, put("a", "1"));
      connector.limitPages(30);

      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> commit(engine, 2, put("a", "2"), put("b", "x".repeat(1_000_000))))
          .withMessageContaining(file.toString())
          .withMessageContaining("make room");
      assertThat(engine.head()).isEqualTo(new Head(1, 1));
      commit(engine, 3, put("a", "3"));

      connector.limitPages(3_000);
      commit(engine, 4, put("b", "x".repeat(1_000_000)));
      assertThat(engine.times(0, 9, Order.ASCENDING, 9)).containsExactly(1, 3, 4);
      assertThat(engine.commits(0, 9, Order.ASCENDING, new PageLimit(9, 9_999_999)).items())
          .hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SQLITE_FULL", "SQLITE_BUSY"})
  void commit_thatSurelyFailed_writesNothing(SQLiteErrorCode code) {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      connector.failCommits(code);

      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> commit(engine, 1, put("a", "1")))
          .isNotInstanceOf(CommitOutcomeUnknownException.class);

      connector.failCommits(SQLiteErrorCode.SQLITE_OK);
      assertThat(engine.head()).isEqualTo(Head.EMPTY);
      commit(engine, 1, put("a", "2"));
      assertThat(get(engine, "a", 1)).contains("2");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SQLITE_IOERR_FSYNC", "SQLITE_IOERR_WRITE", "SQLITE_NOMEM"})
  void commit_thatMayHaveFailed_isUnknownAndEndsTheUse(SQLiteErrorCode code) {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      connector.failCommits(code);

      assertThatExceptionOfType(CommitOutcomeUnknownException.class)
          .isThrownBy(() -> commit(engine, 1_000_000_001, put("a", "1")))
          .withMessageContaining(file.toString())
          .withMessageContaining("1970-01-01T00:00:01.000000001Z")
          .matches(e -> e.time().equals(Instant.ofEpochSecond(1, 1)));

      connector.failCommits(SQLiteErrorCode.SQLITE_OK);
      assertThatThrownBy(() -> commit(engine, 2_000_000_000, put("a", "2")))
          .isExactlyInstanceOf(TimeTravelStoreException.class)
          .hasMessageContaining("open it again");
      assertThatThrownBy(engine::head).hasMessageContaining("open it again");
      assertThatThrownBy(() -> get(engine, "a", 1)).hasMessageContaining("open it again");
    }
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 2_000_000_000, put("a", "2"));
      assertThat(get(engine, "a", 2_000_000_000)).contains("2");
    }
  }

  @Test
  void settle_whoseOutcomeIsUnknown_saysItsTime() {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      connector.failCommits(SQLiteErrorCode.SQLITE_IOERR_FSYNC);

      assertThatExceptionOfType(CommitOutcomeUnknownException.class)
          .isThrownBy(() -> settle(engine, 7))
          .matches(e -> e.time().equals(Instant.ofEpochSecond(0, 7)));
    }
  }

  @Test
  void write_whoseDecisionSwallowsAFailedRead_isRefused() {
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      commit(engine, 1, put("a", "1"));

      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(
              () ->
                  engine.write(
                      (head, reader) -> {
                        connector.failReads(true);
                        try {
                          reader.find(Engines.bytes("a"), 1);
                        } catch (TimeTravelStoreException e) {
                          // as a decision may that decides for several
                        }
                        connector.failReads(false);
                        return Engines.append(head, 2, put("a", "2"));
                      }))
          .withMessageContaining("disk");
      assertThat(engine.head()).isEqualTo(new Head(1, 1));
      commit(engine, 3, put("a", "3"));
    }
  }
}
