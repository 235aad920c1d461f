// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.spi.Timestamps;
import dev.ttkv.spi.VersionRecord;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes records of versions anew, within the transaction that is open on a session: a number of
 * them at a time, since nothing may be written while a statement reads.
 */
final class Rewriter {
  private static final int MOST_ROWS = 512;
  private static final long MOST_BYTES = 1 << 20;

  private static final String UPDATE = "update v set rec = ? where ts = ? and kid = ?";

  /**
   * A version that was found.
   *
   * @param number the fifth column
   * @param marked whether the sixth column is not 0
   * @param before the seventh column, the time of the commit that is before its own
   */
  record Found(
      long time,
      long kid,
      byte[] key,
      VersionRecord version,
      long number,
      boolean marked,
      long before) {}

  /** Decides what becomes of a version. */
  @FunctionalInterface
  interface Change {
    /** Calls {@link #rewrite} as it likes. */
    void apply(Found found) throws SQLException;
  }

  private final String location;
  private final Session session;

  Rewriter(String location, Session session) {
    this.location = location;
    this.session = session;
  }

  /**
   * Shows the versions that a statement finds.
   *
   * @param sql selects the seven columns of at most one version a time, in the order of the times,
   *     that are after the first parameter; the second one is {@code flags}
   * @param horizon the third parameter
   * @return how many there were
   */
  long forEach(String sql, byte[] flags, long horizon, Change change) throws SQLException {
    long count = 0;
    long after = Timestamps.NONE;
    while (true) {
      List<Found> page = page(sql, after, flags, horizon);
      if (page.isEmpty()) {
        return count;
      }
      for (Found found : page) {
        change.apply(found);
      }
      count += page.size();
      after = page.get(page.size() - 1).time();
    }
  }

  private List<Found> page(String sql, long after, byte[] flags, long horizon) throws SQLException {
    PreparedStatement select = session.statement(sql);
    select.setLong(1, after);
    select.setBytes(2, flags);
    select.setLong(3, horizon);
    List<Found> page = new ArrayList<>();
    long bytes = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (page.size() < MOST_ROWS && bytes < MOST_BYTES && rows.next()) {
        Found found = found(rows);
        page.add(found);
        bytes += found.version().value().length;
      }
    }
    return page;
  }

  /** Returns the version in the first columns of a row, of which there are seven. */
  Found found(ResultSet row) throws SQLException {
    long time = row.getLong(1);
    byte[] key = Columns.bytes(location, row, 3, "a key");
    byte[] record = Columns.bytes(location, row, 4, "a version");
    return new Found(
        time,
        row.getLong(2),
        key,
        VersionRecord.decode(location, key, time, record),
        row.getLong(5),
        row.getBoolean(6),
        row.getLong(7));
  }

  /** Gives a version another head, or none. */
  void rewrite(Found found, Optional<VersionRecord.Head> head) throws SQLException {
    VersionRecord version = found.version();
    byte[] record =
        new VersionRecord(version.deletion(), version.value(), head)
            .encode(found.key(), found.time());
    PreparedStatement update = session.statement(UPDATE);
    update.setBytes(1, record);
    update.setLong(2, found.time());
    update.setLong(3, found.kid());
    update.executeUpdate();
  }
}
