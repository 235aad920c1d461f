// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ttkv.Batch;
import dev.ttkv.Codec;
import dev.ttkv.DamagedStoreException;
import dev.ttkv.Finding;
import dev.ttkv.KeyCodec;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.Verification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteVerifyTest {
  private Path file;
  private long nanos;

  @BeforeEach
  void write(@TempDir Path folder) {
    file = folder.resolve("test.db");
    try (SqliteStore<String, String> store = open()) {
      store.commit(
          Batch.<String, String>create().put("a", "a1").put("b", "b1").put("c", "c1").note("3"));
      store.put("a", "a2");
      store.commit(Batch.<String, String>create().put("b", "b3").put("c", "c3"));
      store.delete("a");
      store.put("d", "d5");
    }
  }

  private SqliteStore<String, String> open() {
    return SqliteStore.open(
        file,
        KeyCodec.utf8(),
        Codec.utf8(),
        StoreOptions.defaults().withClock(() -> Instant.ofEpochSecond(0, ++nanos)));
  }

  private Verification verify() {
    try (SqliteStore<String, String> store = open()) {
      return store.maintenance().verify();
    }
  }

  private static Optional<String> text(Finding finding) {
    return finding.key().map(key -> new String(key, StandardCharsets.UTF_8));
  }

  @Test
  void verify_ofAWholeStore_isClean() {
    assertThat(verify())
        .isEqualTo(new Verification(Instant.ofEpochSecond(0, 5), 5, 8, 4, 0, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "delete from v where ts = 1 and kid = 1",
        "delete from v where ts = 1 and kid = 2",
        "delete from v where ts = 2",
        "delete from v where ts = 3 and kid = 2",
        "delete from v where ts = 3 and kid = 3",
        "delete from v where ts = 4",
        "delete from v where ts < 3",
        "delete from v where kid = 1",
        "delete from v",
        "delete from keys where id = 1",
        "delete from keys where id = 4",
        "update keys set id = 9 where id = 2",
        "update keys set k = x'7a' where id = 1",
        // values that change places, with and without their checksums
        "update v set rec = case ts when 1 then (select rec from v where ts = 2)"
            + " else (select rec from v where ts = 1 and kid = 1) end where ts < 3 and kid = 1",
        "update v set rec = cast(substr(rec, 1, length(rec) - 2) || x'6131' as blob) where ts = 2",
        "update v set rec = x'' where ts = 1 and kid = 3",
        "update v set ts = 9 where ts = 2",
        "update v set kid = 3 where ts = 2",
        "insert into v select ts + 100, kid, rec from v where ts = 3",
        "insert into v select ts, 4, rec from v where ts = 2",
        "insert into keys(k) values (x'7a')",
        "delete from meta where name = 'settled'",
        "update meta set value = 7 where name = 'settled'",
        "update meta set value = x'000000000000000000ff' where name = 'settled'",
        "delete from meta where name = 'retained'",
        "update meta set value = x'0000000000ff' where name = 'retained'",
        "update meta set value = (select value from meta where name = 'settled')"
            + " where name = 'retained'",
        "delete from meta where name = 'erased'",
        "update meta set value = x'0000000000ff' where name = 'cleaned'",
        "pragma user_version = 0",
        "pragma application_id = 7"
      })
  void open_orVerify_findsWhatWasChanged(String sql) throws SQLException {
    Engines.sql(file, sql);

    try (SqliteStore<String, String> store = open()) {
      assertThat(store.maintenance().verify().findings()).isNotEmpty().hasSizeLessThan(20);
    } catch (DamagedStoreException e) {
      assertThat(e).hasMessageContaining(file.toString());
    } catch (TimeTravelStoreException e) {
      assertThat(sql).contains("pragma");
    }
  }

  @Test
  void verify_saysWhichVersionIsMissing() throws SQLException {
    Engines.sql(file, "delete from v where ts = 2");

    assertThat(verify().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.toString())
                    .contains("the commit at 1970-01-01T00:00:00.000000003Z")
                    .contains("missing, that at 1970-01-01T00:00:00.000000002Z"));
  }

  @Test
  void verify_saysWhichVersionIsDamaged() throws SQLException {
    Engines.sql(file, "update v set rec = x'0000000000ff' where ts = 4");

    assertThat(verify().findings())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.toString())
                    .contains("key 'a' at 1970-01-01T00:00:00.000000004Z")
                    .contains("damaged")
                    .doesNotContain(file.toString()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"delete from v where ts = 2", "insert into v values (7, 2, x'00')"})
  void verify_withAnIndexOutOfStep_findsIt(String sql) throws SQLException {
    String index = "select rowid, type, name, tbl_name, rootpage, sql from sqlite_schema";
    Engines.sql(
        file,
        "create temp table kept as " + index + " where name = 'v_kid_ts'",
        "pragma writable_schema = on",
        "delete from sqlite_schema where name = 'v_kid_ts'",
        "pragma writable_schema = reset",
        sql,
        "pragma writable_schema = on",
        "insert into sqlite_schema(rowid, type, name, tbl_name, rootpage, sql)"
            + " select * from kept",
        "pragma writable_schema = reset");

    assertThat(verify().findings())
        .anySatisfy(finding -> assertThat(finding.what()).contains("integrity check"));
  }

  @Test
  void verify_withoutTheNewestCommit_missesItIfAKeyWasNewInIt() throws SQLException {
    Engines.sql(file, "delete from v where ts = 5");

    assertThat(verify().findings())
        .singleElement()
        .satisfies(finding -> assertThat(text(finding)).contains("d"));
  }

  /** Nothing in what is left says that there was more. */
  @Test
  void verify_withoutTheNewestCommitsAltogether_isClean() throws SQLException {
    Engines.sql(file, "delete from v where ts >= 4", "delete from keys where k = x'64'");

    assertThat(verify())
        .isEqualTo(new Verification(Instant.ofEpochSecond(0, 3), 3, 6, 3, 0, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // of the baseline: a value, all of a key, a time, a deletion that was trimmed
        "delete from v where ts = 2 | hold at the horizon",
        "delete from v where ts = 3 and kid = 3 | hold at the horizon",
        "delete from keys where id = 1 | hold at the horizon",
        "update v set ts = 1 where ts = 2 | damaged",
        "insert into v select 1, 1, rec from v where ts = 2 | was trimmed",
        "insert into v select 3, 1, rec from v where ts = 4 | was trimmed",
        // the first commit after the horizon
        "delete from v where ts = 4 | the commit before it is missing",
        "update meta set value = (select value from meta where name = 'cleaned')"
            + " where name = 'retained' | its horizon is damaged"
      })
  void verify_ofATrimmedStore_findsWhatWasChanged(String sql, String what) throws SQLException {
    try (SqliteStore<String, String> store = open()) {
      store.maintenance().trim(Instant.ofEpochSecond(0, 3));
      assertThat(store.maintenance().verify().findings()).isEmpty();
    }
    Engines.sql(file, sql);

    try (SqliteStore<String, String> store = open()) {
      assertThat(store.maintenance().verify().findings())
          .anySatisfy(finding -> assertThat(finding.what()).contains(what));
    } catch (DamagedStoreException e) {
      assertThat(e).hasMessageContaining(what);
    }
  }

  @Test
  void verify_ofAStoreThatIsOnlyRead_findsACounterThatIsDamaged() throws SQLException {
    Engines.sql(file, "update meta set value = x'0000000000ff' where name = 'erased'");

    try (SqliteStore<String, String> store =
        SqliteStore.open(
            file,
            KeyCodec.utf8(),
            Codec.utf8(),
            StoreOptions.defaults().withMode(OpenMode.READ_ONLY))) {
      assertThat(store.maintenance().verify().findings())
          .singleElement()
          .satisfies(finding -> assertThat(finding.what()).contains("erasures is damaged"));
    }
  }
}
