// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import dev.ttkv.Durability;
import dev.ttkv.OpenMode;
import dev.ttkv.StoreOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * Opens connections to files, and sets on each what SQLite keeps per connection.
 *
 * <p>Files are named to SQLite by a {@code file:} URI, in which every character that could mean
 * something is escaped; nothing else that comes from outside becomes part of a URL or of SQL.
 */
class Connector {
  /** How long to wait for the short locks that reads and opening meet: recovery, the last close. */
  private static final Duration SHORT_LOCKS = Duration.ofSeconds(10);

  /** How long SQLite waits for the write lock at most before it is seen whether to go on. */
  private static final Duration WRITE_LOCK = Duration.ofMillis(100);

  private static final long PAGE = 4096;

  private final Durability durability;
  private final Duration busyWait;
  private final boolean readOnly;
  private final SqliteOptions options;

  Connector(StoreOptions storeOptions, SqliteOptions options) {
    this.durability = storeOptions.durability().orElse(Durability.POWER);
    this.busyWait = storeOptions.busyWait();
    this.readOnly = storeOptions.mode() == OpenMode.READ_ONLY;
    this.options = options;
  }

  Durability durability() {
    return durability;
  }

  /** Returns the length of the log at which it is moved into the database. */
  long checkpointBytes() {
    return options.checkpointPages() * PAGE;
  }

  /** Opens a connection to a new file, which becomes a database once something is written. */
  Connection create(Path file) throws SQLException {
    return connect(file, SQLiteOpenMode.READWRITE, SQLiteOpenMode.CREATE);
  }

  /**
   * Opens a connection that may write, if the store may, to a file of which nothing is known yet.
   * It can read the file's header; {@link #prepareToWrite} makes the rest of it.
   */
  Connection open(Path file) throws SQLException {
    return connect(file, readOnly ? SQLiteOpenMode.READONLY : SQLiteOpenMode.READWRITE);
  }

  /**
   * Opens a connection to a file as if nobody changed it: it locks nothing, leaves a log beside the
   * file alone, and may see what is half written.
   */
  Connection peek(Path file) throws SQLException {
    return connect(file.toUri() + "?immutable=1", SQLiteOpenMode.READONLY);
  }

  /** Opens a connection that only reads. */
  Connection read(Path file) throws SQLException {
    Connection connection = open(file);
    execute(connection, "pragma query_only = on");
    return connection;
  }

  /** Sets what a connection to a store needs to write to it. */
  void prepareToWrite(Connection connection) throws SQLException {
    useLog(connection);
    execute(
        connection,
        "pragma wal_autocheckpoint = " + options.checkpointPages(),
        "pragma journal_size_limit = " + checkpointBytes(),
        "pragma busy_timeout = " + Math.min(WRITE_LOCK.toMillis(), busyWait.toMillis()));
  }

  private Connection connect(Path file, SQLiteOpenMode... modes) throws SQLException {
    return connect(file.toUri().toString(), modes);
  }

  private Connection connect(String uri, SQLiteOpenMode... modes) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.resetOpenMode(SQLiteOpenMode.READWRITE);
    config.resetOpenMode(SQLiteOpenMode.CREATE);
    for (SQLiteOpenMode mode : modes) {
      config.setOpenMode(mode);
    }
    config.setBusyTimeout((int) SHORT_LOCKS.toMillis());
    config.setGetGeneratedKeys(false);
    Connection connection = config.createConnection("jdbc:sqlite:" + uri);
    try {
      execute(
          connection,
          "pragma trusted_schema = off",
          "pragma cell_size_check = on",
          "pragma mmap_size = 0",
          "pragma cache_size = -" + options.cacheMebibytes() * 1024L,
          "pragma synchronous = " + synchronous(),
          "pragma fullfsync = " + (durability == Durability.POWER ? "on" : "off"));
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }

  /**
   * Below POWER commits do not sync, but moving the log into the database does. Were that left out
   * for NONE, what others acknowledged with POWER would be moved into a file that nobody syncs.
   */
  private String synchronous() {
    return durability == Durability.POWER ? "full" : "normal";
  }

  /**
   * Gives the database a write-ahead log, with which reading and writing do not wait for another.
   */
  static void useLog(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("pragma journal_mode = wal")) {
      String mode = row.getString(1);
      if (!mode.equals("wal")) {
        throw new SQLException("the file system has no write-ahead log, only " + mode);
      }
    }
  }

  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
