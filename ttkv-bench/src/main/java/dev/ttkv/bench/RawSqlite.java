// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * The fastest schema: each key once, versions in the order of time, the index that ends with it.
 * The numbers of all keys are kept in memory.
 */
final class RawSqlite extends SqlContestant {
  private final Map<String, Integer> numbers = new HashMap<>();
  private final PreparedStatement insertKey;
  private final PreparedStatement insertVersion;

  RawSqlite(Path folder) throws SQLException {
    super(
        folder,
        "kid = (select id from keys where k = ?)",
        "select k, val from keys cross join v"
            + " where ts = (select max(ts) from v x where x.kid = id and x.ts <= ?) and kid = id"
            + " order by k",
        "create table keys(id integer primary key, k blob not null unique)",
        "create table v(ts integer primary key, kid integer not null, val blob not null)",
        "create index v_kid on v(kid)");
    insertKey = prepare("insert into keys values (?, ?)");
    insertVersion = prepare("insert into v values (?, ?, ?)");
  }

  @Override
  void insert(Put put) throws SQLException {
    Integer number = numbers.get(put.key());
    if (number == null) {
      number = numbers.size() + 1;
      numbers.put(put.key(), number);
      insertKey.setInt(1, number);
      insertKey.setBytes(2, put.key().getBytes(UTF_8));
      insertKey.addBatch();
    }
    insertVersion.setLong(1, put.ownTime());
    insertVersion.setInt(2, number);
    insertVersion.setBytes(3, put.value());
    insertVersion.addBatch();
  }

  @Override
  void flush() throws SQLException {
    insertKey.executeBatch();
    insertVersion.executeBatch();
  }
}
