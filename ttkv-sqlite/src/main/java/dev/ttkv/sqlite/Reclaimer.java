// SPDX-License-Identifier: Apache-2.0
package dev.ttkv.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.sqlite.SQLiteErrorCode;

/**
 * Gives space back after something was forgotten, and removes the bytes of what was erased from the
 * files: from the free space within pages too, where SQLite leaves copies of what it moved to other
 * pages. To be called between transactions.
 *
 * <p>Who still reads what was before keeps the log. Then nothing is done, since to write the
 * database anew would only lengthen the log; what is left to do is in the store.
 */
final class Reclaimer {
  /** From which part of the file on that is free within pages it is written anew: 1 in so many. */
  private static final long FREE_PART = 3;

  private static final String PAGES =
      "select sum(pgsize), sum(unused) from dbstat where aggregate = 1";

  private static final String ERASURES = "select " + Meta.ERASED.sql() + ", " + Meta.CLEANED.sql();

  private final String location;
  private final Session session;
  private final LogKeeper logKeeper;
  private final Duration wait;
  private final BooleanSupplier closing;

  /**
   * Makes a reclaimer.
   *
   * @param wait how long to wait for others
   * @param closing tells whether there is no time to wait
   */
  Reclaimer(
      String location,
      Session session,
      LogKeeper logKeeper,
      Duration wait,
      BooleanSupplier closing) {
    this.location = location;
    this.session = session;
    this.logKeeper = logKeeper;
    this.wait = wait;
    this.closing = closing;
  }

  /** What is tried until it succeeds. */
  @FunctionalInterface
  private interface Attempt {
    boolean succeeds() throws SQLException;
  }

  /**
   * Removes the bytes of what was erased, unless that is done already.
   *
   * @return whether no file has them; false if others keep it from being done
   */
  boolean eraseBytes() throws SQLException {
    long erased;
    try (ResultSet row = session.statement(ERASURES).executeQuery()) {
      erased = Meta.ERASED.number(location, row, 1);
      if (Meta.CLEANED.number(location, row, 2) == erased) {
        return true;
      }
    }
    // the log once more at the end, which has the database as it was before
    return attempt(logKeeper::startOver)
        && attempt(this::writeAnew)
        && attempt(logKeeper::startOver)
        && attempt(
            () -> unlessBusy(() -> Meta.CLEANED.update(session, Meta.CLEANED.encode(erased))));
  }

  /** Tells whether a trim has left free pages, since others read what was before. */
  boolean hasFreePages() throws SQLException {
    try (ResultSet row = session.statement("pragma freelist_count").executeQuery()) {
      return row.getLong(1) > 0;
    }
  }

  /** Makes the file about as short as a fresh copy of what is left. */
  void shrink() throws SQLException {
    if (attempt(logKeeper::startOver)
        && attempt(isLoose() ? this::writeAnew : () -> unlessBusy(this::removeFreePages))) {
      attempt(logKeeper::startOver);
    }
  }

  private boolean isLoose() throws SQLException {
    try (ResultSet row = session.statement(PAGES).executeQuery()) {
      return row.getLong(2) > row.getLong(1) / FREE_PART;
    }
  }

  private void removeFreePages() throws SQLException {
    // unlike a prepared statement, which stops at the first page
    try (Statement statement = session.connection().createStatement()) {
      statement.executeUpdate("pragma incremental_vacuum");
    }
  }

  private boolean writeAnew() throws SQLException {
    return unlessBusy(() -> session.statement("vacuum").execute());
  }

  private boolean attempt(Attempt attempt) throws SQLException {
    long start = System.nanoTime();
    while (!attempt.succeeds()) {
      if (closing.getAsBoolean() || System.nanoTime() - start >= wait.toNanos()) {
        return false;
      }
    }
    return true;
  }

  /** What SQLite does. */
  @FunctionalInterface
  private interface Action {
    void run() throws SQLException;
  }

  private boolean unlessBusy(Action action) throws SQLException {
    try {
      action.run();
      return true;
    } catch (SQLException e) {
      session.forgetStatements();
      if (Failures.code(e) == SQLiteErrorCode.SQLITE_BUSY) {
        return false;
      }
      throw e;
    }
  }
}
