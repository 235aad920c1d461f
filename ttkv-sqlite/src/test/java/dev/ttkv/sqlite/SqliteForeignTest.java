// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Databases of others, as processes leave them that are killed: refused, and not a byte changed.
 */
class SqliteForeignTest {
  private final Path original;
  private final Path killed;

  SqliteForeignTest(@TempDir Path folder) throws IOException {
    original = Files.createDirectory(folder.resolve("original")).resolve("x.db");
    killed = Files.createDirectory(folder.resolve("killed")).resolve("x.db");
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void anotherProgramsDatabase_withALog_isLeftAsItIs(OpenMode mode) throws Exception {
    whileOpen("-wal", "pragma journal_mode = wal", "create table t(x)", "insert into t values (1)");

    assertRefusedAndUntouched(mode, "another program");
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void anotherProgramsDatabase_withAJournal_isLeftAsItIs(OpenMode mode) throws Exception {
    whileOpen(
        "-journal",
        "create table t(x)",
        "insert into t values (zeroblob(100000))",
        "pragma cache_size = 1",
        "begin immediate",
        "update t set x = zeroblob(100001)",
        "insert into t values (zeroblob(100000))");

    assertRefusedAndUntouched(mode, "another program");
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void storeOfANewerFormat_withALog_isLeftAsItIs(OpenMode mode) throws Exception {
    Engines.open(original).close();
    Engines.sql(original, "pragma user_version = 2");
    whileOpen("-wal", "delete from meta");

    assertRefusedAndUntouched(mode, "format 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-wal", "-shm", "-journal"})
  void newStore_underTheNameOfAFileOfAnother_isRefused(String suffix) throws IOException {
    Path name = original.resolveSibling("x.db" + suffix);
    Engines.open(original).close();

    assertThatExceptionOfType(TimeTravelStoreException.class)
        .isThrownBy(() -> Engines.open(name))
        .withMessageContaining("SQLite uses for a file of the database " + original);

    assertThat(name).doesNotExist();
    assertThat(contents(original)).containsOnlyKeys("x.db");
  }

  @Test
  void newStore_whoseNameOnlyEndsSo_isMade() {
    Engines.open(original.resolveSibling("-wal")).close();
    Engines.open(original.resolveSibling("y-journal")).close();

    assertThat(original.resolveSibling("-wal")).exists();
    assertThat(original.resolveSibling("y-journal")).exists();
  }

  /** Copies the original as it is when the statements have run and it is still open. */
  private void whileOpen(String log, String... statements) throws Exception {
    try (Connection connection = Engines.connect(original);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
      Files.copy(original, killed);
      Files.copy(sibling(original, log), sibling(killed, log));
    }
  }

  private static Path sibling(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void assertRefusedAndUntouched(OpenMode mode, String message) throws IOException {
    Map<String, byte[]> before = contents(killed);
    assertThat(before).hasSize(2);
    assertThatExceptionOfType(FormatMismatchException.class)
        .isThrownBy(() -> Engines.open(killed, StoreOptions.defaults().withMode(mode)))
        .withMessageContaining(message);
    assertThat(contents(killed)).containsExactlyEntriesOf(before);
  }

  private static Map<String, byte[]> contents(Path besides) throws IOException {
    Map<String, byte[]> contents = new TreeMap<>();
    try (Stream<Path> files = Files.list(besides.resolveSibling(""))) {
      for (Path file : files.toList()) {
        contents.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    return contents;
  }
}
