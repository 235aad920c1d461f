// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The schema that one would write first: one table, an index on each of time and key. */
final class ThreeColumns extends SqlContestant {
  private final PreparedStatement insert;

  ThreeColumns(Path folder) throws SQLException {
    super(
        folder,
        "k = ?",
        "select k, val from (select k, val, max(ts) from v where ts <= ? group by k)",
        "create table v(ts integer, k blob, val blob)",
        "create index v_ts on v(ts)",
        "create index v_k on v(k)");
    insert = prepare("insert into v values (?, ?, ?)");
  }

  @Override
  void insert(Put put) throws SQLException {
    insert.setLong(1, put.ownTime());
    insert.setBytes(2, put.key().getBytes(UTF_8));
    insert.setBytes(3, put.value());
    insert.executeUpdate();
  }

  @Override
  void flush() {}
}
