// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Keeps the write-ahead log short. SQLite moves it into the database by itself, but lets it start
 * over only in a moment without readers, and grow until there is one; this waits for that moment.
 */
final class LogKeeper {
  private final Session session;
  private final Path log;
  private final long limit;
  private long next;

  /**
   * Makes a keeper.
   *
   * @param session the session that writes
   * @param log the file of the log
   * @param limit the bytes from which the log is too long
   */
  LogKeeper(Session session, Path log, long limit) {
    this.session = session;
    this.log = log;
    this.limit = limit;
    this.next = limit;
  }

  /** Starts the log over if it is too long; to be called between transactions. */
  void check() {
    long length = length();
    if (length > next) {
      // a reader that stays, in another process, is not waited for at each commit
      next = startOver() ? limit : length + limit;
    }
  }

  /**
   * Moves what it can of the log into the database without waiting, so that the file has all that
   * was committed even where somebody else keeps the log.
   */
  void empty() {
    try (ResultSet row = session.statement("pragma wal_checkpoint(passive)").executeQuery()) {
      row.next();
    } catch (SQLException e) {
      session.forgetStatements();
    }
  }

  private long length() {
    try {
      return Files.size(log);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Moves all of the log into the database and empties it; false if others keep it. */
  boolean startOver() {
    try (ResultSet row = session.statement("pragma wal_checkpoint(truncate)").executeQuery()) {
      return row.getInt("busy") == 0;
    } catch (SQLException e) {
      // the log stays as it is and loses nothing
      session.forgetStatements();
      return false;
    }
  }
}
