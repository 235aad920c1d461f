// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import static dev.ttkv.sqlite.Engines.bytes;
import static dev.ttkv.sqlite.Engines.commit;
import static dev.ttkv.sqlite.Engines.get;
import static dev.ttkv.sqlite.Engines.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ttkv.DamagedStoreException;
import dev.ttkv.Order;
import dev.ttkv.TimeTravelStoreException;
import dev.ttkv.spi.ByteRange;
import dev.ttkv.spi.Engine;
import dev.ttkv.spi.PageLimit;
import dev.ttkv.spi.StoredEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteDamageTest {
  private static final PageLimit LARGE = new PageLimit(1_000_000, Integer.MAX_VALUE);
  private static final int KEYS = 200;

  private Path folder;
  private Path file;

  @BeforeEach
  void write(@TempDir Path folder) {
    this.folder = folder;
    file = folder.resolve("test.db");
    try (SqliteEngine engine = Engines.open(file)) {
      commit(engine, 1, put("a", "a1"), put("b", "b1"), put("c", "c1"));
      commit(engine, 2, put("a", "a2"));
      commit(engine, 3, put("b", "b3"), put("c", "c3"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // other bytes, the bytes of another key, those of another time, and none
        "update v set rec = x'0000000000ff' where ts = 2",
        "update v set rec = (select rec from v where ts = 1 and kid = 2) where ts = 2",
        "update v set rec = (select rec from v where ts = 1 and kid = 1) where ts = 2",
        "update v set rec = x'' where ts = 2",
        "update v set ts = 9 where ts = 2",
        "update keys set k = x'7a' where id = 1"
      })
  void read_ofAVersionThatIsNotWhatWasWritten_isDamage(String sql) throws SQLException {
    Engines.sql(file, sql);

    String key = sql.startsWith("update keys") ? "z" : "a";
    damaged(engine -> engine.find(bytes(key), 9));
    damaged(engine -> engine.versions(bytes(key), 0, 9, Order.ASCENDING, LARGE));
    damaged(engine -> engine.entries(ByteRange.ALL, 9, Order.ASCENDING, LARGE));
    damaged(engine -> engine.commits(0, 9, Order.ASCENDING, LARGE));
  }

  @Test
  void read_ofAVersionThatBecameNull_isDamage() throws SQLException {
    becomeNull("v", "rec blob", "update v set rec = null where ts = 2");

    damaged(engine -> engine.find(bytes("a"), 9));
    damaged(engine -> engine.versions(bytes("a"), 0, 9, Order.ASCENDING, LARGE));
    damaged(engine -> engine.entries(ByteRange.ALL, 9, Order.ASCENDING, LARGE));
    damaged(engine -> engine.commits(0, 9, Order.ASCENDING, LARGE));
  }

  @Test
  void key_thatBecameNull_isDamageAndIsFound() throws SQLException {
    becomeNull("keys", "k blob", "update keys set k = null where id = 1");

    damaged(engine -> engine.commits(0, 9, Order.ASCENDING, LARGE));
    Engines.sql(file, "delete from v where kid = 1");
    assertThat(findings()).anyMatch(what -> what.contains("all of its versions are missing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"key codec", "value codec"})
  void open_ofAStoreWhoseCodecBecameNull_isDamage(String name) throws SQLException {
    becomeNull("meta", "value any", "update meta set value = null where name = '" + name + "'");

    assertThatExceptionOfType(DamagedStoreException.class)
        .isThrownBy(() -> Engines.open(file))
        .withMessageContaining("the name of its " + name + " is missing")
        .withMessageContaining(file.toString());
  }

  private List<String> findings() {
    List<String> findings = new ArrayList<>();
    try (SqliteEngine engine = Engines.open(file)) {
      engine.verify(finding -> findings.add(finding.toString()));
    }
    return findings;
  }

  /** Does what SQLite refuses, since the column is declared to have a value. */
  private void becomeNull(String table, String column, String update) throws SQLException {
    String change = "update sqlite_schema set sql = replace(sql, '%s', '%s') where name = '%s'";
    Engines.sql(
        file, "pragma writable_schema = on", change.formatted(column + " not null", column, table));
    Engines.sql(file, update);
    Engines.sql(
        file, "pragma writable_schema = on", change.formatted(column, column + " not null", table));
  }

  @ParameterizedTest
  @EnumSource
  void commits_withoutOneOfTheirVersions_areDamage(Order order) throws SQLException {
    Engines.sql(file, "delete from v where ts = 1 and kid = 2");

    damaged(engine -> engine.commits(0, 9, order, LARGE));
    damaged(engine -> engine.commits(0, 1, order, LARGE));
  }

  @ParameterizedTest
  @EnumSource
  void commits_withoutTheVersionThatHoldsTheHead_areDamage(Order order) throws SQLException {
    Engines.sql(file, "delete from v where ts = 3 and kid = 2");

    damaged(engine -> engine.commits(2, 3, order, LARGE));
  }

  @ParameterizedTest
  @EnumSource
  void commits_ofAKeyThatIsMissing_areDamage(Order order) throws SQLException {
    Engines.sql(file, "delete from keys where id = 1");

    damaged(engine -> engine.commits(1, 2, order, LARGE));
  }

  @ParameterizedTest
  @EnumSource
  void commits_ofWhichOneIsMissing_areDamage(Order order) throws SQLException {
    Engines.sql(file, "delete from v where ts = 2");

    damaged(engine -> engine.commits(0, 9, order, LARGE));
    damaged(engine -> engine.commits(1, 3, order, LARGE));
  }

  @Test
  void head_withoutTheWatermark_isDamage() throws SQLException {
    Engines.sql(file, "delete from meta where name = 'settled'");

    damaged(Engine::head);
  }

  @Test
  void read_afterOneByteWasChanged_givesWhatWasWrittenOrFails() throws Exception {
    try (SqliteEngine engine = Engines.open(file)) {
      for (int i = 0; i < KEYS; i++) {
        commit(engine, 10 + i, put("key" + i, value(i)));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    long seed = 20_261_124;
    Random random = new Random(seed);
    int damages = 0;
    for (int run = 0; run < 60; run++) {
      byte[] changed = whole.clone();
      int position = random.nextInt(changed.length);
      changed[position] ^= (byte) (1 << random.nextInt(8));
      Path copy = folder.resolve("copy" + run + ".db");
      Files.write(copy, changed);
      damages += reads(copy, "seed " + seed + ", run " + run + ", byte " + position);
    }
    assertThat(damages).isPositive();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7})
  void read_afterAPageWasOverwritten_givesWhatWasWrittenOrFails(int page) throws Exception {
    byte[] whole = Files.readAllBytes(file);
    for (int i = 0; i < 4096 && page * 4096 + i < whole.length; i++) {
      whole[page * 4096 + i] = (byte) (i * 31);
    }
    Files.write(file, whole);

    reads(file, "page " + page);
  }

  /** Reads everything, none of which may be wrong, and returns 1 if that failed somewhere. */
  private static int reads(Path file, String description) {
    int damages = 0;
    try (SqliteEngine engine = Engines.open(file)) {
      for (int i = 0; i < KEYS; i++) {
        try {
          Optional<String> found = get(engine, "key" + i, 1_000);
          assertThat(found.orElse(value(i))).as(description).isEqualTo(value(i));
        } catch (TimeTravelStoreException e) {
          damages = 1;
        }
      }
      try {
        for (StoredEntry entry :
            engine.entries(ByteRange.ALL, 1_000, Order.ASCENDING, LARGE).items()) {
          String key = Engines.text(entry.key());
          if (key.startsWith("key")) {
            assertThat(Engines.text(entry.value()))
                .as(description)
                .isEqualTo(value(Integer.parseInt(key.substring(3))));
          }
        }
        engine.commits(0, 1_000, Order.DESCENDING, LARGE);
        engine.times(0, 1_000, Order.DESCENDING, 1_000);
      } catch (TimeTravelStoreException e) {
        damages = 1;
      }
    } catch (TimeTravelStoreException e) {
      damages = 1;
    }
    return damages;
  }

  private static String value(int i) {
    return ("value" + i + " ").repeat(20);
  }

  private void damaged(Read read) {
    try (SqliteEngine engine = Engines.open(file)) {
      ThrowingCallable call = () -> read.from(engine);
      assertThatExceptionOfType(DamagedStoreException.class)
          .isThrownBy(call)
          .withMessageContaining(file.toString());
    }
  }

  @FunctionalInterface
  private interface Read {
    Object from(Engine engine);
  }
}
