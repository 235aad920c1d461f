// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.spi.Retained;
import dev.ttkv.spi.StoredChange;
import dev.ttkv.spi.StoredCommit;
import dev.ttkv.spi.VersionRecord;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Inserts commits over one session, within the transaction that is open on it. */
final class Appender {
  private static final int MOST_ROWS = 512;
  private static final long MOST_BYTES = 1 << 20;

  private record Row(long time, byte[] key, byte[] version) {}

  /** Inserts nothing if the key is new, since its id is null then. */
  private static final String INSERT_VERSION =
      "insert or ignore into v values (?1, (select id from keys where k = ?2), ?3)";

  private static final String INSERT_KEY = "insert into keys(k) values (?) on conflict do nothing";

  private final Session session;
  private final List<Row> rows = new ArrayList<>();
  private long bytes;

  Appender(Session session) {
    this.session = session;
  }

  void append(List<StoredCommit> commits) throws SQLException {
    rows.clear();
    bytes = 0;
    for (StoredCommit commit : commits) {
      Optional<VersionRecord.Head> head = Optional.of(VersionRecord.Head.of(commit));
      for (StoredChange change : commit.changes()) {
        add(commit.time(), change, head);
        head = Optional.empty();
      }
    }
    flush();
  }

  void settle(long watermark) throws SQLException {
    Meta.SETTLED.update(session, Meta.SETTLED.encode(watermark));
  }

  void retain(Retained retained) throws SQLException {
    Meta.RETAINED.update(session, Meta.RETAINED.encode(retained.encode()));
  }

  private void add(long time, StoredChange change, Optional<VersionRecord.Head> head)
      throws SQLException {
    byte[] version =
        new VersionRecord(change.deletion(), change.value(), head).encode(change.key(), time);
    rows.add(new Row(time, change.key(), version));
    bytes += version.length;
    if (rows.size() == MOST_ROWS || bytes >= MOST_BYTES) {
      flush();
    }
  }

  private void flush() throws SQLException {
    List<Row> ofNewKeys = insert(rows);
    if (!ofNewKeys.isEmpty()) {
      PreparedStatement insertKey = session.statement(INSERT_KEY);
      insertKey.clearBatch();
      for (Row row : ofNewKeys) {
        insertKey.setBytes(1, row.key());
        insertKey.addBatch();
      }
      insertKey.executeBatch();
      if (!insert(ofNewKeys).isEmpty()) {
        throw new SQLException("a version of that key and time is there already");
      }
    }
    rows.clear();
    bytes = 0;
  }

  /** Inserts the rows whose keys are there, and returns the others. */
  private List<Row> insert(List<Row> rows) throws SQLException {
    PreparedStatement insertVersion = session.statement(INSERT_VERSION);
    insertVersion.clearBatch();
    for (Row row : rows) {
      insertVersion.setLong(1, row.time());
      insertVersion.setBytes(2, row.key());
      insertVersion.setBytes(3, row.version());
      insertVersion.addBatch();
    }
    int[] inserted = insertVersion.executeBatch();
    List<Row> others = new ArrayList<>();
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] == 0) {
        others.add(rows.get(i));
      }
    }
    return others;
  }
}
