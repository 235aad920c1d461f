// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Erasure;
import dev.ttkv.KeyCodec;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.Retained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteEraseTest {
  /** What the log takes for a page that was written. */
  private static final long FRAME = 4096 + 24;

  private Path folder;
  private long nanos;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
  }

  private SqliteStore<String, String> open() {
    return SqliteStore.open(
        folder.resolve("test.db"),
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults()
            .withClock(() -> Instant.ofEpochSecond(0, ++nanos))
            .withBusyWait(Duration.ofMillis(50)));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
  void erase_afterAnyWork_leavesNoBytesInAnyFile(int seed) throws Exception {
    Random random = new Random(seed);
    try (SqliteStore<String, String> store = open()) {
      Marked.work(store, random, 300);
      if (seed % 3 > 0) {
        store.maintenance().trim(Instant.ofEpochSecond(0, nanos / 2));
      }
      Marked.work(store, random, 100);
    }
    try (SqliteStore<String, String> store = open()) {
      assertThat(Marked.places(folder)).isNotEmpty();
      if (seed % 3 > 1) {
        store.maintenance().trim(store.watermark());
      }

      Erasure erasure = store.maintenance().erase(Marked.keys());

      assertThat(erasure.complete()).isTrue();
      assertThat(erasure.versions()).isPositive();
      assertThat(Marked.places(folder)).isEmpty();
      assertThat(store.latest().count()).isPositive();
      assertThat(store.maintenance().verify().findings()).isEmpty();
      Marked.work(store, new Random(seed), 1); // they can be written again
    }
  }

  /** What was deleted and trimmed has no version that is there to be erased. */
  @Test
  void forget_ofKeysWithoutVersions_removesWhatIsLeftOfThem() throws Exception {
    try (SqliteStore<String, String> store = open()) {
      Marked.work(store, new Random(1), 300);
      Marked.keys().forEach(store::delete);
      store.maintenance().trim(store.watermark());
    }
    try (SqliteEngine engine =
        SqliteEngine.open(
            "test",
            folder.resolve("test.db"),
            Engines.HEADER,
            StoreOptions.defaults(),
            new Connector(StoreOptions.defaults(), SqliteOptions.defaults()))) {
      List<byte[]> keys = Marked.keys().stream().map(Engines::bytes).toList();

      assertThat(engine.forget((head, reader) -> erased(head, keys))).isTrue();
      assertThat(Marked.places(folder)).isEmpty();
    }
  }

  private static Optional<Engine.Forget> erased(Head head, List<byte[]> keys) {
    Retained before = head.retained();
    return Optional.of(
        new Engine.Forget(
            keys,
            new Retained(
                before.horizon(), before.erasures() + 1, before.baseline(), before.pins())));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void erase_whileAnotherReadsWhatWasBefore_isPutOffAndDoneLater(boolean reopened)
      throws Exception {
    SqliteStore<String, String> store = open();
    Marked.work(store, new Random(1), 50);
    try (Connection other = Engines.connect(folder.resolve("test.db"));
        Statement statement = other.createStatement()) {
      statement.execute("begin");
      statement.executeQuery("select count(*) from v").close();

      assertThat(store.maintenance().erase(Marked.keys()).complete()).isFalse();
      assertThat(store.get(Marked.keys().get(0))).isEmpty();
      Path log = folder.resolve("test.db-wal");
      long length = Files.size(log);
      assertThat(store.maintenance().erase(List.of("absent")).complete()).isFalse();
      // the number of erasures, but not the database anew
      assertThat(Files.size(log)).isBetween(length, length + 2 * FRAME);
      if (reopened) {
        store.close();
        store = open();
      }
      assertThat(Marked.places(folder)).isNotEmpty();
      statement.execute("rollback");
    }
    if (reopened) {
      store.close();
      store = open();
    } else {
      assertThat(store.maintenance().erase(List.of("absent")).complete()).isTrue();
    }

    assertThat(Marked.places(folder)).isEmpty();
    assertThat(store.maintenance().verify().findings()).isEmpty();
    store.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"vacuum", "select (select value from meta where name = 'erased')"})
  void erase_whenTheFileCannotBeWrittenAnew_isDoneAtTheNextOpening(String failing)
      throws Exception {
    Path file = folder.resolve("test.db");
    open().close();
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    try (SqliteStore<String, String> store = open()) {
      Marked.work(store, new Random(1), 50);
    }
    List<byte[]> keys = Marked.keys().stream().map(Engines::bytes).toList();
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      connector.fail(failing, false);
      boolean forgotten = failing.equals("vacuum");

      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> engine.forget((head, reader) -> erased(head, keys)))
          .withMessageContaining(file.toString())
          .withMessageContaining(forgotten ? "it is forgotten" : "no space");
      assertThat(engine.retained().erasures()).isEqualTo(forgotten ? 1 : 0);
    }
    assertThat(Marked.places(folder)).isNotEmpty();

    try (SqliteStore<String, String> store = open()) {
      boolean forgotten = failing.equals("vacuum");
      assertThat(Marked.places(folder).isEmpty()).isEqualTo(forgotten);
      assertThat(Marked.keys().stream().flatMap(store::history).findAny().isEmpty())
          .isEqualTo(forgotten);
    }
  }

  @Test
  void open_afterAnErase_doesNotWriteTheFileAnewAgain() {
    Path file = folder.resolve("test.db");
    try (SqliteEngine engine = Engines.open(file)) {
      Engines.commit(engine, 1, Engines.put("a", "1"));
      assertThat(engine.forget((head, reader) -> erased(head, List.of(Engines.bytes("a")))))
          .isTrue();
    }
    StoreOptions options = StoreOptions.defaults();
    FaultyConnector connector = new FaultyConnector(options);
    connector.fail("vacuum", false);
    List<String> executed = new ArrayList<>();
    connector.onExecute(executed::add);
    try (SqliteEngine engine = Engines.open(file, options, connector)) {
      assertThat(engine.forget((head, reader) -> Optional.empty())).isTrue();
      assertThat(executed).isNotEmpty().doesNotContain("vacuum");
    }
  }

  /** The files as they are before each statement are those of a process that was killed then. */
  @Test
  void forget_brokenOffAnywhere_isNotBegunOrCarriedThroughAtTheNextOpening() throws Exception {
    Path file = folder.resolve("live").resolve("test.db");
    Files.createDirectories(file.getParent());
    StoreOptions options = StoreOptions.defaults();
    try (SqliteStore<String, String> store =
        SqliteStore.open(file, KeyCodec.utf8(), Codec.utf8(), options)) {
      Marked.work(store, new Random(5), 60);
    }
    List<byte[]> keys = Marked.keys().stream().map(Engines::bytes).toList();
    FaultyConnector connector = new FaultyConnector(options);
    List<Path> copies = new ArrayList<>();
    try (SqliteEngine engine =
        SqliteEngine.open("live", file, Engines.HEADER, options, connector)) {
      connector.onExecute(sql -> copies.add(copy(file, copies.size())));
      assertThat(engine.forget((head, reader) -> erased(head, keys))).isTrue();
      connector.onExecute(sql -> {});
      copies.add(copy(file, copies.size()));
    }
    int carriedThrough = 0;
    for (Path copy : copies) {
      try (SqliteStore<String, String> store =
          SqliteStore.open(copy.resolve("test.db"), KeyCodec.utf8(), Codec.utf8())) {
        assertThat(store.maintenance().verify().findings()).isEmpty();
        if (Marked.keys().stream().flatMap(store::history).findAny().isEmpty()) {
          carriedThrough++;
          assertThat(Marked.places(copy)).isEmpty();
        } else {
          assertThat(carriedThrough).isZero();
        }
      }
    }
    // before and after each of: the log, the file, the log, and that it is done
    assertThat(carriedThrough).isBetween(5, copies.size() - 5);
  }

  private Path copy(Path file, int number) {
    try {
      Path copy = Files.createDirectories(folder.resolve("copy" + number));
      for (String suffix : new String[] {"", "-wal"}) {
        Path from = file.resolveSibling(file.getFileName() + suffix);
        if (Files.exists(from)) {
          Files.copy(from, copy.resolve(from.getFileName()));
        }
      }
      return copy;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What is missing could not be noticed any more once the rest is linked anew. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a | delete from v where ts = 2 and kid = 3",
        "b | delete from v where ts = 2 and kid = 2",
        "a | delete from v where ts = 2",
        "a | delete from v where ts = 4",
        "a | delete from v where ts = 6",
        "a | delete from keys where k = x'62'"
      })
  void erase_whereACommitIsDamagedOrMissing_isRefusedAndChangesNothing(String key, String sql)
      throws SQLException {
    try (SqliteStore<String, String> store = open()) {
      store.put("c", "1");
      store.commit(Batch.<String, String>create().put("a", "2").put("b", "2").note("2"));
      store.put("a", "3");
      store.put("c", "4");
      store.put("a", "5");
      store.put("c", "6");
      store.put("c", "7");
    }
    Engines.sql(folder.resolve("test.db"), sql);
    try (SqliteStore<String, String> store = open()) {
      assertThatExceptionOfType(DamagedStoreException.class)
          .isThrownBy(() -> store.maintenance().erase(List.of(key)));
      assertThat(store.history(key)).isNotEmpty();
      assertThat(store.maintenance().verify().findings()).isNotEmpty();
    }
  }
}
