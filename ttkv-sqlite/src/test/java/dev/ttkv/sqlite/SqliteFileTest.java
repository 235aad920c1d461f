// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static dev.ttkv.sqlite.Engines.commit;
import static dev.ttkv.sqlite.Engines.get;
import static dev.ttkv.sqlite.Engines.number;
import static dev.ttkv.sqlite.Engines.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Durability;
import dev.ttkv.FormatMismatchException;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.Head;
import dev.ttkv.spi.StoreHeader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFileTest {
  private Path folder;
  private Path file;

  @BeforeEach
  void choose(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("test.db");
  }

  @Test
  void open_ofAClosedStore_findsItAlone() throws IOException {
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 1, put("a", "1"));
    }

    assertThat(files()).containsExactly(file);
    try (SqliteEngine engine = Engines.open(file, mode(OpenMode.EXISTING))) {
      assertThat(get(engine, "a", 1)).contains("1");
    }
    assertThat(files()).containsExactly(file);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "with blanks ",
        " question?mode=memory",
        "hash#x",
        "percent%41%3f",
        "quote'\"; drop table v",
        "+&=;$",
        "Zürich \u6771\u4eac \uD83D\uDE00"
      })
  void open_ofAnyName_createsThatFile(String name) throws IOException {
    file = folder.resolve(name);
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 1, put("a", "1"));
    }

    assertThat(files()).containsExactly(file);
    try (SqliteEngine engine = Engines.open(file, mode(OpenMode.READ_ONLY))) {
      assertThat(get(engine, "a", 1)).contains("1");
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CREATE", "CREATE_NEW"})
  void create_inAFolderThatIsMissing_isRefused(OpenMode mode) {
    file = folder.resolve("missing").resolve("test.db");

    assertRefused(mode).hasMessageContaining("folder is not there");

    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXISTING", "READ_ONLY"})
  void open_ofAMissingFile_isRefusedAndCreatesNothing(OpenMode mode) {
    assertRefused(mode).hasMessageContaining("there is no such store");

    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void createNew_ofAStoreThatIsThere_isRefusedAndLeavesIt() {
    Engines.open(file).close();

    assertRefused(OpenMode.CREATE_NEW).hasMessageContaining("there already");

    Engines.open(file, mode(OpenMode.EXISTING)).close();
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void open_ofAFolder_isRefused(OpenMode mode) throws IOException {
    Files.createDirectory(file);

    assertRefused(mode)
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("is a folder");
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void open_ofAnEmptyFile_isRefused(OpenMode mode) throws IOException {
    Files.createFile(file);

    assertRefused(mode)
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("empty file")
        .hasMessageContaining("delete it");

    assertThat(files()).containsExactly(file);
    assertThat(file).isEmptyFile();
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "This is a letter.", "SQLite format 3\0 and no more"})
  void open_ofAnotherFile_isRefusedAndLeavesIt(String text) throws IOException {
    String content = text.repeat(1_000);
    Files.writeString(file, content);

    assertRefused(OpenMode.CREATE)
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("is not a store");

    assertThat(file).content().isEqualTo(content);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void open_ofAnotherProgramsDatabase_isRefusedAndLeavesIt() throws Exception {
    Engines.sql(file, "create table t(x)", "pragma application_id = 7");
    byte[] before = Files.readAllBytes(file);

    assertRefused(OpenMode.CREATE)
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("another program")
        .hasMessageContaining("7");

    assertThat(file).hasBinaryContent(before);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 77})
  void open_ofAnotherFormat_isRefusedWithBothNumbers(int format) throws SQLException {
    Engines.open(file).close();
    Engines.sql(file, "pragma user_version = " + format);

    assertRefused(OpenMode.CREATE)
        .isInstanceOf(FormatMismatchException.class)
        .hasMessageContaining("format " + format)
        .hasMessageContaining("reads 1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop table v",
        "drop index v_kid_ts",
        "create table more(x)",
        "create trigger t after insert on v begin delete from keys; end",
        "create view w as select * from v",
        "alter table meta add column more any"
      })
  void open_ofAStoreWithOtherTables_isDamage(String sql) throws SQLException {
    Engines.open(file).close();
    Engines.sql(file, sql);

    assertRefused(OpenMode.CREATE)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining("tables were changed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"key codec", "value codec"})
  void open_ofAStoreWithoutItsHeader_isDamage(String name) throws SQLException {
    Engines.open(file).close();
    Engines.sql(file, "delete from meta where name = '" + name + "'");

    assertRefused(OpenMode.CREATE)
        .isInstanceOf(DamagedStoreException.class)
        .hasMessageContaining(name);
  }

  @Test
  void open_ofAStoreAfterAnalyze_isNoDamage() throws SQLException {
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 1, put("a", "1"));
    }
    Engines.sql(file, "analyze");

    try (SqliteEngine engine = Engines.open(file)) {
      assertThat(get(engine, "a", 1)).contains("1");
    }
  }

  @Test
  void open_throughASymbolicLink_isTheSameStore() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link.db"), file);
    for (OpenMode mode : List.of(OpenMode.CREATE, OpenMode.CREATE_NEW)) {
      assertThatExceptionOfType(TimeTravelStoreException.class)
          .isThrownBy(() -> Engines.open(link, mode(mode)))
          .withMessageContaining("is a link to what is not there");
    }

    try (SqliteEngine engine = Engines.open(file);
        SqliteEngine other = Engines.open(link)) {
      commit(engine, 1, put("a", "1"));
      commit(other, 2, put("b", "2"));

      assertThat(get(other, "a", 2)).contains("1");
      assertThat(get(engine, "b", 2)).contains("2");
    }
  }

  @ParameterizedTest
  @EnumSource(names = "CREATE_NEW", mode = EnumSource.Mode.EXCLUDE)
  void open_ofAFileWithTwoNames_isRefused(OpenMode mode) throws IOException {
    Engines.open(file).close();
    Files.createLink(folder.resolve("other.db"), file);

    assertRefused(mode).hasMessageContaining("other names");
  }

  @Test
  void open_afterACrashBetweenCreatingAndNaming_removesTheOtherName() throws IOException {
    Engines.open(file).close();
    Files.createLink(folder.resolve("ttkv-0123456789ABCDEF.new"), file);
    Path unrelated = Files.createFile(folder.resolve("ttkv-0000000000000000.new"));

    Engines.open(file).close();

    assertThat(files()).containsExactlyInAnyOrder(file, unrelated);
  }

  @Test
  void create_byManyAtOnce_isOneStore() throws IOException {
    List<SqliteEngine> engines =
        IntStream.range(0, 8)
            .mapToObj(i -> Background.start(() -> Engines.open(file)))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    for (int i = 0; i < engines.size(); i++) {
      commit(engines.get(i), i + 1, put("key" + i, "x"));
    }
    assertThat(engines).allSatisfy(e -> assertThat(get(e, "key7", 8)).contains("x"));

    engines.forEach(SqliteEngine::close);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void createNew_byManyAtOnce_succeedsOnce() throws IOException {
    List<Boolean> created =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    Background.start(
                        () -> {
                          try (SqliteEngine engine =
                              Engines.open(file, mode(OpenMode.CREATE_NEW))) {
                            return engine.head() != null;
                          } catch (TimeTravelStoreException e) {
                            assertThat(e).hasMessageContaining("there already");
                            return false;
                          }
                        }))
            .toList()
            .stream()
            .map(Background::result)
            .toList();

    assertThat(created).containsOnlyOnce(true);
    assertThat(files()).containsExactly(file);
  }

  @Test
  void create_ofAStoreThatIsThere_keepsItsHeader() {
    Engines.open(file).close();
    StoreOptions options = StoreOptions.defaults();

    try (SqliteEngine engine =
        SqliteEngine.open(
            "sqlite:test",
            file,
            new StoreHeader("others", "others"),
            options,
            new Connector(options, SqliteOptions.defaults()))) {
      assertThat(engine.header()).isEqualTo(Engines.HEADER);
    }
  }

  @Test
  void create_makesADatabaseThatSaysWhatItIs() throws SQLException {
    Engines.open(file).close();

    assertThat(number(file, "pragma application_id")).isEqualTo(0x74746B76);
    assertThat(number(file, "pragma user_version")).isEqualTo(1);
    assertThat(number(file, "pragma auto_vacuum")).isEqualTo(2);
    assertThat(number(file, "select count(*) from pragma_integrity_check")).isEqualTo(1);
  }

  @Test
  void create_leavesNothingToDoAtClosing() throws Exception {
    StoreOptions options = StoreOptions.defaults();
    Path copy = folder.resolve("copy.db");
    try (Connection connection = new Connector(options, SqliteOptions.defaults()).create(file)) {
      Schema.create(connection, Engines.HEADER);
      Files.copy(file, copy);
    }

    byte writeAheadLog = 2;
    assertThat(Files.readAllBytes(copy)[18]).isEqualTo(writeAheadLog);
    try (SqliteEngine engine = Engines.open(copy, mode(OpenMode.EXISTING))) {
      assertThat(engine.header()).isEqualTo(Engines.HEADER);
      assertThat(engine.head()).isEqualTo(Head.EMPTY);
    }
  }

  @ParameterizedTest
  @CsvSource({"NONE, 1", "PROCESS, 1", "POWER, 2"})
  void connections_areSetAsTheOptionsSay(Durability durability, long synchronous)
      throws SQLException {
    StoreOptions options = StoreOptions.defaults().withDurability(durability);
    Engines.open(file, options).close();
    Connector connector =
        new Connector(
            options, SqliteOptions.defaults().withCacheMebibytes(3).withCheckpointPages(77));

    try (Connection connection = connector.open(file)) {
      connector.prepareToWrite(connection);

      assertThat(connector.durability()).isEqualTo(durability);
      assertThat(pragma(connection, "synchronous")).isEqualTo(synchronous);
      assertThat(pragma(connection, "fullfsync")).isEqualTo(synchronous / 2);
      assertThat(pragma(connection, "cache_size")).isEqualTo(-3 * 1024);
      assertThat(pragma(connection, "wal_autocheckpoint")).isEqualTo(77);
      assertThat(pragma(connection, "journal_size_limit")).isEqualTo(77 * 4096);
      assertThat(pragma(connection, "trusted_schema")).isZero();
      assertThat(pragma(connection, "cell_size_check")).isEqualTo(1);
      assertThat(pragma(connection, "mmap_size")).isZero();
    }
    try (Connection connection = connector.read(file)) {
      assertThatThrownBy(() -> Connector.execute(connection, "delete from v"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("readonly");
    }
  }

  @Test
  void open_ofAnArchiveWithoutALog_toReadOnly_leavesItWithoutOne() throws Exception {
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 1, put("a", "1"));
    }
    Engines.sql(file, "pragma journal_mode = delete");

    try (SqliteEngine engine = Engines.open(file, mode(OpenMode.READ_ONLY))) {
      assertThat(get(engine, "a", 1)).contains("1");
      assertThat(files()).containsExactly(file);
    }
  }

  private org.assertj.core.api.AbstractThrowableAssert<?, ? extends Throwable> assertRefused(
      OpenMode mode) {
    return assertThatThrownBy(() -> Engines.open(file, mode(mode)))
        .isInstanceOf(TimeTravelStoreException.class)
        .hasMessageContaining("sqlite:" + file)
        .satisfies(e -> assertThat(Engines.openFiles(folder)).isEmpty());
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }

  private static long pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma " + name)) {
      return row.getLong(1);
    }
  }

  private static StoreOptions mode(OpenMode mode) {
    return StoreOptions.defaults().withMode(mode);
  }
}
