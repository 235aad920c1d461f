// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/**
 * A database with statements written by hand, on one connection that is set as the store's are.
 * Each version has a time of its own. It knows no deletions and no checksums.
 */
abstract class SqlContestant implements Contestant {
  private static final int CACHE_MEBIBYTES = 32;
  private static final int CHECKPOINT_PAGES = 16_000;

  private final Connection connection;
  private final PreparedStatement get;
  private final PreparedStatement getAsOf;
  private final PreparedStatement history;
  private final PreparedStatement times;
  private final PreparedStatement scan;

  /**
   * Creates the database.
   *
   * @param ofKey the condition that a row is one of the key that is the first parameter
   * @param scan gives key and value of all keys as of the time that is the only parameter
   * @param schema creates it
   */
  SqlContestant(Path folder, String ofKey, String scan, String... schema) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setGetGeneratedKeys(false);
    connection = config.createConnection("jdbc:sqlite:" + folder.resolve("bench.db"));
    execute(
        "pragma journal_mode = wal",
        "pragma synchronous = normal",
        "pragma cache_size = -" + CACHE_MEBIBYTES * 1024,
        "pragma wal_autocheckpoint = " + CHECKPOINT_PAGES);
    execute(schema);
    String newest = " order by ts desc limit 1";
    get = prepare("select val from v where " + ofKey + newest);
    getAsOf = prepare("select val from v where " + ofKey + " and ts <= ?" + newest);
    history = prepare("select val from v where " + ofKey + " order by ts desc");
    times = prepare("select ts from v order by ts desc limit ?");
    this.scan = prepare(scan);
  }

  private void execute(String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  final PreparedStatement prepare(String sql) throws SQLException {
    return connection.prepareStatement(sql);
  }

  /** Inserts a version within a transaction. */
  abstract void insert(Put put) throws SQLException;

  /** Carries out what {@link #insert} has put off. */
  abstract void flush() throws SQLException;

  @Override
  public final boolean ownTimes() {
    return true;
  }

  @Override
  public final void put(Put put) throws SQLException {
    putAll(new Put[] {put});
  }

  @Override
  public final void putAll(Put[] puts) throws SQLException {
    connection.setAutoCommit(false);
    for (Put put : puts) {
      insert(put);
    }
    flush();
    connection.commit();
    connection.setAutoCommit(true); // a read in a transaction would not see what others write
  }

  @Override
  public final long get(String key) throws SQLException {
    get.setBytes(1, key.getBytes(UTF_8));
    return sum(get);
  }

  @Override
  public final long getAsOf(String key, Moment time) throws SQLException {
    getAsOf.setBytes(1, key.getBytes(UTF_8));
    getAsOf.setLong(2, time.nanos());
    return sum(getAsOf);
  }

  @Override
  public final long history(String key) throws SQLException {
    history.setBytes(1, key.getBytes(UTF_8));
    return sum(history);
  }

  private static long sum(PreparedStatement select) throws SQLException {
    long sum = 0;
    try (ResultSet rows = select.executeQuery()) {
      while (rows.next()) {
        sum += Workload.stamp(rows.getBytes(1));
      }
    }
    return sum;
  }

  @Override
  public final long times(int newest) throws SQLException {
    times.setInt(1, newest);
    long sum = 0;
    try (ResultSet rows = times.executeQuery()) {
      while (rows.next()) {
        sum += Moment.fraction(rows.getLong(1));
      }
    }
    return sum;
  }

  @Override
  public final long scan(Moment time) throws SQLException {
    scan.setLong(1, time.nanos());
    long sum = 0;
    try (ResultSet rows = scan.executeQuery()) {
      while (rows.next()) {
        sum += Workload.entry(new String(rows.getBytes(1), UTF_8), rows.getBytes(2));
      }
    }
    return sum;
  }

  @Override
  public final void close() throws SQLException {
    connection.close();
  }
}
